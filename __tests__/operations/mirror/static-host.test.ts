import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SiteInput } from "../../../config";
import { readHeadersFile } from "../../../config/netlify/headers";
import { readRedirectsFile } from "../../../config/netlify/redirects";
import { depthsOf, redirectRules } from "../../../config/redirect-rules";
import { urlStyleOf } from "../../../config/url-style";
import { findRedirect } from "../../../facts/site/redirects";
import { mirroredSite } from "../../../operations/mirror/answers";
import { mirror } from "../../../operations/mirror/mirror";
import { packMirror } from "../../../operations/mirror/pack-mirror";
import { headersFile, redirectsFile } from "../../../operations/mirror/static-host";
import { release } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { releaseWorld, siteConfig } from "../../support/release/world";

const file = (key: string, contentType: string, inlineHashes = "") => ({
  key,
  headers: { contentType, cacheControl: "no-cache", inlineHashes },
});

describe("what a mirror has for other hosts, as such a host reads it,", () => {
  it.each<[string, Partial<SiteInput>]>([
    ["of a site as it comes", {}],
    [
      "where rules set, change and remove",
      {
        headers: {
          rules: [
            { path: "/docs/*", set: { "Referrer-Policy": "no-referrer", "X-Room": 'a "b" c' } },
            { contentType: "text/css", remove: ["X-Content-Type-Options"] },
          ],
        },
      },
    ],
    ["where a page has a policy of its own", { headers: { contentSecurityPolicy: "default-src 'self'" } }],
  ])("gives each path the headers that CloudFront gives it, %s", (_, input) => {
    const site = siteConfig(input);
    const mirrored = mirroredSite(site, [
      file("index.html", "text/html; charset=utf-8", `script-src-elem 'sha256-${"A".repeat(43)}='`),
      file("docs/index.html", "text/html; charset=utf-8"),
      file("style.css", "text/css; charset=utf-8"),
    ]);
    const read = readHeadersFile(headersFile(mirrored), site);
    const blocks = read.rules.map(({ place, rule }) => ({ path: place.replace(/^\S+ /, ""), set: rule.set }));
    expect(read.findings).toEqual([]);
    expect(
      new Set(mirrored.answers.map((one) => "key" in one && one.headers["content-security-policy"])).size,
    ).toBe(3);
    const answered = mirrored.answers.flatMap((one) => ("key" in one ? [one] : []));
    expect(answered.map(({ path }) => path)).toEqual(expect.arrayContaining(["/", "/docs/", "/style.css"]));
    for (const { headers, path } of answered) {
      const given: Record<string, string> = {};
      for (const { set } of blocks.filter((one) => one.path === "/*" || one.path === path))
        for (const [name, value] of Object.entries(set))
          given[name] = given[name] === undefined ? value : `${given[name]}, ${value}`;
      expect({ path, ...given }).toEqual({ path, ...headers });
    }
  });

  it("leads every path where the site leads it", () => {
    const site = siteConfig({
      redirects: [
        { from: "/old", to: "/docs/?from=old#top", status: 302 },
        { from: "/blog", to: "/news", match: "prefix" },
        { from: "/by/:name/*", to: "/people/:name/:splat", status: 308 },
        { from: "/away/*", to: "https://other.example/:splat", status: 307 },
      ],
    });
    const { findings, redirects } = readRedirectsFile(redirectsFile(site), { ...site, redirects: [] });
    expect(findings).toEqual([]);
    const urls = urlStyleOf(site);
    const leads = (given: typeof site.redirects) => {
      const rules = redirectRules(given, urls);
      return (path: string) => findRedirect(rules, depthsOf(rules), path, path);
    };
    const there = leads(redirects.map(({ redirect }) => redirect));
    const here = leads(site.redirects);
    for (const path of ["/old", "/blog", "/blog/a/b", "/by/ann/c", "/away/x/y", "/none"])
      expect({ path, leads: there(path) }).toEqual({ path, leads: here(path) });
  });

  it.each<[string, Partial<SiteInput>, string]>([
    ["to its one page", { urls: "spa", errorPages: { notFound: false } }, "/* /index.html 200\n"],
    [
      "to a page for 404 of another name",
      { errorPages: { notFound: "/errors/404.html" } },
      "/* /errors/404.html 404\n",
    ],
    ["nowhere, where hosts look for that page by themselves", {}, ""],
  ])("leads what the site has no file for %s", (_, input, text) => {
    const site = siteConfig(input);
    expect(redirectsFile(site)).toBe(text);
    expect(readRedirectsFile(text, site)).toEqual({ redirects: [], findings: [] });
  });
});

