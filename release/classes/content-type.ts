import { extname } from "node:path";
import mime from "mime-types";

/** Names whose extension says nothing, or nothing yet. */
const byName: Readonly<Record<string, string>> = {
  "apple-app-site-association": "application/json",
  CNAME: "text/plain; charset=utf-8",
};

/** Text that mime-types gives no charset for, though a reader would guess one without it. */
const textual =
  /^(text\/|application\/(javascript|json|xml|manifest\+json|ld\+json|[\w.-]+\+xml)|image\/svg\+xml)/;

/** Content-Type of a key, by its extension, with the charset of everything that is text; never empty. */
export function contentTypeOf(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const known = byName[name] ?? (mime.lookup(extname(name)) || undefined);
  if (known === undefined) return "application/octet-stream";
  if (known.includes("charset=") || !textual.test(known)) return known;
  return `${known}; charset=utf-8`;
}

/** True for pages: what browsers render, and what is never cached for long. */
export function isDocumentType(contentType: string): boolean {
  return /^(text\/html|application\/xhtml\+xml)/.test(contentType);
}

/** True for scripts, modules and others. */
export function isScriptType(contentType: string): boolean {
  return /^(text|application)\/javascript/.test(contentType);
}
