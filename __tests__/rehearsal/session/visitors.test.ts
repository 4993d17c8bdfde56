import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Reporter } from "../../../cli/output/reporter";
import type { Distribution } from "../../../rehearsal/edge";
import type { SessionOptions } from "../../../rehearsal/session/options";
import { Session } from "../../../rehearsal/session/session";
import { Visitors } from "../../../rehearsal/session/visitors";
import { customOrigin, policy } from "../edge/harness";
import { rehearsedSites } from "./support/served";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  vi.restoreAllMocks();
});

/** An origin on this machine that answers with the CloudFront-* headers that it was sent. */
async function echo(): Promise<string> {
  const server = createServer(({ headers }, answer) => {
    const own = Object.entries(headers).filter(([name]) => name.startsWith("cloudfront-"));
    answer.end(JSON.stringify(Object.fromEntries(own)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const named = [
  "Viewer-Country",
  "Viewer-Country-Name",
  "Is-Mobile-Viewer",
  "Is-Desktop-Viewer",
  "Forwarded-Proto",
];
const headers = { behavior: "whitelist", items: named.map((name) => `CloudFront-${name}`) } as const;

/** The own site's distribution, for Germany alone, and with a path for each protocol policy. */
function restricted(distribution: Distribution): Distribution {
  const { responseHeadersPolicy: _, ...behavior } = distribution.defaultCacheBehavior;
  const over = (pathPattern: string, viewerProtocolPolicy: typeof behavior.viewerProtocolPolicy) => ({
    ...behavior,
    ...{ pathPattern, viewerProtocolPolicy, targetOriginId: "echo", functions: [] },
    cachePolicy: policy({ minTtl: 0, defaultTtl: 0, maxTtl: 0, headers }),
  });
  return {
    ...distribution,
    origins: [...distribution.origins, customOrigin("echo")],
    cacheBehaviors: [
      over("/open", "allow-all"),
      over("/secure", "https-only"),
      over("/moved", "redirect-to-https"),
    ],
    geoRestriction: { type: "whitelist", locations: ["DE"] },
  };
}

/** Synthesized once, for all of the tests. */
const sites = rehearsedSites({
  name: "docs",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
}).map((site) => ({
  ...site,
  loaded: { ...site.loaded, distributions: site.loaded.distributions.map(restricted) },
}));

/** That site, rehearsed; how to ask it, and its control API. */
async function rehearsed(options: Partial<SessionOptions> = {}) {
  const told: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void told.push(line));
  const session = await Session.open(
    { read: async () => sites, watched: [], close: () => {} },
    {
      ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false, fault: [], reading: [] },
      origin: [`echo=${await echo()}`],
      ...options,
    },
    new Reporter(true),
  );
  closing.push(() => session.close());
  const ready = JSON.parse(told.find((line) => line.includes('"ready"')) ?? "");
  const control = async (path: string, body?: object) => {
    const init = body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const answer = await fetch(`${ready.control}${path}`, init);
    return [answer.status, await answer.json()];
  };
  return { url: ready.url as string, http: ready.http as string, host: ready.host as string, control };
}

const ask = (url: string) => fetch(url, { redirect: "manual" });
const seen = async (url: string) => (await ask(url)).json();

describe("visitors of a rehearsal", () => {
  it("come from the country, and with the device, that --viewer says", async () => {
    const { url } = await rehearsed({ viewer: ["country=de", "device=mobile"] });
    expect((await ask(`${url}/404.html`)).status).toBe(200);
    expect(await seen(`${url}/open`)).toEqual({
      "cloudfront-viewer-country": "DE",
      "cloudfront-viewer-country-name": "Germany",
      "cloudfront-is-mobile-viewer": "true",
      "cloudfront-is-desktop-viewer": "false",
      "cloudfront-forwarded-proto": "https",
    });
  });

  it("come from elsewhere as soon as the control API says so, and from no country again", async () => {
    const { url, control } = await rehearsed();
    expect((await ask(`${url}/404.html`)).status).toBe(200);
    expect(await control("/viewer", { viewer: "country=FR" })).toEqual([200, { viewer: "country=FR" }]);
    expect((await ask(`${url}/404.html`)).status).toBe(403);
    expect((await control("/state"))[1]).toMatchObject({ viewer: "country=FR" });
    expect(await control("/viewer", {})).toEqual([200, { viewer: "" }]);
    expect((await ask(`${url}/404.html`)).status).toBe(200);
    expect(await control("/viewer", { viewer: "country=FRA" })).toEqual([
      400,
      { error: "country=FRA is no code of two letters, such as DE" },
    ]);
  });

  it("meet at --http-port what CloudFront does at port 80: served, refused, or sent to HTTPS", async () => {
    const { url, http } = await rehearsed({ httpPort: 0 });
    expect(await seen(`${http}/open`)).toMatchObject({ "cloudfront-forwarded-proto": "http" });
    expect((await ask(`${http}/secure`)).status).toBe(403);
    expect((await ask(`${url}/secure`)).status).toBe(200);
    const moved = await ask(`${http}/moved?a=1`);
    expect([moved.status, moved.headers.get("location")]).toEqual([301, `${url}/moved?a=1`]);
    expect((await fetch(`${http}/moved`)).url).toBe(`${url}/moved`);
  });

  it("are told at GET /unrehearsed what is not as on AWS, and how to say where they come from", async () => {
    const { control } = await rehearsed();
    expect(await control("/unrehearsed")).toEqual([
      200,
      expect.arrayContaining([
        expect.stringMatching(/geo restriction; --viewer country=DE says which .*local-country/),
      ]),
    ]);
  });
});

describe("what visitors are", () => {
  it.each([
    ["", ""],
    ["country=us", "country=US"],
    ["device=SmartTV , country=DE", "device=smarttv,country=DE"],
  ])("%j is %j", (text, understood) => {
    const visitors = new Visitors();
    visitors.set(text);
    expect(String(visitors)).toBe(understood);
  });

  it.each([
    ["country", "country= is no code"],
    ["country=D1", "country=D1 is no code of two letters"],
    ["country=DE=FR", "country=DE=FR is no code"],
    ["device=watch", "device=watch is none of desktop, mobile, tablet, smarttv"],
    ["city=Ulm", "there is no city; there is country and device"],
    ["__proto__=x", "there is no __proto__"],
    ["country=DE,country=FR", "country is said twice"],
    ["country=x,device=y", "device=y is none"],
  ])("%j is refused, and what they were stays", (text, message) => {
    const visitors = new Visitors();
    visitors.set("country=DE");
    expect(() => visitors.set(text)).toThrow(message);
    expect(visitors.facts).toEqual({ country: "DE" });
  });
});
