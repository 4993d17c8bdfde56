import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import {
  compress,
  compressedHeaders,
  compressionEncoding,
} from "../../../../rehearsal/edge/cache/compression";

const none = { behavior: "none", items: [] } as const;
const cachePolicy = {
  ...{ id: "p", name: "p", minTtl: 0, defaultTtl: 1, maxTtl: 2 },
  ...{ enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true },
  ...{ queryStrings: none, headers: none, cookies: none },
};
const choose = (over: Record<string, string> = {}, accept = "gzip, br", status = 200, httpVersion = "1.1") =>
  compressionEncoding(
    { compress: true, cachePolicy },
    { httpVersion, headers: new HeaderMap({ "Accept-Encoding": accept }) },
    { status, headers: new HeaderMap({ "Content-Type": "text/html", "Content-Length": "1000", ...over }) },
  );

test("compresses listed types of 1,000 to 10,000,000 bytes, br before gzip", () => {
  expect([choose(), choose({}, "gzip"), choose({}, "deflate")]).toEqual(["br", "gzip", undefined]);
  expect(choose({ "Content-Type": "text/HTML; charset=utf-8" })).toBe("br");
  expect(choose({ "Content-Length": "10000000" })).toBe("br");
  const refused: Record<string, string>[] = [
    { "Content-Length": "999" },
    { "Content-Length": "10000001" },
    { "Content-Length": "" },
  ];
  const others: Record<string, string>[] = [{ "Content-Type": "font/woff2" }, { "Content-Encoding": "gzip" }];
  expect([...refused, ...others].map((headers) => choose(headers))).toEqual(Array(5).fill(undefined));
});

test("compresses 200, 403 and 404 for HTTP/1.1 and later", () => {
  const statuses = [200, 403, 404, 206, 500].map((status) => choose({}, "br", status));
  expect(statuses).toEqual(["br", "br", "br", undefined, undefined]);
  expect(choose({}, "br", 200, "1.0")).toBeUndefined();
});

test("what is compressed can be read again", () => {
  const body = Buffer.from("outlast ".repeat(500));
  expect(brotliDecompressSync(compress(body, "br"))).toEqual(body);
  expect(gunzipSync(compress(body, "gzip"))).toEqual(body);
});

test("a strong ETag becomes weak, a weak one stays, a malformed one goes", () => {
  const etag = (ETag: string) => compressedHeaders(new HeaderMap({ ETag }), "br", 9).get("etag");
  expect([etag('"a"'), etag('W/"a"'), etag("a")]).toEqual(['W/"a"', 'W/"a"', null]);
});
