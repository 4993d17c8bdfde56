import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import type { Ask } from "../../../operations/verify/ask";
import { expectedFromFolder, expectedFromManifest } from "../../../operations/verify/expected";
import { verifySite } from "../../../operations/verify/verify-site";
import { planOf, reconcile, release, rollback } from "../../../release";
import { checkFolder } from "../../../release/csp/folder";
import { folderOf } from "../../support/release/folder";
import { liveDocs } from "../../support/release/live";
import { buckets, releaseWorld, siteConfig } from "../../support/release/world";

const runtimes = ["lambda-at-edge", "cloudfront-function"] as const;
const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const options = { yes: true };

/** A site that is rehearsed under its own headers, and what a visitor gets of it. */
function liveSite(site: Partial<SiteInput>) {
  const live = liveDocs(site);
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await live.get(path, headers);
    return { ...answer, policy: answer.headers.get("content-security-policy") };
  };
  /** What verify says of the site, with the answers of the rehearsal. */
  const failures = async (folder: string) => {
    const ask: Ask = async (url) => {
      const { body, headers, status } = await get(new URL(url).pathname);
      const bytes = Buffer.from(body);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { status, sha256, size: bytes.length, text: `${bytes}`, headers: new Headers([...headers]) };
    };
    const config = live.context.site;
    const { files } = await expectedFromFolder(folder, config);
    const origin = "http://docs.localhost";
    const asking = { concurrency: 1, unknownName: "nobody", now: () => 0 };
    const { checks } = await verifySite({ origin, site: config, ask }, files, asking);
    return checks.filter(({ group }) => group === "security headers").flatMap(({ failures }) => failures);
  };
  return { ...live, get, failures };
}

const page = (code: string) => `<script>${code}</script><p style="color:red" onclick="go()">`;
const error = (code: string) => ({ "404.html": page(code) });

describe.each(runtimes)("the hashes of a page, with %s", (runtime) => {
  const headers = { runtime };
  const cache: SiteInput["cache"] = { default: { mode: "edge", ttl: "1h" } };

  it("travel with it: released, upgraded and rolled back, each is under its own, and nothing is deployed", async () => {
    const { context, failures, get } = liveSite({ headers, cache });
    const first = folderOf({ "index.html": page("one"), "a/index.html": page("two"), ...error("e") });
    const { release: id } = await release(first, context, options);
    const { headers: sent, policy } = await get("/");
    expect(policy).toBe(
      "default-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'self'; form-action 'self'; " +
        "frame-ancestors 'none'; object-src 'none'; " +
        `script-src 'self' 'unsafe-hashes' ${hash("go()")} ${hash("one")}; ` +
        `style-src 'self' 'unsafe-hashes' ${hash("color:red")}`,
    );
    expect(sent.has("x-amz-meta-outlast-csp")).toBe(false);
    expect((await get("/a/")).policy).toContain(hash("two"));
    expect((await get("/a/")).policy).not.toContain(hash("one"));
    expect(await failures(first)).toEqual([]);

    const second = folderOf({ "index.html": page("three"), "a/index.html": page("two"), ...error("e") });
    await release(second, context, options);
    expect((await get("/")).policy).toContain(hash("three"));
    expect(await failures(second)).toEqual([]);
    expect(await failures(first)).not.toEqual([]);

    await rollback(id, context, options);
    expect((await get("/")).policy).toBe(policy);
    expect(await failures(first)).toEqual([]);
  });

  it("are those of the copy that an edge revalidates, and that a browser does", async () => {
    const { context, get } = liveSite({
      headers: {
        ...headers,
        rules: [{ path: "/*", set: { "Content-Security-Policy": "script-src 'self'" } }],
      },
      cache: { default: { mode: "origin" } },
    });
    await release(folderOf({ "index.html": page("one"), ...error("e") }), context, options);
    const { headers: sent, policy } = await get("/");
    expect(policy).toBe(`script-src 'self' 'unsafe-hashes' ${hash("go()")} ${hash("one")}`);
    for (const _ of ["the second", "the third"]) expect((await get("/")).policy).toBe(policy);
    const confirmed = await get("/", { "if-none-match": sent.get("etag") ?? "" });
    expect([confirmed.status, [null, policy].includes(confirmed.policy)]).toEqual([304, true]);
  });

  it("are of the error page's own text where a function runs for errors", async () => {
    const { context, failures, get } = liveSite({ headers });
    const folder = folderOf({ "index.html": "", ...error("e") });
    const { plan } = await release(folder, context, options);
    const { headers: sent, policy, status } = await get("/nobody/");
    expect(status).toBe(404);
    const isFunctionRun = runtime === "lambda-at-edge";
    expect(policy?.includes(hash("e"))).toBe(isFunctionRun);
    expect([policy === null, sent.has("x-amz-meta-outlast-csp")]).toEqual([false, !isFunctionRun]);
    expect(plan.warnings.some(({ code }) => code === "RELEASE_CSP_BLOCKS")).toBe(
      runtime !== "lambda-at-edge",
    );
    expect(await failures(folder)).toEqual([]);
  });

  it("are in both regions", async () => {
    const { context, get, served } = liveSite({ headers });
    await release(folderOf({ "index.html": page("one"), ...error("e") }), context, options);
    served.rehearsal.serveFrom("replica");
    expect((await get("/")).policy).toContain(hash("one"));
  });
});

