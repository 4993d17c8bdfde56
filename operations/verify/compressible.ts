import { HeaderMap } from "../../facts/http/header-map";
import { compressionEncoding } from "../../rehearsal/edge/cache/compression";
import type { ExpectedFile } from "./expected";

const nothing = { behavior: "none", items: [] } as const;

/** A behaviour as the site stack makes them: compressing, with both encodings in the cache key. */
const behaviour = {
  compress: true,
  cachePolicy: {
    id: "",
    name: "",
    minTtl: 0,
    defaultTtl: 0,
    maxTtl: 31_536_000,
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
    queryStrings: nothing,
    headers: nothing,
    cookies: nothing,
  },
};
const viewer = { httpVersion: "1.1", headers: new HeaderMap({ "accept-encoding": "br, gzip" }) };

/** Whether CloudFront compresses a file, going by its type and size. */
export function isCompressible({ contentType, size }: Pick<ExpectedFile, "contentType" | "size">): boolean {
  const headers = new HeaderMap({ "content-type": contentType, "content-length": String(size) });
  return compressionEncoding(behaviour, viewer, { status: 200, headers }) !== undefined;
}