describe("a mirror in a tar file", () => {
  const made = () => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-mirror-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };

  it("holds what the folder holds, and leaves nothing beside it", async () => {
    const { context, site } = releaseWorld();
    await release(folderOf({ "index.html": "one", "a b/ü.txt": "two" }), context, { yes: true });
    const write = (folder: string) =>
      mirror({
        ...{ site, stores: context.stores, clock: context.clock, folder, note: () => {} },
        nginx: { listen: "80", root: "/srv/site" },
      });
    const [whole, packed, opened] = [join(made(), "mirror"), made(), made()];
    await write(whole);
    const done = await packMirror(join(packed, "site.tar"), write);
    expect(done).toMatchObject({ from: "primary", files: 2 });
    expect(readdirSync(packed)).toEqual(["site.tar"]);
    execFileSync("tar", ["-xf", join(packed, "site.tar"), "-C", opened]);
    const names = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
    expect(names(opened)).toEqual(names(whole));
    for (const name of [
      "nginx.conf",
      "site/index.html",
      "site/a b/ü.txt",
      "site/_headers",
      "site/_redirects",
    ])
      expect(readFileSync(join(opened, name))).toEqual(readFileSync(join(whole, name)));
  });

  it("names in nginx's configuration the folder that it is given for visitors' host, not the one it was made in", async () => {
    const places: string[] = [];
    const hear = async (folder: string, place: string) => void places.push(folder, place);
    await packMirror(join(made(), "a", "site.tar"), hear);
    await packMirror(join(made(), "b"), hear);
    expect(places.map((place) => basename(place).replace(/-.*/, ""))).toEqual([
      ".site.tar",
      "site",
      ".outlast",
      "b",
    ]);
  });

  it("is an error of the machine's where it cannot be written, and no half of one is left of what failed before", async () => {
    const folder = made();
    writeFileSync(join(folder, "file"), "");
    const unwritable = join(folder, "file", "site.tar");
    await expect(packMirror(unwritable, async () => {})).rejects.toMatchObject({ code: "MIRROR_TAR" });
    const failing = packMirror(join(folder, "site.tar"), () => Promise.reject(new Error("no release")));
    await expect(failing).rejects.toThrow("no release");
    expect(existsSync(join(folder, "site.tar"))).toBe(false);
  });
});

