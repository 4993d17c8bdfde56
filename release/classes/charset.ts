import { isAscii, isUtf8 } from "node:buffer";
import { Parser } from "htmlparser2";

/** The charset to send with a text; none where its bytes contradict what it says, or say nothing. */
export interface FoundCharset {
  readonly charset?: string;
  /** How the text contradicts itself, in words. */
  readonly contradiction?: string;
}

const html = /^text\/html/;
const css = /^text\/css/;
const xml = /^(application\/xml|text\/xml|[\w/.-]+\+xml)/;

/** Browsers look at the first 1,024 bytes, and start again for a declaration that comes later. Bytes. */
const declarationsWithin = 16 * 1024;

/**
 * What a text says of its charset, and whether its bytes agree. A charset in the Content-Type beats every declaration in
 * the text but the byte order mark, so a wrong one garbles a page that was right
 * (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding).
 *
 * @param type media type
 * @param bytes all of the text, or its beginning
 */
export function charsetOf(type: string, bytes: Uint8Array, whole: boolean): FoundCharset {
  const declared = declaredIn(type, bytes);
  const mark = markOf(bytes);
  if (mark !== undefined) {
    const agrees = declared === undefined || family(declared) === family(mark);
    const contradiction = `says ${declared}, and begins with the byte order mark of ${mark}`;
    return { charset: mark, ...(!agrees && { contradiction }) };
  }
  // Read as bytes, a declaration cannot be in UTF-16: the standards take it for UTF-8.
  const charset = declared === undefined || family(declared) === "utf-16" ? "utf-8" : declared;
  if (!fits(bytes, charset, whole))
    return {
      contradiction:
        declared === undefined ? "says no charset, and is not UTF-8" : `says ${charset}, and is not`,
    };
  const isReally8 = encodingOf(charset) !== "utf-8" && !isAscii(bytes) && fits(bytes, "utf-8", whole);
  return isReally8 ? { contradiction: `says ${charset}, and is UTF-8` } : { charset };
}

/** The byte order mark (https://encoding.spec.whatwg.org/#bom-sniff), or XML's `<?` in two bytes each. */
function markOf(bytes: Uint8Array): string | undefined {
  return marks.find(({ head }) => head.every((byte, at) => bytes[at] === byte))?.charset;
}

const marks = [
  { charset: "utf-8", head: [0xef, 0xbb, 0xbf] },
  { charset: "utf-16be", head: [0xfe, 0xff] },
  { charset: "utf-16be", head: [0x00, 0x3c, 0x00, 0x3f] },
  { charset: "utf-16le", head: [0xff, 0xfe] },
  { charset: "utf-16le", head: [0x3c, 0x00, 0x3f, 0x00] },
];

/** The charset that a text declares, as written; none where it declares none that browsers know. */
function declaredIn(type: string, bytes: Uint8Array): string | undefined {
  if (!html.test(type) && !css.test(type) && !xml.test(type)) return undefined;
  const head = latin1Of(bytes.subarray(0, declarationsWithin)).replace(/^\xef\xbb\xbf/, "");
  if (css.test(type)) return known(/^@charset "([^"]*)";/.exec(head)?.[1]);
  const byXml = known(/^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1]);
  return html.test(type) ? (metaCharset(head) ?? byXml) : byXml;
}

/** A text as browsers read it that are sent this Content-Type; what no charset is sent with is taken for UTF-8. */
export function decodedText(contentType: string, bytes: Uint8Array): string {
  const charset = /;\s*charset=([^;]+)/i.exec(contentType)?.[1];
  const encoding = charset === undefined ? "utf-8" : (encodingOf(charset.trim().toLowerCase()) ?? "utf-8");
  if (encoding === "utf-8") return utf8.decode(bytes);
  return new TextDecoder(encoding).decode(bytes);
}

const utf8 = new TextDecoder();

/** A character for each byte, without a copy of the bytes. */
function latin1Of({ buffer, byteLength, byteOffset }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

/** The first `<meta>` that names a charset, outside of comments, scripts and the like. */
function metaCharset(head: string): string | undefined {
  const tags = head.match(/<meta\s[^<>]*charset[^<>]*>/gi) ?? [];
  // As most pages say; wherever it is said, parsing thousands of them would find nothing else.
  if (tags.every((tag) => /charset\s*=\s*["']?\s*utf-8\b/i.test(tag)))
    return tags.length > 0 ? "utf-8" : undefined;
  let found: string | undefined;
  const parser = new Parser({
    onopentag(name, { charset, content = "", "http-equiv": header = "" }) {
      if (name !== "meta" || found !== undefined) return;
      const inContent = /charset\s*=\s*["']?\s*([^\s"';]+)/i.exec(content)?.[1];
      found = known(charset) ?? (/^content-type$/i.test(header.trim()) ? known(inContent) : undefined);
    },
  });
  parser.end(head);
  return found;
}

/** A label that browsers know, in lower case. */
function known(label: string | undefined): string | undefined {
  const written = label?.trim().toLowerCase();
  return written !== undefined && encodingOf(written) !== undefined ? written : undefined;
}

const encodings = new Map<string, string | undefined>();

/** The encoding of a label, by the table of the Encoding Standard. */
function encodingOf(label: string): string | undefined {
  if (!encodings.has(label)) encodings.set(label, lookUp(label));
  return encodings.get(label);
}

function lookUp(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function family(label: string): string | undefined {
  return encodingOf(label)?.replace(/^(utf-16).*/, "$1");
}

function fits(bytes: Uint8Array, charset: string, whole: boolean): boolean {
  if (whole && encodingOf(charset) === "utf-8") return isUtf8(bytes);
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}
