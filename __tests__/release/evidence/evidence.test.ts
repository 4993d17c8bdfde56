import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { reservedFolders } from "../../../release/evidence/reserved-folders";
import { scanFolder } from "../../../release/scan/scan";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";

const index = { "index.html": "" };

/** What proves the names of a folder, by key. */
async function evidenceIn(folder: string): Promise<Record<string, string>> {
  const { files } = await scanFolder(folder, siteConfig());
  return Object.fromEntries(
    files.flatMap(({ evidence, key }) => (evidence === undefined ? [] : [[key, evidence]])),
  );
}

async function provenIn(files: Record<string, string>): Promise<string[]> {
  return Object.keys(await evidenceIn(folderOf({ ...index, ...files })));
}

const json = JSON.stringify;

describe("manifests of build tools", () => {
  it.each<readonly [tool: string, manifest: string, content: object, hashed: string]>([
    [
      "Vite",
      ".vite/manifest.json",
      { "src/main.ts": { file: "assets/main-DiwrgTda.js", src: "src/main.ts", css: [] } },
      "assets/main-DiwrgTda.js",
    ],
    [
      "Vite, of a style sheet",
      ".vite/manifest.json",
      { "m.ts": { file: "main.js", src: "m.ts", name: "main", css: ["assets/main-DiwrgTda.css"] } },
      "assets/main-DiwrgTda.css",
    ],
    [
      "webpack-manifest-plugin",
      "manifest.json",
      { "app.js": "/js/app.0a1b2c3d4e5f60718293.js" },
      "js/app.0a1b2c3d4e5f60718293.js",
    ],
    [
      "Create React App",
      "asset-manifest.json",
      { files: { "main.js": "/static/js/main.3f2a9c1b.js" }, entrypoints: [] },
      "static/js/main.3f2a9c1b.js",
    ],
    [
      "webpack's stats",
      "stats.json",
      {
        assets: [
          { name: "x.a1b2.js", info: { immutable: true } },
          { name: "y.3f2a9c1b.js", info: {} },
        ],
      },
      "x.a1b2.js",
    ],
    [
      "Gatsby",
      "webpack.stats.json",
      { assetsByChunkName: { app: ["app-0a1b2c3d4e5f60718293.js"] } },
      "app-0a1b2c3d4e5f60718293.js",
    ],
    [
      "Parcel",
      "parcel-manifest.json",
      { "app.js": "https://cdn.example/x/app.3f2a9c1b.js" },
      "app.3f2a9c1b.js",
    ],
    [
      "esbuild",
      "meta.json",
      { outputs: { "dist/out/main-HOJAGVUX.js": { entryPoint: "src/main.ts", inputs: {} } } },
      "out/main-HOJAGVUX.js",
    ],
    ["VitePress", "hashmap.json", { "guide_index.md": "B4-xyz12" }, "assets/guide_index.md.B4-xyz12.lean.js"],
    [
      "Propshaft",
      "assets/.manifest.json",
      { "app.js": { digested_path: "app-3f2a9c1b.js" } },
      "assets/app-3f2a9c1b.js",
    ],
    [
      "Sprockets",
      "assets/.sprockets-manifest-0a1b.json",
      { assets: { "app.js": "app-3f2a9c1b.js" } },
      "assets/app-3f2a9c1b.js",
    ],
    ["Phoenix", "cache_manifest.json", { latest: { "app.js": "app-3f2a9c1b.js" } }, "app-3f2a9c1b.js"],
    ["Django", "staticfiles.json", { paths: { "a.css": "a.0a1b2c3d4e5f.css" } }, "a.0a1b2c3d4e5f.css"],
  ])("of %s prove what they name", async (_, manifest, content, hashed) => {
    expect(await provenIn({ [manifest]: json(content), [hashed]: "x", "y.3f2a9c1b.js": "y" })).toEqual([
      hashed,
    ]);
  });

  it("prove nothing of a file that has its source's name", async () => {
    const names = ["Object3D.js", "IMG_20230514_121530_HDR.jpg", "jquery-3f2a9c1b.js", "README-TEMPLATE.js"];
    const files = Object.fromEntries(names.map((name) => [`assets/${name}`, name]));
    const manifests = {
      "manifest.json": json(Object.fromEntries(names.map((name) => [name, `/assets/${name}`]))),
      ".vite/manifest.json": json(
        Object.fromEntries(
          names.map((name) => [`src/${name}`, { file: `assets/${name}`, src: `src/${name}` }]),
        ),
      ),
      "meta.json": json({
        outputs: Object.fromEntries(
          names.map((name) => [`assets/${name}`, { entryPoint: `src/${name}`, inputs: {} }]),
        ),
      }),
    };
    expect(await provenIn({ ...files, ...manifests })).toEqual([]);
  });

  it("are found beside the folder", async () => {
    const project = folderOf({
      "dist/index.html": "",
      "dist/main-HOJAGVUX.js": "x",
      "meta.json": json({
        outputs: { "dist/main-HOJAGVUX.js": { entryPoint: "src/main.ts", inputs: {} } },
      }),
    });
    expect(await evidenceIn(join(project, "dist"))).toEqual({
      "main-HOJAGVUX.js": "named by its content, says meta.json",
    });
    expect(basename(project)).not.toBe("dist");
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    '{"a":{"b":1}}',
    json({ name: "App", icons: [{ src: "a.3f2a9c1b.png" }] }),
  ])("of another kind or broken say nothing: %s", async (text) => {
    const names = ["manifest.json", "stats.json", "meta.json", "hashmap.json", ".vite/manifest.json"];
    const files = Object.fromEntries(names.map((name) => [name, text]));
    expect(await provenIn({ ...files, "a.3f2a9c1b.png": "x" })).toEqual([]);
  });
});

