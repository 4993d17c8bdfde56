import { describe, expect, test } from "vitest";
import { foreignHost, originForm, routeOf } from "../../../rehearsal/cloud/router";
import { pathStyle, targetOf } from "../../../rehearsal/cloud/s3/target";

const signed = (scope: string, algorithm = "AWS4-HMAC-SHA256") => ({
  authorization: `${algorithm} Credential=${scope}, SignedHeaders=host, Signature=0`,
});

describe("routeOf", () => {
  test("reads service and region from the credential scope", () => {
    expect(routeOf("/", signed("AKID/20260101/eu-west-1/monitoring/aws4_request"))).toEqual({
      service: "monitoring",
      region: "eu-west-1",
    });
  });

  test("reads a SigV4A scope, which has no region", () => {
    const headers = signed("AKID/20260101/cloudfront-keyvaluestore/aws4_request", "AWS4-ECDSA-P256-SHA256");
    expect(routeOf("/", headers)).toEqual({ service: "cloudfront-keyvaluestore", region: undefined });
  });

  test("reads the scope of a presigned URL", () => {
    const credential = encodeURIComponent("AKID/20260101/eu-west-1/s3/aws4_request");
    expect(routeOf(`/bucket/key?X-Amz-Credential=${credential}`, {})).toEqual({
      service: "s3",
      region: "eu-west-1",
    });
  });

  test("goes by the path of unsigned requests, and takes the rest for S3's", () => {
    expect(routeOf("/2020-05-31/distribution", {}).service).toBe("cloudfront");
    expect(routeOf("/key-value-stores/arn", {}).service).toBe("cloudfront-keyvaluestore");
    expect(routeOf("/bucket/key", {}).service).toBe("s3");
  });

  test("is not misled by what is no scope", () => {
    for (const authorization of [
      "",
      "Bearer x",
      "AWS4-HMAC-SHA256 Credential=",
      "AWS4-HMAC-SHA256 Credential=a/b/c",
    ])
      expect(routeOf("/", { authorization })).toEqual({ service: "s3", region: undefined });
  });
});

describe("originForm", () => {
  test.each([
    ["/a?b", "/a?b"],
    ["http://123456789012.127.0.0.1:4566/key-value-stores/a", "/key-value-stores/a"],
    ["http://host", "/"],
    ["http://host?a=b", "/?a=b"],
    ["*", "/*"],
  ])("%s is %s", (target, form) => {
    expect(originForm(target)).toBe(form);
  });
});

describe("foreignHost", () => {
  test.each([
    ["/a", undefined],
    ["http://127.0.0.1:4566/a", undefined],
    ["http://123456789012.127.0.0.1:4566/a", undefined],
    ["http://bucket.localhost:4566", undefined],
    ["http://localhost:8080/a", "localhost:8080"],
    ["http://127.0.0.1", "127.0.0.1"],
    ["http://example.com/a?b", "example.com"],
    ["http://notlocalhost", "notlocalhost"],
    ["http://127.0.0.1.example.com/", "127.0.0.1.example.com"],
  ])("of %s is %s", (target, host) => {
    expect(foreignHost(target, 4566)).toBe(host);
  });
});

function request(path: string, host: string) {
  const query = new URLSearchParams();
  return {
    method: "GET",
    path,
    rawQuery: "",
    query,
    headers: { host },
    body: Buffer.alloc(0),
    region: undefined,
  };
}

describe("targetOf", () => {
  test.each([
    ["127.0.0.1:4566", "/bucket/a%20b/c", "bucket", "a b/c"],
    ["127.0.0.1:4566", "/bucket/", "bucket", undefined],
    ["127.0.0.1:4566", "/bucket", "bucket", undefined],
    ["127.0.0.1:4566", "/", undefined, undefined],
    ["bucket.localhost:4566", "/key", "bucket", "key"],
    ["www.example.com.127.0.0.1:4566", "/key", "www.example.com", "key"],
    ["bucket.s3.eu-west-1.amazonaws.com", "/", "bucket", undefined],
    ["s3.eu-west-1.amazonaws.com", "/bucket/key", "bucket", "key"],
    ["127.0.0.1", "/bucket/%ff", "bucket", "%ff"],
  ])("%s%s", (host, path, bucket, key) => {
    expect(targetOf(pathStyle(request(path, host)))).toEqual({ bucket, key });
  });
});
