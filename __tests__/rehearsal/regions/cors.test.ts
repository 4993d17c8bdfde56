import { describe, expect, it } from "vitest";
import type { CorsRule } from "../../../rehearsal/regions";
import { answer, bytes, originOf, primaryOrigin, text, twoRegions } from "./fixtures";

const rule = (over: Partial<CorsRule> = {}): CorsRule => ({
  allowedOrigins: ["https://app.example.com"],
  allowedMethods: ["GET", "PUT"],
  allowedHeaders: [],
  exposeHeaders: [],
  ...over,
});

/** The answer of a bucket with these rules and one object, as status and the headers that concern other origins. */
async function asked(
  cors: readonly CorsRule[],
  headers: Record<string, string>,
  { method = "OPTIONS", path = "/page", origin = primaryOrigin } = {},
) {
  const { regions } = twoRegions({}, { cors });
  await regions.bucket("site-a").put("page", bytes("hello"));
  const response = await answer(regions, origin, path, { method, headers });
  const shown = [...response.headers].filter(([name]) => /^(access-control-.*|vary)$/.test(name));
  return { status: response.status, headers: Object.fromEntries(shown), body: text(response.body) };
}

const preflight = (origin: string, method = "GET", wanted?: string) => ({
  origin,
  "access-control-request-method": method,
  ...(wanted !== undefined && { "access-control-request-headers": wanted }),
});
const vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

describe("a preflight at S3", () => {
  it("is answered 200 by the first rule that allows origin, method and headers", async () => {
    const rules = [
      rule({ allowedMethods: ["HEAD"] }),
      rule({ allowedHeaders: ["X-Token", "x-amz-*"], exposeHeaders: ["ETag", "x-amz-id-2"], maxAge: 3000 }),
      rule({ allowedOrigins: ["*"] }),
    ];
    const headers = preflight("https://app.example.com", "GET", "x-token,X-Amz-Date");
    expect(await asked(rules, headers)).toEqual({
      status: 200,
      headers: {
        "access-control-allow-origin": "https://app.example.com",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-headers": "x-token, x-amz-date",
        "access-control-expose-headers": "ETag, x-amz-id-2",
        "access-control-max-age": "3000",
        vary,
      },
      body: "",
    });
  });

  it("gets * and no credentials from a rule for any origin", async () => {
    expect((await asked([rule({ allowedOrigins: ["*"] })], preflight("https://other.test"))).headers).toEqual(
      {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, PUT",
        vary,
      },
    );
  });

  it("finds an origin by its wildcard, and by nothing that is only like it", async () => {
    const rules = [rule({ allowedOrigins: ["https://*.example.com"] })];
    const status = async (origin: string) => (await asked(rules, preflight(origin))).status;
    expect(await status("https://a.b.example.com")).toBe(200);
    expect(await status("http://a.example.com")).toBe(403);
    expect(await status("https://example.com")).toBe(403);
    expect(await status("https://a.example.com.evil.test")).toBe(403);
    expect(await status("HTTPS://a.example.com")).toBe(403);
  });

  it.each([
    ["origin", preflight("https://evil.test"), "GET", "OBJECT", "/page"],
    ["method", preflight("https://app.example.com", "DELETE"), "DELETE", "OBJECT", "/page"],
    ["header", preflight("https://app.example.com", "GET", "x-token"), "GET", "OBJECT", "/page"],
    ["origin, at the bucket itself", preflight("https://evil.test"), "GET", "BUCKET", "/"],
  ])(
    "that no rule allows by its %s is 403 AccessForbidden",
    async (_what, headers, method, resource, path) => {
      const refused = await asked([rule()], headers, { path });
      expect([refused.status, refused.headers]).toEqual([403, {}]);
      expect(refused.body).toContain("<Code>AccessForbidden</Code>");
      expect(refused.body).toContain("CORSResponse: This CORS request is not allowed.");
      expect(refused.body).toContain(`<Method>${method}</Method><ResourceType>${resource}</ResourceType>`);
    },
  );

  it("is 403 where the bucket has no rules, or there is no bucket, and 400 without an Origin", async () => {
    const enabled = await asked([], preflight("https://app.example.com", "PUT"));
    expect(enabled.status).toBe(403);
    expect(enabled.body).toContain("CORSResponse: CORS is not enabled for this bucket.");
    expect(enabled.body).toContain("<Method>PUT</Method><ResourceType>BUCKET</ResourceType>");
    const nowhere = originOf("site-z.s3.eu-west-1.amazonaws.com");
    const missing = await asked([rule()], { origin: "https://app.example.com" }, { origin: nowhere });
    expect([missing.status, missing.body]).toEqual([
      403,
      expect.stringContaining("CORSResponse: Bucket not found</Message><Method>OPTIONS</Method>"),
    ]);
    for (const rules of [[], [rule()]]) {
      const anonymous = await asked(rules, {});
      expect([anonymous.status, anonymous.body]).toEqual([
        400,
        expect.stringContaining("Insufficient information. Origin request header needed."),
      ]);
    }
  });

  it("needs no permission: browsers do not sign it", async () => {
    const anonymous = originOf(primaryOrigin.domainName, { type: "s3", access: { type: "none" } });
    const headers = preflight("https://app.example.com");
    expect((await asked([rule()], headers, { origin: anonymous })).status).toBe(200);
    expect((await asked([rule()], headers, { origin: anonymous, path: "/none" })).status).toBe(200);
  });
});