describe("a mirror in a folder", () => {
  const site = { "index.html": "one", "app.js": "two" };
  const made = () => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-mirror-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };
  /** A site that was released, whose buckets hold it, and what mirrors it. */
  async function releasedSite() {
    const { clock, context, regions, site: config } = releaseWorld();
    await release(folderOf(site), context, { yes: true });
    await clock.sleep(60_000);
    const notes: string[] = [];
    const write = (out: string) =>
      packMirror(out, (folder) =>
        mirror({
          ...{ site: config, stores: context.stores, clock, folder, note: (text) => notes.push(text) },
          nginx: { listen: "80" },
        }),
      );
    return { notes, regions, write };
  }

  it("is of the replica where the primary fails on the way", async () => {
    const { notes, regions, write } = await releasedSite();
    const out = join(made(), "mirror");
    regions.setFault("primary:/app.js=403");
    expect(await write(out)).toMatchObject({ from: "replica", files: 2 });
    expect(notes).toEqual([
      expect.stringMatching(/^the primary does not give the whole release \(.*app\.js/),
    ]);
    expect(readFileSync(join(out, "site/app.js"), "utf8")).toBe("two");
  });

  it("is not there where it fails, so that it can be written again", async () => {
    const { regions, write } = await releasedSite();
    const parent = made();
    for (const side of ["primary", "replica"]) regions.setFault(`${side}:/app.js=403`);
    await expect(write(join(parent, "mirror"))).rejects.toMatchObject({ code: "RELEASE_DENIED" });
    expect(readdirSync(parent)).toEqual([]);
    regions.clearFaults();
    expect(await write(join(parent, "mirror"))).toMatchObject({ files: 2 });
  });

  it("is written into an empty folder that stays the one that it was, also by a link to it, and over what was killed", async () => {
    const { write } = await releasedSite();
    const parent = made();
    const [there, link] = [join(parent, "there"), join(parent, "link")];
    mkdirSync(join(there, ".outlast-mirror", "site"), { recursive: true });
    writeFileSync(join(there, ".outlast-mirror", "site", "half"), "");
    chmodSync(there, 0o750);
    symlinkSync(there, link);
    const { ino, mode } = statSync(there);
    expect(await write(link)).toMatchObject({ files: 2 });
    expect(statSync(there)).toMatchObject({ ino, mode });
    expect(readdirSync(parent).sort()).toEqual(["link", "there"]);
    expect(readdirSync(there).sort()).toEqual(["nginx.conf", "site"]);
    expect(readdirSync(join(there, "site"))).not.toContain("half");
  });

  it.each([
    ["before all was at its place", '["nginx.conf","site"]', [".outlast-mirror", "site"]],
    ["once all was", '["nginx.conf","site"]', ["site", "nginx.conf"]],
    ["before its list was whole", '["nginx.co', [".outlast-mirror"]],
  ])("is written over one that was killed %s", async (_, list, left) => {
    const { write } = await releasedSite();
    const there = made();
    for (const name of left) {
      mkdirSync(join(there, name));
      writeFileSync(join(there, name, "half"), "");
    }
    writeFileSync(join(there, ".outlast-mirror.json"), list);
    expect(await write(there)).toMatchObject({ files: 2 });
    expect(readdirSync(there).sort()).toEqual(["nginx.conf", "site"]);
    expect(readdirSync(join(there, "site"))).not.toContain("half");
  });

  it("leaves what one that was killed had moved where it fails itself", async () => {
    const { regions, write } = await releasedSite();
    const there = made();
    writeFileSync(join(there, "site"), "");
    writeFileSync(join(there, ".outlast-mirror.json"), '["site"]');
    for (const side of ["primary", "replica"]) regions.setFault(`${side}:/app.js=403`);
    await expect(write(there)).rejects.toMatchObject({ code: "RELEASE_DENIED" });
    expect(readdirSync(there).sort()).toEqual([".outlast-mirror.json", "site"]);
    regions.clearFaults();
    expect(await write(there)).toMatchObject({ files: 2 });
    expect(readdirSync(there).sort()).toEqual(["nginx.conf", "site"]);
  });

  it("is refused where one that was killed left a list, and something else is there", async () => {
    const { write } = await releasedSite();
    const there = made();
    for (const name of ["site", "nginx.conf"]) writeFileSync(join(there, name), "");
    writeFileSync(join(there, ".outlast-mirror.json"), '["site"]');
    await expect(write(there)).rejects.toMatchObject({ code: "MIRROR_FOLDER" });
    expect(readdirSync(there)).toEqual(expect.arrayContaining(["site", "nginx.conf"]));
  });

  it("leaves an empty folder that was there where it fails", async () => {
    const { regions, write } = await releasedSite();
    const there = made();
    for (const side of ["primary", "replica"]) regions.setFault(`${side}:/app.js=403`);
    await expect(write(there)).rejects.toMatchObject({ code: "RELEASE_DENIED" });
    expect(readdirSync(there)).toEqual([]);
  });

  it("is refused by its name where something else is there", async () => {
    const { write } = await releasedSite();
    const parent = made();
    writeFileSync(join(parent, "file"), "");
    for (const [out, why] of [
      [parent, /is not empty$/],
      [join(parent, "file"), /cannot be written: ENOTDIR$/],
      [join(parent, "file", "below"), /cannot be written: ENOTDIR$/],
    ] as const)
      await expect(write(out)).rejects.toMatchObject({
        code: "MIRROR_FOLDER",
        value: expect.stringMatching(why),
      });
    expect(readdirSync(parent)).toEqual(["file"]);
  });
});
