import { expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { EdgeIds, setViewerHeaders } from "../../../../rehearsal/edge/headers/viewer-headers";

test("viewer headers have CloudFront's form", () => {
  const ids = new EdgeIds(Math.random);
  const headers = new HeaderMap();
  const facts = { via: ids.via("2.0"), pop: "FRA56-P2", requestId: ids.requestId() };
  setViewerHeaders(headers, { result: "Hit", age: 3.7 }, facts);
  expect(headers.get("x-cache")).toBe("Hit from cloudfront");
  expect(headers.get("via")).toMatch(/^2\.0 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/);
  expect(headers.get("x-amz-cf-id")).toMatch(/^[\w-]{54}==$/);
  expect([headers.get("x-amz-cf-pop"), headers.get("age")]).toEqual(["FRA56-P2", "3"]);
});