describe("a request from a page of another origin", () => {
  const simple = (origin: string) => ({ origin });

  it("is answered with what the rule allows, errors included", async () => {
    const allowed = {
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, PUT",
      "access-control-expose-headers": "ETag",
      vary,
    };
    const rules = [rule({ exposeHeaders: ["ETag"] })];
    const get = { method: "GET" };
    const page = await asked(rules, simple("https://app.example.com"), get);
    expect(page).toEqual({ status: 200, headers: allowed, body: "hello" });
    const missing = await asked(rules, simple("https://app.example.com"), { ...get, path: "/none" });
    expect([missing.status, missing.headers]).toEqual([404, allowed]);
  });

  it("is answered without a word on origins where no rule allows it, or it has no Origin", async () => {
    for (const headers of [simple("https://evil.test"), {}]) {
      const page = await asked([rule()], headers, { method: "GET" });
      expect(page).toEqual({ status: 200, headers: {}, body: "hello" });
    }
    const head = await asked([rule()], simple("https://app.example.com"), { method: "HEAD" });
    expect(head).toEqual({ status: 200, headers: {}, body: "" });
  });
});

describe("a CORS configuration", () => {
  it.each([
    [
      "a method that S3 does not know",
      rule({ allowedMethods: ["OPTIONS"] }),
      /method "OPTIONS" is none of GET/,
    ],
    ["no method", rule({ allowedMethods: [] }), /no method is allowed/],
    ["no origin", rule({ allowedOrigins: [] }), /no origin is allowed/],
    [
      "two wildcards",
      rule({ allowedOrigins: ["*://*.example.com"] }),
      /origin "\*:\/\/\*\.example\.com" has more/,
    ],
  ])("with %s is refused, and the old one stays", async (_what, wrong, message) => {
    const { regions } = twoRegions({}, { cors: [rule()] });
    const change = () => regions.changeBucket({ name: "site-a", region: "eu-west-1", cors: [wrong] });
    expect(change).toThrow("REGIONS_CORS");
    expect(change).toThrow(message);
    const headers = preflight("https://app.example.com");
    expect((await answer(regions, primaryOrigin, "/page", { method: "OPTIONS", headers })).status).toBe(200);
  });

  it("with more than 100 rules is refused", () => {
    expect(() => twoRegions({}, { cors: Array.from({ length: 101 }, () => rule()) })).toThrow(/101 rules/);
  });
});
