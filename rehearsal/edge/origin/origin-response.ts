import { HeaderMap } from "../../../facts/http/header-map";
import type { OriginResponse } from "../ports";

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

/** An origin's headers as far as they go on. */
export function forwardedHeaders(response: OriginResponse): HeaderMap {
  const headers = new HeaderMap(response.headers);
  const named = headers.get("connection");
  if (named !== null) for (const name of named.split(",")) headers.delete(name.trim());
  for (const name of REMOVED) headers.delete(name);
  return headers;
}
