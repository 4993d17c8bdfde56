import { describe, expect, it } from "vitest";
import type { CustomOriginKind, S3OriginKind } from "../../../rehearsal/edge/model";
import {
  behavior,
  cloudFrontFunction,
  customOrigin,
  functions,
  policy,
  ScriptedEdge,
  s3Origin,
  withHeaders,
} from "./harness";

const target = (over = {}) =>
  behavior({ targetOriginId: "only", viewerProtocolPolicy: "allow-all", ...over });

async function originSchemes(kind: S3OriginKind | CustomOriginKind): Promise<string[]> {
  const rehearsal = new ScriptedEdge(
    {},
    { origins: [s3Origin("only", { kind })], originGroups: [], defaultCacheBehavior: target() },
  );
  await rehearsal.get("/http", { scheme: "http" });
  await rehearsal.get("/https", { scheme: "https" });
  return rehearsal.origins.asked.map(({ scheme }) => scheme);
}

const custom = (protocolPolicy: CustomOriginKind["protocolPolicy"]) => ({
  ...(customOrigin("only").kind as CustomOriginKind),
  protocolPolicy,
});

describe("protocol towards the origin", () => {
  it("S3 with an access control that always signs: HTTPS", async () => {
    expect(await originSchemes({ type: "s3", access: { type: "oac", signingBehavior: "always" } })).toEqual([
      "https",
      "https",
    ]);
  });

  it.each([
    { type: "none" },
    { type: "oai", identity: "origin-access-identity/cloudfront/E1" },
    { type: "oac", signingBehavior: "never" },
    { type: "oac", signingBehavior: "no-override" },
  ] as const)("S3 otherwise ($type): as the viewer came", async (access) => {
    expect(await originSchemes({ type: "s3", access })).toEqual(["http", "https"]);
  });

  it.each([
    ["http-only", ["http", "http"]],
    ["https-only", ["https", "https"]],
    ["match-viewer", ["http", "https"]],
  ] as const)("a custom origin with %s", async (protocolPolicy, schemes) => {
    expect(await originSchemes(custom(protocolPolicy))).toEqual(schemes);
  });
});

describe("a viewer of HTTP/1.0", () => {
  it("gets nothing compressed, not even from the cache, and Via as HTTP/1.1", async () => {
    const headers = { "Content-Type": "text/css", "Content-Length": "2000" };
    const rehearsal = new ScriptedEdge(
      { only: { headers, body: "x".repeat(2000) } },
      {
        ...{ origins: [customOrigin("only")], originGroups: [] },
        defaultCacheBehavior: target({
          compress: true,
          cachePolicy: policy({ enableAcceptEncodingGzip: true }),
        }),
      },
    );
    const gzip = withHeaders({ "Accept-Encoding": "gzip" });
    expect((await rehearsal.get("/a.css", gzip)).headers.get("content-encoding")).toBe("gzip");
    const old = await rehearsal.get("/a.css", { ...gzip, httpVersion: "1.0" });
    expect([old.headers.get("content-encoding"), old.body.length]).toEqual([null, 2000]);
    expect(old.headers.get("via")).toMatch(/^1\.1 /);
  });
});

describe("viewer-response", () => {
  it.each([
    ["the redirect to HTTPS", { scheme: "http" as const }, 301],
    ["a refused method", { method: "POST" }, 403],
    ["a refused country", { country: "FR" }, 403],
  ])("does not run for %s", async (_name, over, status) => {
    const events: string[] = [];
    const rehearsal = new ScriptedEdge(
      {},
      {
        geoRestriction: { type: "blacklist", locations: ["FR"] },
        defaultCacheBehavior: behavior({ functions: [cloudFrontFunction("viewer-response")] }),
      },
      {
        functions: functions({
          onResponse: (fn, _context, _request, response) => {
            events.push(fn.eventType);
            return { type: "response", response };
          },
        }),
      },
    );
    expect((await rehearsal.get("/page", over)).status).toBe(status);
    expect(events).toEqual([]);
    await rehearsal.get();
    expect(events).toEqual(["viewer-response"]);
  });
});