describe("a change of hashes alone", () => {
  const files = { "index.html": page("one"), "b.html": "<p>" };
  const loose = siteConfig({ headers: { contentSecurityPolicy: "script-src 'self' 'unsafe-inline'" } });

  it("is a change of headers, which invalidates the page, and which a rollback takes back", async () => {
    const { changes, clock, context, regions } = releaseWorld();
    const folder = folderOf(files);
    const metadata = (side: "primary" | "replica") =>
      regions.store(buckets[side]).get("index.html").content.metadata.userMetadata?.["outlast-csp"];
    const { release: id } = await release(folder, { ...context, site: loose }, options);
    expect(metadata("replica")).toBeUndefined();
    const { plan } = await release(folder, context, options);
    expect(plan.changes.map(({ file, kind }) => [file.key, kind])).toEqual([["index.html", "metadata"]]);
    expect(changes.at(-1)).toMatchObject([{ key: "index.html", kind: "metadata" }]);
    expect(metadata("replica")).toBe(metadata("primary"));
    expect(metadata("primary")).toContain(`script-src-elem ${hash("one")}`);
    expect((await release(folder, context, options)).changed).toBe(false);
    await rollback(id, context, options);
    expect(metadata("replica")).toBeUndefined();
    // The record is on its way to the replica.
    await clock.sleep(2000);
    await reconcile("primary", context);
    expect(metadata("primary")).toBeUndefined();
  });

  it("is in the record, which verify goes by", async () => {
    const { context, regions, site } = releaseWorld();
    const { release: id } = await release(folderOf(files), context, options);
    const record = join(folderOf({}), "record.json");
    writeFileSync(record, regions.store(buckets.primary).get(`.outlast/releases/${id}.json`).content.body);
    const [fromRecord, fromFolder] = [
      expectedFromManifest(record, site),
      (await expectedFromFolder(folderOf(files), site)).files,
    ].map((all) => all.find(({ key }) => key === "index.html")?.inlineHashes);
    expect(fromRecord).toBe(fromFolder);
    expect(fromRecord).toContain(hash("go()"));
  });
});

describe("hashes", () => {
  it.each([
    [
      "a policy that lets all inline text in",
      { contentSecurityPolicy: "default-src 'self' 'unsafe-inline'" },
    ],
    ["no policy", { contentSecurityPolicy: false as const }],
    ["inlineHashes: false", { inlineHashes: false }],
  ])("do not travel with %s", async (_, headers) => {
    const { context } = releaseWorld({ site: { headers } });
    const plan = await planOf(folderOf({ "index.html": page("one") }), context);
    expect(plan.changes.map(({ file }) => file.headers.inlineHashes)).toEqual([undefined]);
  });

  it("of more than S3 keeps are refused with the page, and as many as it keeps are not", async () => {
    const inline = (count: number) =>
      Array.from({ length: count }, (_, at) => `<script>${at}</script>`).join("");
    const { context } = releaseWorld();
    await expect(
      planOf(folderOf({ "index.html": "", "big.html": inline(38) }), context),
    ).rejects.toMatchObject({
      problems: [{ code: "RELEASE_HASHES_TOO_LONG", value: expect.stringMatching(/^big\.html \(/) }],
    });
    const { changes } = await planOf(folderOf({ "index.html": inline(36) }), context);
    expect(changes[0]?.file.headers.inlineHashes?.length).toBeLessThan(2048);
  });

  it("leave to the check what they do not let in", async () => {
    const folder = folderOf({ "index.html": `${page("one")}<script src="https://a.example/x.js"></script>` });
    expect((await checkFolder(folder, siteConfig())).map(({ needs }) => needs)).toEqual([
      "https://a.example",
    ]);
    const none = siteConfig({ headers: { contentSecurityPolicy: "default-src 'none'" } });
    expect((await checkFolder(folder, none)).map(({ needs }) => needs)).toContain(hash("one"));
  });
});