describe("folders that frameworks reserve", () => {
  it.each([
    "_next/static/chunks/main-0a1b2c3d4e5f6071.js",
    "_next/static/Xq3Zk9aB_w-7LmN2pQrSt/_buildManifest.js",
    "docs/_next/static/media/logo.3f2a9c1b.png",
    "_next/static/chunks/40f7_9abev6tk.js",
    "_next/static/media/hero.1n6x00_e5qfsc.png",
    "_next/static/css/f69aff8df06fbb18.css",
    "_next/static/media/a34f9d1faa5f3315-s.p.woff2",
    "_next/static/chunks/turbopack-2u1d16houkiyo.js",
    "_next/static/media/a34f9d1faa5f3315.p.woff2",
    "_astro/hero.C9yxTe8K_Z1pXq7x.webp",
    "_app/immutable/chunks/D4wrg1Ta.js",
    "_nuxt/DiwrgT4a.js",
    "_expo/static/js/web/entry-d41d8cd98f00b204e9800998ecf8427e.js",
  ])("prove %s", async (key) => {
    expect(await provenIn({ [key]: "x" })).toEqual([key]);
  });

  it.each([
    "_nuxt/builds/latest.json",
    "_nuxt/builds/meta/06d91ca8-1d87-4bc0-aff1-863af2fd00e4.json",
    "_app/version.json",
    "_app/env.js",
    "_astro/logo.png",
    "_next/static/v1-2-3/_buildManifest.js",
    "_next/image-3f2a9c1b.png",
    "_next/static/chunks/main.js",
    "_next/static/chunks/pages/getting-started.js",
    "my_next/static/a-3f2a9c1b.js",
    "_next/static/chunks/pages/my-component1.js",
    "_next/static/chunks/Object3D.js",
    "_next/static/media/facade01.jpg",
    "_astro/Object3D.js",
    "_astro/fonts/Q3Report.woff2",
    "_expo/static/js/web/facade01.js",
    "_next/static/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567-prod/_buildManifest.js",
    "_next/static/Release-2024-11-30-v1/_buildManifest.js",
    "_next/static/media/1732924800000000-team.jpg",
    "_next/static/media/1732924800000.jpg",
    "_next/static/media/team.1732924800000.jpg",
    "_next/static/media/2024-11-30-ab.jpg",
    "_next/static/media/65a1b2c3d4e5f60718293a4b-team.jpg",
    "_next/static/media/65a1b2c3d4e5f60718293a4b.jpg",
    "_astro/65a1b2c3d4e5f60718293a4b.jpg",
    "_astro/order-17329248.jpg",
    "_nuxt/IMG_2023.jpg",
  ])("prove nothing of %s", async (key) => {
    expect(await provenIn({ [key]: "x" })).toEqual([]);
  });

  it("are in the documentation, each with its source", () => {
    const page = readFileSync(new URL("../../../docs/releases.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^ *\| `(_[^`]+)` \| ([^|]+) \| <([^>]+)> \|$/gm)];
    expect(rows.map(([, folder, by, source]) => ({ folder, by, source }))).toEqual(reservedFolders);
  });
});

describe("digests of the bytes", () => {
  const bytes = "some bytes";
  const digest = (algorithm: string, encoding: "hex" | "base64url") =>
    createHash(algorithm).update(bytes).digest(encoding);

  it.each([
    ["MD5", `app-${digest("md5", "hex")}.js`],
    ["MD5", `static/${digest("md5", "hex")}/app.js`],
    ["MD5", `base.${digest("md5", "hex").slice(0, 12)}.css`],
    ["SHA-1", `app.${digest("sha1", "hex").slice(0, 8)}.min.js`],
    ["SHA-256", `main.min.${digest("sha256", "hex")}.css`],
    ["SHA-256", `app-${digest("sha256", "base64url").slice(0, 10)}.js`],
    ["SHA-512", `app_${digest("sha512", "hex").slice(0, 20)}.js`],
  ])("prove by %s the name %s", async (name, key) => {
    const folder = folderOf({ ...index, [key]: bytes });
    expect(await evidenceIn(folder)).toEqual({ [key]: `the name has the ${name} of the bytes` });
  });

  it.each([
    ["too short", `app.${digest("md5", "hex").slice(0, 7)}.js`],
    ["part of a longer run", `app.${digest("md5", "hex").slice(0, 12)}f00.js`],
    ["behind other characters of its run", `appx${digest("md5", "hex")}.js`],
    ["of other bytes", `app.${createHash("md5").update("others").digest("hex")}.js`],
  ])("prove nothing when %s", async (_, key) => {
    expect(await evidenceIn(folderOf({ ...index, [key]: bytes }))).toEqual({});
  });
});
