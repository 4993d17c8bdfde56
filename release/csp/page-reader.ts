import { own } from "../../facts/own";
import { srcsetUrls } from "../links/srcset";
import type { Demand, DocumentDemands, FetchDirective, InlineScript, OwnPolicy } from "./demand";
import { cssDemands } from "./read-css";

export type ElementAttributes = Readonly<Record<string, string>>;

/** Attributes with a URL that is loaded, and the directive that governs it. */
const loaded: Readonly<Record<string, Readonly<Record<string, FetchDirective>>>> = {
  audio: { src: "media-src" },
  ...Object.fromEntries(
    ["body", "table", "tbody", "td", "tfoot", "th", "thead", "tr"].map((name) => [
      name,
      { background: "img-src" },
    ]),
  ),
  embed: { src: "object-src" },
  feImage: { href: "img-src", "xlink:href": "img-src" },
  frame: { src: "frame-src" },
  iframe: { src: "frame-src" },
  image: { href: "img-src", "xlink:href": "img-src" },
  img: { src: "img-src" },
  object: { data: "object-src" },
  script: { src: "script-src-elem", href: "script-src-elem", "xlink:href": "script-src-elem" },
  source: { src: "media-src" },
  track: { src: "media-src" },
  use: { href: "img-src", "xlink:href": "img-src" },
  video: { src: "media-src", poster: "img-src" },
};

/** What a `<link>` loads, by its relation. Hints to connect and to prefetch are no loads that a directive blocks. */
const relations: Readonly<Record<string, FetchDirective>> = {
  stylesheet: "style-src-elem",
  modulepreload: "script-src-elem",
  icon: "img-src",
  "apple-touch-icon": "img-src",
  "mask-icon": "img-src",
  manifest: "manifest-src",
};

/** What a preload loads, by its `as`. */
const destinations: Readonly<Record<string, FetchDirective>> = {
  audio: "media-src",
  embed: "object-src",
  fetch: "connect-src",
  font: "font-src",
  image: "img-src",
  object: "object-src",
  script: "script-src-elem",
  style: "style-src-elem",
  track: "media-src",
  video: "media-src",
  worker: "worker-src",
};

/** What an element demands by its attributes alone, on a page at `base`. */
export function elementDemands(name: string, attributes: ElementAttributes, base: string): readonly Demand[] {
  const page = new PageReader(base, []);
  page.element(name, attributes);
  return page.document.demands;
}

/** Reads elements one by one, and keeps the base of their URLs. */
export class PageReader {
  #base: string;
  #hasBase = false;
  readonly #demands: Demand[] = [];
  /** What is asked for once the page is laid out, whatever stands between. */
  readonly #later: Demand[] = [];
  readonly #policies: OwnPolicy[];
  readonly #scripts: InlineScript[] = [];
  /** Documents that frames carry in `srcdoc`, and the base that is theirs as well. */
  readonly frames: { readonly html: string; readonly base: string }[] = [];

  constructor(
    private readonly pageUrl: string,
    inherited: readonly OwnPolicy[],
  ) {
    this.#base = pageUrl;
    this.#policies = inherited.map(({ text }) => ({ text, from: 0 }));
  }

