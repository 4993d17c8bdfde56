import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { HeaderMap, SystemClock, type ViewerRequest } from "../../rehearsal/edge";
import { type LoadedSite, loadTerraformAt } from "../../rehearsal/terraform";

const root = "__tests__/fixtures/visited";

const html = (text: string) => ({ text, contentType: "text/html" });
const css = readFileSync(`${root}/objects-by-fileset/public/assets/site.css`, "utf8");
const content: Readonly<Record<string, Readonly<Record<string, { text: string; contentType: string }>>>> = {
  "wayne-pages": {
    "web/index.html": html("home"),
    "shared/media/a.jpeg": html("picture"),
    secret: html("s"),
  },
  "initech-shop": { "index.html": html("shop") },
  "initech-blog": { "home.html": html("blog") },
  "umbrella-pages": {
    ...{ "docs/index.html": html("docs"), "app/app.html": html("app"), "app/raw/a": html("raw") },
  },
  "globex-pages": { "index.html": html("globex"), "assets/site.css": { text: css, contentType: "text/css" } },
  "stark-app": { "index.html": html("app"), "a.js": html("script") },
  "massive-pages": { "index.html": html("members") },
  "tyrell-pages": { "index.html": html("logged") },
  "soylent-named": { "index.html": html("safe"), "fonts/a.woff2": html("font") },
  "aperture-first": { "index.html": html("first") },
  "vandelay-alpha": { "index.html": html("alpha") },
  "vandelay-beta": { "start.html": html("beta") },
  "duff-site": { "index.html": html("duff"), "404.html": html("no duff"), "private/a": html("members") },
  "aperture-second": { "index.html": html("second"), only: html("second alone") },
};

/** A visit to the distribution that has this bucket, as far as a visitor notices it. */
type Visit = (bucket: string, target: string, over?: Partial<ViewerRequest> & Over) => Promise<Seen>;
type Over = { readonly sent?: Readonly<Record<string, string>> };
interface Seen {
  readonly status: number;
  readonly body: string;
  readonly said: (name: string) => string | null;
}

