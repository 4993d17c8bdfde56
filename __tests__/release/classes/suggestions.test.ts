import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { planOf } from "../../../release";
import { suggestedPaths } from "../../../release/classes/suggestions";
import { folderOf } from "../../support/release/folder";
import { releaseWorld, siteConfig } from "../../support/release/world";

function linesFor(keys: readonly string[], site: Partial<SiteInput> = {}, proven: readonly string[] = []) {
  const files = keys.map((key) => ({ key, ...(proven.includes(key) && { evidence: "proven" }) }));
  return suggestedPaths(files, siteConfig(site)).map(({ value }) => value);
}

const vite = ["assets/index-DiwrgTda.js", "assets/index-B4_x-Ab1.css", "index.html", "logo.png"];

describe("paths that a release suggests", () => {
  it("are a folder whose names all look hashed, as a line for the config", () => {
    expect(linesFor(vite)).toEqual([
      '{ path: "/assets/*", mode: "immutable" }: 2 files such as assets/index-DiwrgTda.js',
    ]);
  });

  it("are the folder above, if all below it do", () => {
    const keys = ["static/js/a.3f2a9c1b.js", "static/css/a.3f2a9c1b.css", "static/js/b.0f9e8d7c.js"];
    expect(linesFor(keys)[0]).toContain('{ path: "/static/*"');
    expect(linesFor([...keys, "static/font.woff"])).toEqual([
      expect.stringContaining('{ path: "/static/js/*"'),
    ]);
  });

  it("are an extension for names in no folder, unless another name has it", () => {
    const keys = ["main-HOJAGVUX.js", "chunk-GAJQDHCE.js"];
    expect(linesFor(keys)).toEqual([expect.stringContaining('{ path: "/*.js"')]);
    expect(linesFor([...keys, "vendor/Object3D.js"])).toEqual([]);
  });

  it.each<readonly [why: string, lines: readonly string[]]>([
    ["names are proven", linesFor(vite, {}, vite)],
    ["one name has no hash", linesFor([...vite, "assets/logo.png"])],
    ["there is one name alone", linesFor(vite.slice(1))],
    [
      "the config has a path for them",
      linesFor(vite, { cache: { paths: [{ path: "/assets/*", mode: "origin" }] } }),
    ],
    ["the config calls everything immutable", linesFor(vite, { cache: { default: { mode: "immutable" } } })],
  ])("are none where %s", (_, lines) => {
    expect(lines).toEqual([]);
  });

  it("are warnings of its plan", async () => {
    const folder = folderOf(Object.fromEntries(vite.map((key) => [key, key])));
    const { warnings } = await planOf(folder, releaseWorld().context);
    expect(warnings.map(({ code, value }) => `${code} ${value}`)).toEqual([
      expect.stringContaining('RELEASE_LOOKS_HASHED { path: "/assets/*", mode: "immutable" }: 2 files'),
    ]);
  });
});
