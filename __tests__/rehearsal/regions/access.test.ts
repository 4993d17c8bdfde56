import { describe, expect, it } from "vitest";
import { parseBucketPolicy } from "../../../rehearsal/regions/policy/parse";
import { publicConditions } from "../../support/public-conditions";
import { answer, ask, bytes, originOf, primaryOrigin, twoRegions } from "./fixtures";

const oai = originOf("site-a.s3.eu-west-1.amazonaws.com", {
  type: "s3",
  access: { type: "oai", identity: "origin-access-identity/cloudfront/E123" },
});
const anonymous = originOf("site-a.s3.eu-west-1.amazonaws.com", { type: "s3", access: { type: "none" } });
const open = { blockPublicPolicy: false, restrictPublicBuckets: false };

function policy(principal: unknown, condition?: object, actions: string | string[] = "s3:GetObject") {
  const statement = {
    Effect: "Allow",
    Principal: principal,
    Action: actions,
    Resource: "arn:aws:s3:::site-a/*",
  };
  return { Version: "2012-10-17", Statement: [{ ...statement, ...(condition && { Condition: condition }) }] };
}

async function status(
  bucketPolicy: object,
  origin = primaryOrigin,
  options: Parameters<typeof ask>[3] = {},
): Promise<number> {
  const { regions } = twoRegions(
    { canonicalUserId: (identity) => (identity === "E123" ? "abc" : undefined) },
    { policy: bucketPolicy, publicAccessBlock: open },
  );
  await regions.bucket("site-a").put("page", bytes("x"));
  return (await answer(regions, origin, "/page", options)).status;
}

const service = { Service: "cloudfront.amazonaws.com" };

describe("origin access identity", () => {
  it.each([
    ["by its ARN", { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E123" }, 200],
    ["by its canonical user", { CanonicalUser: "abc" }, 200],
    ["another one", { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E999" }, 403],
    ["the service alone", service, 403],
  ])("is granted reading %s", async (_how, principal, expected) => {
    expect(await status(policy(principal), oai)).toBe(expected);
  });
});

describe("policy conditions", () => {
  const arn = "arn:aws:cloudfront::123456789012:distribution/E1";
  it.each([
    ["StringEquals", { "AWS:SourceArn": arn }, 200],
    ["StringEquals", { "aws:SourceArn": ["arn:x", arn] }, 200],
    ["StringEquals", { "AWS:SourceArn": arn.toLowerCase() }, 403],
    ["StringEqualsIgnoreCase", { "AWS:SourceArn": arn.toUpperCase() }, 200],
    ["StringLike", { "AWS:SourceArn": "arn:aws:cloudfront::*:distribution/E?" }, 200],
    ["StringNotLike", { "AWS:SourceArn": "arn:aws:cloudfront::*" }, 403],
    ["ArnLike", { "AWS:SourceArn": "arn:aws:cloudfront::*:distribution/*" }, 200],
    ["ArnEquals", { "AWS:SourceArn": "arn:aws:s3::*:distribution/*" }, 403],
    ["StringEquals", { "AWS:SourceAccount": "123456789012" }, 200],
    ["StringNotEquals", { "AWS:SourceAccount": "123456789012" }, 403],
    ["NumericEquals", { "AWS:SourceAccount": "123456789012" }, 200],
    ["Bool", { "aws:SecureTransport": "true" }, 200],
    ["Null", { "aws:Referer": "true" }, 200],
    ["Null", { "aws:Referer": "false" }, 403],
    ["StringEquals", { "aws:Referer": "secret" }, 403],
    ["StringEqualsIfExists", { "aws:Referer": "secret" }, 200],
    ["StringNotEquals", { "aws:Referer": "secret" }, 200],
  ])("%s %j", async (operator, condition, expected) => {
    expect(await status(policy(service, { [operator]: condition }))).toBe(expected);
  });

  it("IpAddress and NotIpAddress see CloudFront's address for unsigned requests", async () => {
    const from = (operator: string, range: string) =>
      status(policy("*", { [operator]: { "aws:SourceIp": range } }), anonymous);
    expect(await from("IpAddress", "130.176.0.0/16")).toBe(200);
    expect(await from("IpAddress", "10.0.0.0/8")).toBe(403);
    expect(await from("NotIpAddress", "130.176.0.0/16")).toBe(403);
  });

  it("are judged anew where a request, a tag or the policy is another one than for the object before", async () => {
    const asked = (condition: object) => policy(service, { StringEqualsIfExists: condition });
    const { regions } = twoRegions(
      {},
      { policy: asked({ "aws:Referer": "a", "s3:ExistingObjectTag/kind": "page" }) },
    );
    const bucket = regions.bucket("site-a");
    await bucket.put("page", bytes("x"), { tags: { kind: "page" } });
    const from = async (referer: string) =>
      (await answer(regions, primaryOrigin, "/page", { headers: { referer } })).status;
    expect([await from("a"), await from("b"), await from("a")]).toEqual([200, 403, 200]);
    await bucket.put("page", bytes("x"), { tags: { kind: "draft" } });
    expect([await from("a"), await from("a")]).toEqual([403, 403]);
    regions.setPolicy("site-a", asked({ "aws:Referer": "b" }));
    expect([await from("a"), await from("b")]).toEqual([403, 200]);
  });

  it("SecureTransport is what the origin request came by", async () => {
    const tlsOnly = policy("*", { Bool: { "aws:SecureTransport": "true" } });
    expect(await status(tlsOnly, anonymous, { scheme: "https" })).toBe(200);
    expect(await status(tlsOnly, anonymous, { scheme: "http" })).toBe(403);
  });
});

describe("a policy for everybody", () => {
  const isPublic = (condition?: object) =>
    parseBucketPolicy(policy("*", condition, "s3:GetObject"), "arn:aws:s3:::site-a").isPublic;

  it.each(publicConditions)("is public but for %s %s %j", (operator, key, values) => {
    expect(isPublic({ [operator]: { [key]: values } })).toBe(true);
  });

  it("is not public where a condition names who is meant", () => {
    expect(isPublic({ StringEquals: { "aws:PrincipalOrgID": "o-1" } })).toBe(false);
    expect(isPublic({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } })).toBe(false);
  });
});

describe("S3's names", () => {
  it.each([
    ["site-a.s3.eu-west-1.amazonaws.com", 200],
    ["site-a.s3-eu-west-1.amazonaws.com", 200],
    ["site-a.s3.dualstack.eu-west-1.amazonaws.com", 200],
    ["site-a.s3.amazonaws.com", 200],
    ["site-a.s3.eu-central-1.amazonaws.com", 301],
    ["site-c.s3.eu-west-1.amazonaws.com", 404],
  ])("%s", async (name, expected) => {
    const { regions } = twoRegions();
    await regions.bucket("site-a").put("page", bytes("x"));
    expect((await answer(regions, originOf(name), "/page")).status).toBe(expected);
  });

  it("a name that is none of S3's does not resolve", async () => {
    const { regions } = twoRegions();
    expect(await ask(regions, originOf("s3.example.com"), "/page")).toEqual({ kind: "dns" });
  });
});