describe.each([
  ["the plan", `${root}/plan.json`],
  ["the state", `${root}/state.json`],
  ["the folder", root],
])("thirteen projects of others, from %s of real Terraform,", (_source, path) => {
  let site: LoadedSite;
  let rehearsal: Rehearsal;
  let visit: Visit;

  beforeAll(async () => {
    site = await loadTerraformAt(path);
    rehearsal = new Rehearsal(site, { clock: new SystemClock() });
    for (const [bucket, files] of Object.entries(content))
      for (const [key, { contentType, text }] of Object.entries(files))
        rehearsal.regions.store(bucket).put(key, Buffer.from(text), { contentType });
    visit = async (bucket, target, { sent = {}, ...over } = {}) => {
      const host = site.distributions.find(({ origins }) =>
        origins.some(({ domainName }) => domainName.startsWith(`${bucket}.`)),
      )?.domainName;
      const [uri = "", query = ""] = target.split("?");
      const answer = await rehearsal.edge.handle({
        ...{ method: "GET", scheme: "https", httpVersion: "1.1", path: uri, query, clientIp: "203.0.113.7" },
        headers: new HeaderMap({ host: host ?? "", ...sent }),
        ...over,
      });
      return {
        status: answer.status,
        body: Buffer.from(answer.body).toString(),
        said: (name) => answer.headers.get(name),
      };
    };
  });
  afterAll(() => rehearsal.close());

  it("load whole, and say what of them is not rehearsed", () => {
    const left = site.warnings.filter((text) => text.includes("is left out"));
    expect([site.distributions.length, left]).toEqual([17, []]);
    expect(site.warnings.filter((text) => /aws_s3_object/.test(text))).toHaveLength(1);
  });

  it("an origin access identity by its canonical user, a path and a policy for each origin", async () => {
    expect(await visit("wayne-pages", "/")).toMatchObject({ status: 200, body: "home" });
    // The provider sends 0 for lifetimes that nobody gave.
    expect((await visit("wayne-pages", "/")).said("x-cache")).toBe("Miss from cloudfront");
    expect(await visit("wayne-pages", "/media/a.jpeg")).toMatchObject({ status: 200, body: "picture" });
    expect((await visit("wayne-pages", "/media/a.jpeg")).said("x-cache")).toBe("Hit from cloudfront");
    // One character for the question mark: .jpg is the default behaviour's, which has it nowhere, and may not list.
    expect(await visit("wayne-pages", "/media/a.jpg")).toMatchObject({ status: 403 });
    expect(await visit("wayne-pages", "/media/a.jpeg", { scheme: "http" })).toMatchObject({ status: 403 });
    const led = await visit("wayne-pages", "/secret", { scheme: "http" });
    expect([led.status, led.said("location")]).toEqual([301, expect.stringMatching(/^https:.*\/secret$/)]);
  });

  it("a distribution for each entry of a map, of which one is not enabled", async () => {
    expect(await visit("initech-shop", "/")).toMatchObject({ status: 200, body: "shop" });
    expect(await visit("initech-blog", "/")).toMatchObject({ status: 200, body: "blog" });
    expect((await visit("initech-old", "/")).status).toBe(421);
    expect(site.warnings.join("\n")).toMatch(/site\["old"\]: enabled: the distribution is off/);
  });

  it("behaviours in their order, and the functions that a template wrote", async () => {
    const moved = await visit("umbrella-pages", "/old");
    expect([moved.status, moved.said("location")]).toEqual([301, "/docs/new"]);
    expect((await visit("umbrella-pages", "/gone/here")).said("location")).toBe("https://elsewhere.example/");
    for (const uri of ["/docs", "/docs/"])
      expect(await visit("umbrella-pages", uri)).toMatchObject({ status: 200, body: "docs" });
    expect(await visit("umbrella-pages", "/app/some/page")).toMatchObject({ status: 200, body: "app" });
    expect(await visit("umbrella-pages", "/app/raw/a")).toMatchObject({ status: 200, body: "raw" });
    expect((await visit("umbrella-pages", "/app/raw/a")).said("x-cache")).toBe("Miss from cloudfront");
  });

  it("objects that Terraform uploads, compressed at the edge", async () => {
    expect(await visit("globex-pages", "/")).toMatchObject({ status: 200, body: "globex" });
    const sheet = await visit("globex-pages", "/assets/site.css", {
      sent: { "accept-encoding": "gzip, br" },
    });
    expect([sheet.status, sheet.said("content-encoding")]).toEqual([200, "br"]);
  });

  it("a bucket that redirects everything to the bare domain", async () => {
    for (const scheme of ["http", "https"] as const) {
      const led = await visit("www.hooli.example", "/a/b?c=d", { scheme });
      expect([led.status, led.said("location")]).toEqual([301, "https://hooli.example/a/b?c=d"]);
    }
  });

  it("a module of somebody else's, over a map of sites", async () => {
    expect(await visit("vandelay-alpha", "/")).toMatchObject({ status: 200, body: "alpha" });
    expect(await visit("vandelay-alpha", "/some/where")).toMatchObject({ status: 200, body: "alpha" });
    const beta = await visit("vandelay-beta", "/");
    expect([beta.status, beta.body, beta.said("x-site")]).toEqual([200, "beta", "beta"]);
    expect((await visit("vandelay-beta", "/some/where")).status).toBe(403);
  });

  it("a bucket whose name nobody chose, by a policy from a template, and its visitors by country", async () => {
    const bucket = site.buckets.find(({ name }) => name.startsWith("kramerica-"))?.name ?? "";
    rehearsal.regions.store(bucket).put("www/index.html", Buffer.from("home"), { contentType: "text/html" });
    expect(await visit(bucket, "/")).toMatchObject({ status: 200, body: "home" });
    expect((await visit(bucket, "/", { country: "DE" })).said("location")).toBe("/de/");
    expect((await visit(bucket, "/", { country: "KP" })).status).toBe(403);
  });

  it("websites that a YAML file lists", async () => {
    expect(await visit("duff-site", "/")).toMatchObject({ status: 200, body: "duff" });
    expect((await visit("duff-site", "/none")).body).toBe("no duff");
    expect((await visit("duff-site", "/private/a")).body).toContain("MissingKey");
    expect((await visit("www.duff.example", "/a")).said("location")).toBe("https://duff.example/a");
  });

  it("a single page for whatever is not there", async () => {
    expect(await visit("stark-app", "/a.js")).toMatchObject({ status: 200, body: "script" });
    const page = await visit("stark-app", "/some/where");
    expect([page.status, page.body, page.said("x-cache")]).toEqual([200, "app", "Error from cloudfront"]);
  });

  it("a password by Lambda@Edge", async () => {
    const asked = await visit("massive-pages", "/");
    expect([asked.status, asked.said("www-authenticate")]).toEqual([401, 'Basic realm="pages"']);
    const authorization = `Basic ${Buffer.from("guest:open sesame").toString("base64")}`;
    expect(await visit("massive-pages", "/", { sent: { authorization } })).toMatchObject({
      ...{ status: 200, body: "members" },
    });
    expect((await visit("massive-pages", "/")).status).toBe(401);
  });

  it("logs into a bucket with an ACL", async () => {
    expect(await visit("tyrell-pages", "/")).toMatchObject({ status: 200, body: "logged" });
  });

  it("AWS's own policies by name", async () => {
    const page = await visit("soylent-named", "/");
    expect(page).toMatchObject({ status: 200, body: "safe" });
    expect(
      ["strict-transport-security", "x-content-type-options", "x-frame-options", "referrer-policy"].map(
        page.said,
      ),
    ).toEqual(["max-age=31536000", "nosniff", "SAMEORIGIN", "strict-origin-when-cross-origin"]);
    expect(page.said("access-control-allow-origin")).toBeNull();
    const font = await visit("soylent-named", "/fonts/a.woff2", { sent: { origin: "https://a.example" } });
    expect([font.status, font.said("access-control-allow-origin")]).toEqual([200, "*"]);
  });

  it("the second region where the first fails, and nothing else", async () => {
    expect(await visit("aperture-first", "/")).toMatchObject({ status: 200, body: "first" });
    expect(await visit("aperture-first", "/only")).toMatchObject({ status: 200, body: "second alone" });
    rehearsal.regions.setFault("eu-west-1=503");
    rehearsal.edge.clear();
    expect(await visit("aperture-first", "/")).toMatchObject({ status: 200, body: "second" });
    rehearsal.regions.clearFaults();
    rehearsal.edge.clear();
    expect(await visit("aperture-first", "/")).toMatchObject({ status: 200, body: "first" });
  });
});
