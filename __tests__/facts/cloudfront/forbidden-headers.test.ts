import { describe, expect, it } from "vitest";
import {
  isDisallowedToFunctions,
  isForbiddenToPolicy,
  readOnlyHeaders,
} from "../../../facts/cloudfront/forbidden-headers";

describe("headers that functions may not add", () => {
  it.each(["Connection", "x-accel-anything", "X-Amz-Cf-Id", "x-edge-location", "x-amzn-requestid"])(
    "include %s",
    (name) => {
      expect(isDisallowedToFunctions(name)).toBe(true);
    },
  );

  it.each(["x-accelerated", "x-amzn-trace-id", "x-own"])("do not include %s", (name) => {
    expect(isDisallowedToFunctions(name)).toBe(false);
  });
});

describe("headers that functions may not touch", () => {
  it("are more for Lambda@Edge on viewer-response", () => {
    expect(readOnlyHeaders("viewer-response", "cloudfront-function")).toEqual(["warning", "via"]);
    expect(readOnlyHeaders("viewer-response", "lambda")).toContain("transfer-encoding");
  });
});

describe("headers that a policy can neither set nor take away", () => {
  it("are those that CloudFront writes", () => {
    expect(["Via", "Proxy-Anything", "x-amzn-trace-id"].filter(isForbiddenToPolicy)).toHaveLength(3);
    expect(["server", "date", "x-powered-by"].filter(isForbiddenToPolicy)).toEqual([]);
  });
});
