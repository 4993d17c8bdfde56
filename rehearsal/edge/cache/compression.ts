import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import { isCompressible } from "../../../facts/cloudfront/compressible";
import type { HeaderMap } from "../../../facts/http/header-map";
import { compileAcceptEncoding } from "../key/accept-encoding";
import { isCachingDisabled } from "../lifetime/freshness";
import type { CacheBehavior } from "../model";
import type { Readings } from "../readings";

export type Encoding = "br" | "gzip";

const STATUSES = new Set([200, 403, 404]);

/**
 * The encoding in which CloudFront would compress this answer of the origin, br before gzip; undefined if it would
 * not. CloudFront guide, "Serve compressed files".
 */
export function compressionEncoding(
  behavior: Pick<CacheBehavior, "compress" | "cachePolicy">,
  viewer: { readonly httpVersion: string; readonly headers: HeaderMap },
  response: { readonly status: number; readonly headers: HeaderMap },
  typeParameters: Readings["compressionTypeParameters"] = "ignored",
): Encoding | undefined {
  if (!behavior.compress || isCachingDisabled(behavior.cachePolicy) || viewer.httpVersion === "1.0") return;
  if (!STATUSES.has(response.status) || response.headers.has("content-encoding")) return;
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const contentType = response.headers.get("content-type") ?? "";
  const type = typeParameters === "ignored" ? (contentType.split(";")[0] as string) : contentType;
  if (!isCompressible(type, length)) return;
  const accepted = compileAcceptEncoding(behavior.cachePolicy)?.(viewer.headers.get("accept-encoding")) ?? "";
  if (accepted === "") return;
  return accepted.startsWith("br") ? "br" : "gzip";
}

/** By what a region has: each edge location is given the same bytes, and a release drops them from all at once. */
const compressedBodies = {
  br: new WeakMap<Uint8Array, Uint8Array>(),
  gzip: new WeakMap<Uint8Array, Uint8Array>(),
} as const;

/**
 * Synchronous on purpose: work in zlib's thread pool is invisible to a virtual clock, which would run ahead of it.
 */
export function compress(body: Uint8Array, encoding: Encoding): Uint8Array {
  const known = compressedBodies[encoding];
  const compressed = known.get(body) ?? compressedAnew(body, encoding);
  known.set(body, compressed);
  return compressed;
}

function compressedAnew(body: Uint8Array, encoding: Encoding): Uint8Array {
  if (encoding === "gzip") return gzipSync(body);
  return brotliCompressSync(body, {
    params: { [zlib.BROTLI_PARAM_QUALITY]: 4, [zlib.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

/** The headers of the compressed answer: a strong ETag becomes weak, a malformed one goes. Same guide page. */
export function compressedHeaders(headers: HeaderMap, encoding: Encoding, length: number): HeaderMap {
  const compressed = headers.clone();
  compressed.set("Content-Encoding", encoding);
  compressed.set("Content-Length", String(length));
  const etag = headers.get("etag");
  if (etag !== null && /^"[^"]*"$/.test(etag)) compressed.set("ETag", `W/${etag}`);
  else if (etag !== null && !/^W\/"[^"]*"$/.test(etag)) compressed.delete("ETag");
  const vary = headers.get("vary");
  if (vary === null) compressed.set("Vary", "Accept-Encoding");
  else if (!/(?:^|,)\s*(?:accept-encoding|\*)\s*(?:,|$)/i.test(vary))
    compressed.append("Vary", "Accept-Encoding");
  return compressed;
}