  get document(): DocumentDemands {
    return { demands: [...this.#demands, ...this.#later], policies: this.#policies, scripts: this.#scripts };
  }

  /** A child of the head (HTML, Content security policy state). */
  meta(attributes: ElementAttributes): void {
    const { content, "http-equiv": pragma = "" } = attributes;
    if (pragma.toLowerCase() !== "content-security-policy" || !content) return;
    this.#policies.push({ text: content, from: this.#demands.length });
  }

  style(content: { readonly text: string; readonly nonce?: string }): void {
    this.#demands.push({ kind: "inline", directive: "style-src-elem", ...content });
    this.#css(content.text);
  }

  /** A script without an address, of a type that browsers know. */
  script(type: string, content: { readonly text: string; readonly nonce?: string }): void {
    this.#demands.push({ kind: "inline", directive: "script-src-elem", ...content });
    if (type === "importmap")
      for (const address of mapped(content.text)) this.#url("script-src-elem", address, {});
    else if (type !== "speculationrules") this.#scripts.push({ text: content.text, base: this.#base });
  }

  element(name: string, attributes: ElementAttributes): void {
    if (name === "base") this.#readBase(attributes);
    if (name === "link") this.#readLink(attributes);
    if (name === "form") this.#url("form-action", attributes.action || this.pageUrl, {});
    const directives = own(loaded, name);
    for (const attribute in attributes) {
      const value = attributes[attribute] as string;
      const directive = directives && own(directives, attribute);
      if (directive !== undefined) this.#url(directive, value, attributes);
      else if (attribute === "style") this.#style(value);
      else if (attribute.startsWith("on"))
        this.#demands.push({ kind: "attribute", directive: "script-src-attr", text: value });
      else this.#readAttribute(name, attribute, value);
    }
    if (name === "input" && attributes.type?.toLowerCase() === "image")
      this.#url("img-src", attributes.src, {});
  }

  #readBase({ href }: ElementAttributes): void {
    if (href === undefined || this.#hasBase) return;
    this.#hasBase = true;
    this.#url("base-uri", href, {});
    if (URL.canParse(href, this.pageUrl)) this.#base = new URL(href, this.pageUrl).href;
  }

  #readLink(attributes: ElementAttributes): void {
    for (const relation of (attributes.rel ?? "").toLowerCase().split(/\s+/)) {
      const as = attributes.as?.toLowerCase() ?? "";
      const directive = relation === "preload" ? own(destinations, as) : own(relations, relation);
      if (directive === undefined) continue;
      this.#url(directive, attributes.href, attributes);
      for (const candidate of srcsetUrls(attributes.imagesrcset ?? "")) this.#url(directive, candidate, {});
    }
  }

  /** What has a meaning of its own, or the same one on several elements. */
  #readAttribute(name: string, attribute: string, value: string): void {
    const isLink = name === "a" || name === "area";
    if (isLink && (attribute === "href" || attribute === "xlink:href")) this.#code(value);
    else if (attribute === "formaction") this.#url("form-action", value, {});
    else if (attribute === "ping" && isLink) {
      for (const target of value.trim().split(/\s+/)) this.#url("connect-src", target, {});
    } else if (attribute === "srcset" && (name === "img" || name === "source")) {
      for (const candidate of srcsetUrls(value)) this.#url("img-src", candidate, {});
    } else if (attribute === "srcdoc" && name === "iframe")
      this.frames.push({ html: value, base: this.#base });
  }

  #style(text: string): void {
    this.#demands.push({ kind: "attribute", directive: "style-src-attr", text });
    this.#css(text);
  }

  /**
   * An address of `javascript:` runs. What is asked for is the address itself (CSP 3, "should navigation request of type
   * be blocked by CSP?"), which Chromium decodes first.
   */
  #code(link: string): void {
    const address = link.trim();
    if (!/^javascript:/i.test(address) || !URL.canParse(address)) return;
    const { href } = new URL(address);
    for (const text of new Set([href, decoded(href)]))
      this.#demands.push({ kind: "attribute", directive: "script-src-elem", text });
  }

  /** Imports are fetched at once, images and fonts when something is shown with them. */
  #css(text: string): void {
    for (const demand of cssDemands(text, this.#base))
      (demand.directive === "style-src-elem" ? this.#demands : this.#later).push(demand);
  }

  #url(directive: FetchDirective, reference: string | undefined, attributes: ElementAttributes): void {
    const trimmed = reference?.trim();
    if (!trimmed || trimmed.startsWith("#") || !URL.canParse(trimmed, this.#base)) return;
    const { href: url, protocol } = new URL(trimmed, this.#base);
    if (protocol === "javascript:" && /^(frame-src|form-action)$/.test(directive)) this.#code(trimmed);
    // A form is sent to it, which is asked of its own directive as well.
    const isSent = protocol === "javascript:" && directive === "form-action";
    if (protocol === "about:" || (protocol === "javascript:" && !isSent)) return;
    if (
      /^(frame|object)-src$/.test(directive) &&
      new URL(this.pageUrl).origin === new URL(url).origin &&
      !image.test(url)
    )
      this.#demands.push({ kind: "url", directive: "frame-ancestors", url });
    const { integrity } = attributes;
    this.#demands.push({
      kind: "url",
      directive,
      url,
      ...nonceOf(attributes),
      ...(integrity && { integrity }),
    });
  }
}

/** What is shown by itself and not as a document, which could refuse to be framed. */
const image = /\.(png|jpe?g|gif|webp|avif)([?#]|$)/i;

/** Percent-encoding undone, where all of it is one. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Addresses of an import map. */
function mapped(text: string): string[] {
  try {
    const { imports, scopes } = JSON.parse(text);
    return [imports, ...Object.values(scopes ?? {})]
      .flatMap((rules) => Object.values(rules ?? {}))
      .filter((address) => typeof address === "string");
  } catch {
    return [];
  }
}

export function nonceOf({ nonce }: ElementAttributes): { nonce?: string } {
  return nonce ? { nonce } : {};
}
