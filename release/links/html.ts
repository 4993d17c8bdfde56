import { decodeHTML, decodeHTMLAttribute } from "entities/decode";
import type { Handler } from "htmlparser2";
import { isRunScript, scriptTypeName } from "../../facts/http/script-type";
import { own } from "../../facts/own";
import { cssReferences } from "./css";
import { parseMarkup } from "./markup";
import { srcsetUrls } from "./srcset";

/** References of a page, as written, and the `<base>` that they are relative to. */
export interface HtmlReferences {
  readonly base?: string;
  /** What the page loads to be shown: scripts, styles, images, media, frames, preloads, manifest, icons. */
  readonly loads: readonly string[];
  /** Where it leads to. */
  readonly links: readonly string[];
  /** Texts of its inline scripts, modules and others, and of what it tells modules and the browser as JSON. */
  readonly scripts: readonly string[];
  readonly importMaps: readonly string[];
  readonly speculationRules: readonly string[];
}

const loaded: Readonly<Record<string, readonly string[]>> = {
  audio: ["src"],
  embed: ["src"],
  frame: ["src"],
  iframe: ["src"],
  image: ["href", "xlink:href"],
  img: ["src"],
  input: ["src"],
  object: ["data"],
  script: ["src", "href", "xlink:href"],
  source: ["src"],
  track: ["src"],
  use: ["href", "xlink:href"],
  video: ["src", "poster"],
  body: ["background"],
};

const loadedRelations = new Set([
  "stylesheet",
  "preload",
  "modulepreload",
  "prefetch",
  "icon",
  "apple-touch-icon",
  "mask-icon",
  "manifest",
]);

const foreignElements = new Set(["svg", "math"]);
/** Where HTML goes on inside of them (HTML, Tree construction: HTML and MathML text integration points). */
const integrationPoints = new Set(
  "mi mo mn ms mtext annotation-xml foreignobject foreignObject desc title".split(" "),
);

/** Reads a page; `beside` listens to it as well. @throws {MarkupTooDeep} */
export function htmlReferences(html: string, beside: Partial<Handler> = {}): HtmlReferences {
  const loads: string[] = [];
  const links: string[] = [];
  const inline = { scripts: [] as string[], importMaps: [] as string[], speculationRules: [] as string[] };
  let base: string | undefined;
  /** Text of the element that is open, and where it belongs. */
  let open: { readonly list: string[] | "style"; text: string } | undefined;
  let isRaw = false;
  /** Whether the elements around are SVG's or MathML's, where scripts and styles are text like any other. */
  const foreign: boolean[] = [];
  const handler: Partial<Handler> = {
    onopentag(name, written, isImplied) {
      const attributes = decodedAttributes(written);
      isRaw = (name === "script" || name === "style") && foreign.at(-1) !== true;
      if (foreignElements.has(name)) foreign.push(true);
      else if (foreign.length > 0 && integrationPoints.has(name)) foreign.push(false);
      beside.onopentag?.(name, attributes, isImplied);
      if (name === "base" && base === undefined) base = attributes.href;
      if (name === "style") open = { list: "style", text: "" };
      if (name === "script" && attributes.src === undefined) open = inlineScript(attributes.type, inline);
      if (name === "a" || name === "area") push(links, attributes.href);
      if (name === "meta" && attributes["http-equiv"]?.toLowerCase() === "refresh")
        push(links, /^[\s\d.;,]*url\s*=\s*["']?([^"']*)/i.exec(attributes.content ?? "")?.[1]);
      if (name === "link") push(isLoaded(attributes.rel) ? loads : links, attributes.href);
      for (const attribute of own(loaded, name) ?? []) push(loads, attributes[attribute]);
      for (const srcset of [attributes.srcset, attributes.imagesrcset])
        if (srcset !== undefined) for (const url of srcsetUrls(srcset)) loads.push(url);
      if (attributes.style !== undefined) for (const url of cssReferences(attributes.style)) loads.push(url);
    },
    ontext(text) {
      beside.ontext?.(isRaw || !text.includes("&") ? text : decodeHTML(text));
      if (open !== undefined) open.text += text;
    },
    onclosetag(name, isImplied) {
      isRaw = false;
      if (foreignElements.has(name) || (foreign.length > 0 && integrationPoints.has(name))) foreign.pop();
      beside.onclosetag?.(name, isImplied);
      if ((name !== "style" && name !== "script") || open === undefined) return;
      if (open.list === "style") for (const url of cssReferences(open.text)) loads.push(url);
      else open.list.push(open.text);
      open = undefined;
    },
  };
  // Looking for references in them, the parser would step through every character of a page's texts.
  parseMarkup(html, handler, { decodeEntities: false });
  return { base, loads, links, ...inline };
}

/** Attributes as they are meant: `&amp;` is an ampersand. The parser makes a new object for each element. */
function decodedAttributes(attributes: Record<string, string>): Record<string, string> {
  for (const name in attributes) {
    const value = attributes[name] as string;
    if (value.includes("&")) attributes[name] = decodeHTMLAttribute(value);
  }
  return attributes;
}

/** Data blocks of other types are nothing that a browser reads. */
function inlineScript(
  type = "",
  lists: { readonly scripts: string[]; readonly importMaps: string[]; readonly speculationRules: string[] },
) {
  const kind = scriptTypeName(type);
  if (kind === "importmap") return { list: lists.importMaps, text: "" };
  if (kind === "speculationrules") return { list: lists.speculationRules, text: "" };
  return isRunScript(kind) ? { list: lists.scripts, text: "" } : undefined;
}

function push(list: string[], reference: string | undefined): void {
  if (reference !== undefined) list.push(reference);
}

function isLoaded(rel = ""): boolean {
  return rel
    .toLowerCase()
    .split(/\s+/)
    .some((word) => loadedRelations.has(word));
}
