import { Parser } from "htmlparser2";
import { cssReferences } from "./css";

/** References of a page, as written, and the `<base>` that they are relative to. */
export interface HtmlReferences {
  readonly base?: string;
  /** What the page loads to be shown: scripts, styles, images, media, frames, preloads, manifest, icons. */
  readonly loads: readonly string[];
  /** Where it leads to. */
  readonly links: readonly string[];
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

/** Reads a page. Whatever it is, the parser makes something of it. */
export function htmlReferences(html: string): HtmlReferences {
  const loads: string[] = [];
  const links: string[] = [];
  let base: string | undefined;
  let style: string | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "base" && base === undefined) base = attributes.href;
      if (name === "style") style = "";
      if (name === "a" || name === "area") push(links, attributes.href);
      if (name === "link") push(isLoaded(attributes.rel) ? loads : links, attributes.href);
      for (const attribute of loaded[name] ?? []) push(loads, attributes[attribute]);
      for (const srcset of [attributes.srcset, attributes.imagesrcset])
        if (srcset !== undefined) loads.push(...candidates(srcset));
      if (attributes.style !== undefined) loads.push(...cssReferences(attributes.style));
    },
    ontext(text) {
      if (style !== undefined) style += text;
    },
    onclosetag(name) {
      if (name !== "style" || style === undefined) return;
      loads.push(...cssReferences(style));
      style = undefined;
    },
  });
  parser.end(html);
  return { base, loads, links };
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

/** URLs of a srcset: each up to white space, its descriptor up to a comma (HTML, srcset attributes). */
function candidates(srcset: string): string[] {
  const urls: string[] = [];
  let descriptor = false;
  for (const word of srcset.split(/\s+/)) {
    const url: string = descriptor ? "" : word.replace(/^,+|,+$/g, "");
    // "a.png 1x,b.png 2x": what follows the comma of a descriptor is a URL.
    const next: string = descriptor ? word.slice(word.indexOf(",") + 1) : "";
    if (url !== "") urls.push(url);
    if (descriptor && !word.includes(",")) continue;
    if (descriptor && next !== "") urls.push(next);
    descriptor = descriptor ? next !== "" : url !== "" && !word.endsWith(",");
  }
  return urls;
}
