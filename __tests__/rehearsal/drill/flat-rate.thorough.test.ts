import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../config/package-root";
import { HeaderMap } from "../../../facts/http/header-map";
import { ownProject } from "../../../project/own-project";
import { invalidateEverywhere, type StagedSite, staged } from "../../../rehearsal/drill/site";
import { ownDrilledSite } from "../../../sla/ways";
import { onPlan } from "../../config/cases/flat-rate";
import { siteWith } from "../../support/sites";

const month = 30 * 86_400;

/** The example's content, under a config that stands for itself and for a plan. */
function siteOn(change: object) {
  const site = siteWith({
    content: { folder: "site" },
    errorPages: { notFound: "/404.html" },
    cache: { default: { mode: "edge", ttl: "10m" }, paths: [{ path: "/docs/*", mode: "origin" }] },
    redirects: [{ from: "/home", to: "/" }],
    ...change,
  });
  return ownDrilledSite(ownProject(), site);
}

class Asked {
  readonly #host: string;
  constructor(
    readonly site: StagedSite,
    host: string,
  ) {
    this.#host = host;
  }

  async ask(path: string) {
    const { clock, rehearsal } = this.site;
    const headers = new HeaderMap({ Host: this.#host });
    const asked = {
      method: "GET",
      scheme: "https",
      httpVersion: "2.0",
      clientIp: "192.0.2.1",
      query: "",
    } as const;
    return clock.run(rehearsal.edge.handle({ ...asked, path, headers }));
  }

  /** The longest of these times, in seconds, for which an edge answers by itself; 0 for none. */
  async kept(path: string): Promise<number> {
    const { clock, rehearsal } = this.site;
    invalidateEverywhere(rehearsal, [path]);
    await this.ask(path);
    let [past, kept] = [0, 0];
    for (const seconds of [1, 600, 86_400, month]) {
      await clock.advance((seconds - 0.5 - past) * 1000);
      past = seconds - 0.5;
      const { headers } = await this.ask(path);
      if (!headers.get("x-cache")?.startsWith("Hit")) return kept;
      kept = seconds;
    }
    return kept;
  }

  /** An object that no release wrote. */
  async put(key: string, cacheControl?: string): Promise<void> {
    const { rehearsal, clock } = this.site;
    const bucket = rehearsal.regions.bucket(rehearsal.originBuckets().get("primary") as string);
    await bucket.put(key, Buffer.from("x"), {
      contentType: "text/plain",
      ...(cacheControl && { cacheControl }),
    });
    await clock.advance(5_000);
  }

  async securityHeaders(path: string): Promise<Record<string, string | null>> {
    const { headers } = await this.ask(path);
    return Object.fromEntries(securityHeaders.map((name) => [name, headers.get(name)]));
  }
}

const securityHeaders = [
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "content-security-policy",
  "permissions-policy",
  "x-xss-protection",
];

const opened = async (change: object) => {
  const site = siteOn(change);
  const folder = join(packageRoot(), "site");
  const one = { ...site, states: [{ name: "live" as const, folder, pages: [] }] };
  return new Asked(
    await staged(
      one,
      Date.UTC(2030, 0, 1),
      () => 0.5,
      () => () => {},
    ),
    site.host,
  );
};

describe("a site on Free or Pro, beside the same site with policies of its own", () => {
  let own: Asked;
  let free: Asked;
  beforeAll(async () => {
    own = await opened({});
    free = await opened(onPlan("free"));
  });
  afterAll(() => Promise.all([own, free].map(({ site }) => site.rehearsal.close())));

  const doc = readFileSync(join(packageRoot(), "docs/flat-rate.md"), "utf8");
  const said = (what: string, before: string, after: string) =>
    expect(doc).toContain(`| ${what} | ${before} | ${after} |`);
  const inWords = (seconds: number) =>
    ({ 0: "not at all", 1: "1 second", 600: "10 minutes", 86400: "a day" })[seconds] ?? "longer than a month";

  it("keeps pages as long, but those that S3 is asked for each time, which it keeps for a second", async () => {
    for (const path of ["/", "/blog/first-outage/"])
      expect([await free.kept(path), await own.kept(path)]).toEqual([600, 600]);
    const [before, after] = [await own.kept("/docs/"), await free.kept("/docs/")];
    expect([before, after]).toEqual([0, 1]);
    said('a page of mode "origin" is kept', inWords(before), inWords(after));
  });

  it("keeps what no release wrote for a day, and what must not be kept for a second", async () => {
    for (const site of [own, free]) {
      await site.put("plain.txt");
      await site.put("docs/plain.txt");
      await site.put("secret.txt", "no-store");
    }
    for (const [path, what] of [
      ["/plain.txt", 'an object without Cache-Control, mode "edge" with a ttl of 10 minutes'],
      ["/docs/plain.txt", 'an object without Cache-Control, mode "origin"'],
      ["/secret.txt", "an object with no-store, no-cache or private"],
    ] as const)
      said(what, inWords(await own.kept(path)), inWords(await free.kept(path)));
  });

  it("sets the same headers on pages, and AWS's on errors and redirects", async () => {
    expect(await free.securityHeaders("/")).toEqual(await own.securityHeaders("/"));
    for (const path of ["/not-there", "/home"]) {
      const found = await free.securityHeaders(path);
      for (const name of securityHeaders) {
        const before = (await own.securityHeaders(path))[name];
        const shown = (value: string | null | undefined, long = "the site's") =>
          value === null || value === undefined ? "none" : value.length > 50 ? long : `\`${value}\``;
        if (found[name] !== before)
          said(`${name} of errors and redirects`, shown(before), shown(found[name]));
      }
    }
  });
});
