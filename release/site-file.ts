import type { Digests, ObjectHeaders } from "./ports";

/**
 * Entries go up after all other pages: the documents that answer for `/` and for errors, and feeds and sitemaps, which
 * name pages. Workers, which keep pages for offline use, go up last, with the lists that they go by. Documents are the
 * other pages; all else is an asset.
 */
export type FileKind = "asset" | "document" | "entry" | "worker";

/** A file of a site, wherever its bytes are. */
export interface SiteFile extends Digests {
  readonly key: string;
  readonly size: number;
  readonly kind: FileKind;
  readonly headers: ObjectHeaders;
  /** Keys of what the file cannot do without: scripts, styles, images, frames. Sorted. */
  readonly uses: readonly string[];
  /** A document's place among documents: above every document that it links to, cycles apart. 0 for assets. */
  readonly level: number;
  /** Keys that a worker precaches though the site has no such file: the bucket keeps what it has of them. */
  readonly holds?: readonly string[];
  /** Keys of what a worker, or a list of one, keeps until it is another one itself. Sorted. */
  readonly precaches?: readonly string[];
  /** Of a service worker: the paths that it is registered for. */
  readonly scopes?: readonly string[];
  readonly source: ContentSource;
}

/**
 * What few files have. Whoever makes another object of a file writes its other fields out: what V8 makes of a dozen fields
 * that are spread, or left over, takes ten times the memory, and a site may have a hundred thousand files.
 */
export function offlinePart({
  holds,
  precaches,
  scopes,
}: Pick<SiteFile, "holds" | "precaches" | "scopes">): Pick<SiteFile, "holds" | "precaches" | "scopes"> {
  return { ...(holds && { holds }), ...(precaches && { precaches }), ...(scopes && { scopes }) };
}

/** A file of the folder, or a version that the bucket has kept. */
export type ContentSource =
  | { readonly kind: "file"; readonly path: string; readonly modified: number }
  | { readonly kind: "version"; readonly versionId: string };
