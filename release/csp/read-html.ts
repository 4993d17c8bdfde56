import type { Handler } from "htmlparser2";
import { isRunScript, scriptTypeName } from "../../facts/http/script-type";
import { parseMarkup } from "../links/markup";
import type { DocumentDemands, OwnPolicy } from "./demand";
import { Head } from "./head";
import { type ElementAttributes, nonceOf, PageReader } from "./page-reader";

/** A page as it is parsed: what listens to the parser, and what it has heard once the parser is done. */
export interface HtmlReading {
  readonly handler: Partial<Handler>;
  /** The page itself, then the documents of its frames. */
  documents(): DocumentDemands[];
}

/**
 * Everything that a page demands of a policy by its own HTML, and the documents that its frames carry, which are under
 * the page's policies as well. Scripts are not run, so what they load is not known.
 */
export function readHtml(
  html: string,
  pageUrl: string,
  inherited: readonly OwnPolicy[] = [],
): DocumentDemands[] {
  const reading = htmlReading(pageUrl, inherited);
  parseMarkup(preprocessed(html), reading.handler);
  return reading.documents();
}

/** What browsers' parsers are given, and hash: line feeds alone, no byte order mark (HTML, Preprocessing). */
export function preprocessed(html: string): string {
  const text = html.replace(/^\uFEFF/, "");
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** As `readHtml`, for a parser that others listen to as well. */
export function htmlReading(pageUrl: string, inherited: readonly OwnPolicy[] = []): HtmlReading {
  const page = new PageReader(pageUrl, inherited);
  const head = new Head();
  let inline:
    | { readonly name: string; readonly type: string; readonly nonce?: string; text: string }
    | undefined;
  const handler: Partial<Handler> = {
    onopentag(name, attributes) {
      head.opens(name);
      if (name === "meta" && head.isOpen) page.meta(attributes);
      page.element(name, attributes);
      if (isInline(name, attributes))
        inline = { name, type: scriptTypeName(attributes.type ?? ""), text: "", ...nonceOf(attributes) };
    },
    ontext(text) {
      head.text(text);
      if (inline) inline.text += text;
    },
    onclosetag(name) {
      head.closes(name);
      if (inline?.name !== name) return;
      const { name: _, type, ...content } = inline;
      if (name === "script") page.script(type, content);
      else page.style(content);
      inline = undefined;
    },
  };
  return {
    handler,
    documents() {
      const { document, frames } = page;
      return [document, ...frames.flatMap((frame) => readHtml(frame.html, frame.base, document.policies))];
    },
  };
}

/** Scripts that run and have no address; data blocks of other types are only read. */
function isInline(name: string, attributes: ElementAttributes): boolean {
  if (name === "style") return true;
  if (name !== "script" || attributes.src !== undefined || attributes.href !== undefined) return false;
  const { type = "" } = attributes;
  return isRunScript(type) || /^(importmap|speculationrules)$/.test(scriptTypeName(type));
}
