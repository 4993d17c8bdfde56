import type { HeaderMap } from "../../../facts/http/header-map";
import type { OriginResponse } from "../ports";
import type { CompiledBehavior } from "../routing/compiled-distribution";

/** Headers of the connection, and S3's request ids, end at the edge (CloudFront guide, Response behavior). */
const REMOVED = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-amz-id-2",
  "x-amz-request-id",
];

/**
 * An origin's headers as far as they go on: no cookies where none are forwarded, and of Vary what the policies forward
 * (CloudFront guide, "HTTP response headers that CloudFront removes or replaces").
 */
export function forwardedHeaders(
  response: OriginResponse,
  { forwardsCookies, isVaryKept }: Pick<CompiledBehavior, "forwardsCookies" | "isVaryKept">,
): HeaderMap {
  const headers = response.headers.without(REMOVED);
  const named = response.headers.get("connection");
  if (named !== null) for (const name of named.split(",")) headers.delete(name.trim());
  if (!forwardsCookies) headers.delete("set-cookie");
  const vary = headers.get("vary");
  if (vary === null) return headers;
  const kept = vary.split(",").map((name) => name.trim());
  const shown = kept.filter((name) => isVaryKept(name.toLowerCase())).join(", ");
  if (shown === "") headers.delete("vary");
  else headers.set("vary", shown);
  return headers;
}
