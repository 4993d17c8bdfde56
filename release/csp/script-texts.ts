import type { Demand, FetchDirective } from "./demand";
import { elementDemands } from "./page-reader";
import type { KnownText } from "./script-values";

/** A picture or a font of another host in a style that code sets, as far as it is known. */
const styledAddress = /\burl\(\s*["']?((?:https?:)?\/\/[^"')\s]+)/gi;

/** An element's beginning in a text, and its attributes; the last one's value may go on elsewhere. */
const startTag = /<([a-z]+)\s((?:[^<>=]+|=\s*"[^"]*"?|=\s*'[^']*'?|=)*)/gi;
const attributeText = /(?<![\w:-])([\w:-]+)\s*=\s*(?:(["'])(.*?)(\2|$)|([^\s"'=<>`]+))/gs;
/** A style attribute whose value goes on elsewhere. */
const openStyle = /<[^<>]*\sstyle\s*=\s*(?:"[^"<>]*|'[^'<>]*|)$/i;

/** What a data: URL of a type is used for, mostly. */
const dataTypes: readonly (readonly [type: RegExp, directives: readonly FetchDirective[]])[] = [
  [/data:image\//, ["img-src"]],
  [/data:(font\/|application\/(x-)?font)/, ["font-src"]],
  [/data:(audio|video)\//, ["media-src"]],
  [/data:application\/(wasm|json|octet-stream)/, ["connect-src"]],
];

/** An element begins. */
const markup = /<[a-z][a-z0-9-]*[\s>]/i;

/** What is seen of a script without a parser: addresses that are made on the spot. */
export function madeAddresses(code: string): readonly Demand[] {
  const found: Demand[] = [];
  const add = (directive: FetchDirective, url: "blob:" | "data:") =>
    found.push({ kind: "url", directive, url });
  for (const [type, directives] of dataTypes)
    if (type.test(code)) for (const directive of directives) add(directive, "data:");
  if (/\.toDataURL\(/.test(code)) add("img-src", "data:");
  if (!/\bcreateObjectURL\b/.test(code)) return found;
  add("img-src", "blob:");
  add("media-src", "blob:");
  if (/\bnew\s+(\w+\.)*(Shared)?Worker\b/.test(code)) add("worker-src", "blob:");
  if (/\bfetch\(|\bXMLHttpRequest\b/.test(code)) add("connect-src", "blob:");
  return found;
}

/** What markup in a text of a script demands, which its code may put into the page. */
export interface MarkupReading {
  readonly demands: readonly Demand[];
  /** An event handler in it goes on with what is put together when the code runs. */
  readonly makesHandlers: boolean;
}

/** Reads the markup in a text for a page at `base`: scripts in it do not run, all else does what it says. */
export function readMarkup(text: string, base: string): MarkupReading {
  const demands: Demand[] = [];
  let makesHandlers = false;
  if (!markup.test(text)) return { demands, makesHandlers };
  for (const [all, tag = "", rest = ""] of text.matchAll(startTag)) {
    const isOpen = text.endsWith(all);
    const attributes: Record<string, string> = {};
    for (const [pair, name = "", quote, quoted, closing, bare] of rest.matchAll(attributeText)) {
      const value = quoted ?? bare ?? "";
      // The rest of what ends with the text is put together when the code runs.
      const isWhole = quote === undefined ? !(isOpen && rest.endsWith(pair)) : closing === quote;
      if (isWhole || hasOrigin({ text: value, isWhole })) attributes[name.toLowerCase()] = value;
      else if (isHandler(name.toLowerCase())) makesHandlers = true;
    }
    demands.push(...elementDemands(tag.toLowerCase(), attributes, base));
  }
  if (/<style[\s>]/i.test(text)) demands.push(inlineStyle("style elements of scripts"));
  if (openStyle.test(text)) demands.push(inlineStyle("style attributes of scripts"));
  return { demands, makesHandlers };
}

/** What styles in a text load. */
export function styledDemands(text: string, base: string): readonly Demand[] {
  return [...text.matchAll(styledAddress)].flatMap(([, url = ""]): Demand[] => {
    if (!hasOrigin({ text: url, isWhole: false }) || !URL.canParse(url, base)) return [];
    const directive = /\.(woff2?|ttf|otf|eot)([?#]|$)/i.test(url) ? "font-src" : "img-src";
    return [{ kind: "url", directive, url: new URL(url, base).href }];
  });
}

/** Styles that code brings into the page are inline. */
export function inlineStyle(what: string): Demand {
  return { kind: "word", directive: "style-src-elem", word: "'unsafe-inline'", what };
}

/** Whether what is known says whose address it is: the beginning of a host's name does not. */
export function hasOrigin({ isWhole, text }: KnownText): boolean {
  return isWhole || /^([a-z]+:)?\/\/[^/?#]+[/?#]/i.test(text) || /^(\.|\/(?!\/)|blob:|data:)/.test(text);
}

/** Whether an attribute is an event handler. */
export function isHandler(attribute: string): boolean {
  return /^on[a-z]+$/.test(attribute);
}
