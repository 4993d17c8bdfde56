import * as z from "zod";
import { duration } from "../duration";

/** Another URL for a path, or for all that begin with it. */
export const redirectSchema = z.strictObject({
  /** Path that visitors ask for; with `match: "prefix"`, the beginning of it. */
  from: z.string(),
  /** Path or https URL they are sent to; a prefix redirect keeps what follows the prefix. */
  to: z.string(),
  status: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]).default(301),
  match: z.enum(["exact", "prefix"]).default("exact"),
});

const contentFile = z.strictObject({
  /** As in a .gitignore in the content folder: `*.wasm`, `/data/*.json`, `downloads/`. */
  glob: z.string(),
  /** Content-Type, in place of what name and bytes say. */
  contentType: z.string().optional(),
  /** Charset of that type, or of the one that was found. */
  charset: z.string().optional(),
  /** Content-Encoding of bytes that are compressed in the folder; `identity` for none. */
  contentEncoding: z.enum(["br", "gzip", "deflate", "zstd", "identity"]).optional(),
  /** Cache-Control, in place of the lifetime of the file's path. */
  cacheControl: z.string().optional(),
});

/** The built site. */
export const contentSchema = z.strictObject({
  /** The built site, relative to the project. */
  folder: z.string().default("site"),
  /** Document behind `/`, without a leading slash. */
  indexDocument: z.string().default("index.html"),
  /** Reads `_redirects` and `_headers` of the folder, as Netlify has them, and does not publish them. */
  netlifyFiles: z.boolean().default(false),
  /** Headers of files by their names; the first entry that matches wins. */
  files: z.array(contentFile).default([]),
});

/**
 * How a path without a file becomes a document: `/docs/` to `docs/index.html`, to `docs.html`, to either by its slash, to the
 * one document, or not at all.
 */
const urlStyle = z.enum(["directory", "html-extension", "both", "spa", "none"]);

/** The style of URLs, or the style and which other forms of a page's URL lead to it. */
export const urlsSchema = z.union([
  urlStyle,
  z.strictObject({
    style: urlStyle.default("directory"),
    /** `redirect` to the form that a page's relative links are written for, `strip` the slash, or `keep` both. */
    trailingSlash: z.enum(["redirect", "strip", "keep"]).optional(),
    /** Redirects `/docs/index.html` and `/docs.html` to the page's URL. */
    canonical: z.boolean().default(true),
  }),
]);

/** What visitors see where there is no page. */
export const errorPagesSchema = z.strictObject({
  /** Document for 404, in the content folder; false for S3's own answer. */
  notFound: z.union([z.string(), z.literal(false)]).default("/404.html"),
  /** Document for 500, 502, 503 and 504 when neither region answers; false for CloudFront's own. */
  maintenance: z.union([z.string(), z.literal(false)]).default(false),
  /** How long an edge holds a 404. */
  notFoundTtl: duration.default(10),
  /** How long an edge holds a 5xx; S3 origins count 0 as 1 s. */
  serverErrorTtl: duration.default(1),
});
