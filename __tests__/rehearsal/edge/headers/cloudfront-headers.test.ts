import { describe, expect, it } from "vitest";
import { unrehearsed } from "../../../../rehearsal/edge/index";
import type { CacheBehavior } from "../../../../rehearsal/edge/model";
import {
  behavior,
  cloudFrontFunction,
  distribution,
  functions,
  lambda,
  policy,
  ScriptedEdge,
  s3Origin,
  withHeaders,
} from "../harness";

const only = (...items: string[]) => ({ behavior: "whitelist", items }) as const;
const none = { behavior: "none", items: [] } as const;
const site = (over: Partial<CacheBehavior>) => ({ defaultCacheBehavior: behavior(over) });
const keyed = (...names: string[]) => site({ cachePolicy: policy({ headers: only(...names) }) });

describe("CloudFront's own request headers", () => {
  it("are added before the key is computed: a copy for each country", async () => {
    const rehearsal = new ScriptedEdge({}, keyed("CloudFront-Viewer-Country"));
    const result = async (country: string) => (await rehearsal.get("/page", { country })).xCache;
    expect(await result("DE")).toBe("Miss from cloudfront");
    expect(await result("FR")).toBe("Miss from cloudfront");
    expect(await result("DE")).toBe("Hit from cloudfront");
    expect(rehearsal.origins.asked.map(({ headers }) => headers.get("cloudfront-viewer-country"))).toEqual([
      "DE",
      "FR",
    ]);
  });

  it("are never the viewer's: a value that a viewer sends is dropped", async () => {
    const rehearsal = new ScriptedEdge({}, keyed("CloudFront-Viewer-Country", "CloudFront-Viewer-City"));
    const forged = withHeaders({ "CloudFront-Viewer-Country": "XX", "CloudFront-Viewer-City": "Nowhere" });
    await rehearsal.get("/page", forged);
    const asked = rehearsal.origins.asked[0]?.headers;
    expect([asked?.get("cloudfront-viewer-country"), asked?.get("cloudfront-viewer-city")]).toEqual([
      null,
      null,
    ]);
  });

  it("reach the origin when the origin request policy names them, without being in the key", async () => {
    const originRequestPolicy = {
      id: "o",
      name: "o",
      queryStrings: none,
      cookies: none,
      headers: only("CloudFront-Forwarded-Proto"),
    };
    const rehearsal = new ScriptedEdge({}, site({ originRequestPolicy }));
    await rehearsal.get();
    expect(rehearsal.origins.asked[0]?.headers.get("cloudfront-forwarded-proto")).toBe("https");
  });

  it("are seen by a CloudFront Function on viewer-request, and by Lambda@Edge in origin events only", async () => {
    const seen: string[] = [];
    const runtime = functions({
      onRequest: (fn, _context, request) => {
        seen.push(`${fn.type} ${fn.eventType} ${request.headers.get("cloudfront-viewer-http-version")}`);
        return { type: "request", request };
      },
    });
    const names = policy({ headers: only("CloudFront-Viewer-Http-Version") });
    for (const viewerRequest of [cloudFrontFunction("viewer-request"), lambda("viewer-request")]) {
      const config = site({ cachePolicy: names, functions: [viewerRequest, lambda("origin-request")] });
      await new ScriptedEdge({}, config, { functions: runtime }).get();
    }
    expect(seen).toEqual([
      "cloudfront-function viewer-request 2.0",
      "lambda origin-request 2.0",
      "lambda viewer-request null",
      "lambda origin-request 2.0",
    ]);
  });

  it.each([
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "desktop"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148", "mobile"],
    ["Mozilla/5.0 (Linux; Android 15; Pixel 9) Mobile Safari/537.36", "mobile"],
    ["Mozilla/5.0 (Linux; Android 15; SM-X910) Safari/537.36", "tablet"],
    ["Mozilla/5.0 (iPad; CPU OS 18_0)", "tablet"],
    ["Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0)", "smarttv"],
  ])("%s is a %s viewer", async (agent, kind) => {
    const kinds = ["desktop", "mobile", "tablet", "smarttv"];
    const rehearsal = new ScriptedEdge({}, keyed(...kinds.map((one) => `CloudFront-Is-${one}-Viewer`)));
    await rehearsal.get("/page", withHeaders({ "User-Agent": agent }));
    const asked = rehearsal.origins.asked[0]?.headers;
    expect(kinds.filter((one) => asked?.get(`cloudfront-is-${one}-viewer`) === "true")).toEqual([kind]);
  });
});

describe("unrehearsed", () => {
  it("names what a distribution asks for and nothing here does", () => {
    const found = unrehearsed(
      distribution({
        webAclId: "arn:aws:wafv2:::webacl/x",
        origins: [s3Origin("primary", { originShield: { region: "eu-west-1" } }), s3Origin("secondary")],
        ...keyed("CloudFront-Viewer-City", "CloudFront-Viewer-Country"),
      }),
    );
    expect(found.map(({ limitation }) => limitation)).toEqual([
      "edge-waf",
      "edge-origin-shield",
      "edge-viewer-facts",
    ]);
    expect(found.map(({ message }) => message).join("\n")).toMatch(
      /webacl\/x.*\n.*eu-west-1.*\n.*viewer-city;/,
    );
  });

  it("has nothing to say of a distribution that is run whole", () => {
    expect(unrehearsed(distribution())).toEqual([]);
  });
});
