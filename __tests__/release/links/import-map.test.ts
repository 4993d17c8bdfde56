import { describe, expect, it } from "vitest";
import { ImportMaps, resolveSpecifier } from "../../../release/links/import-map";

const page = "https://site.invalid/docs/index.html";
const module = "https://site.invalid/app/main.js";

function resolved(specifier: string, map: unknown, from = module): string | undefined {
  const read = new ImportMaps().add(JSON.stringify(map), page);
  return resolveSpecifier(specifier, from, read)?.replace("https://site.invalid", "");
}

describe("resolveSpecifier", () => {
  it.each([
    ["./a.js", "/app/a.js"],
    ["../a.js", "/a.js"],
    ["/a.js", "/a.js"],
    ["https://cdn.example/a.js", "https://cdn.example/a.js"],
    ["lit", undefined],
    ["@scope/lit", undefined],
  ])("without a map, %s is %s", (specifier, expected) => {
    expect(resolveSpecifier(specifier, module)?.replace("https://site.invalid", "")).toBe(expected);
  });

  const imports = {
    lit: "/vendor/lit.js",
    "lit/": "/vendor/lit/",
    "lit/deep/": "./deep/",
    "/app/a.js": "/app/a.1f2e3d4c.js",
    "./b.js": "/docs/b2.js",
    bare: "vendor/bare.js",
    "bad/": "/not-a-folder",
    none: null,
  };
  it.each([
    ["lit", "/vendor/lit.js"],
    ["lit/html.js", "/vendor/lit/html.js"],
    ["lit/deep/x.js", "/docs/deep/x.js"],
    ["lit/../../escape.js", undefined],
    ["./a.js", "/app/a.1f2e3d4c.js"],
    ["../docs/b.js", "/docs/b2.js"],
    ["./c.js", "/app/c.js"],
    ["bare", undefined],
    ["bad/x.js", undefined],
    ["none", undefined],
    ["other", undefined],
  ])("by the page's map, %s is %s", (specifier, expected) => {
    expect(resolved(specifier, { imports })).toBe(expected);
  });

  it("asks the most specific scope first, then the others and the imports of all", () => {
    const map = {
      imports: { a: "/a.js", b: "/b.js" },
      scopes: { "/app/": { a: "/a1.js", c: "/c1.js" }, "/app/sub/": { a: "/a2.js" } },
    };
    const from = "https://site.invalid/app/sub/x.js";
    expect(["a", "b", "c"].map((name) => resolved(name, map, from))).toEqual(["/a2.js", "/b.js", "/c1.js"]);
    expect(resolved("a", map, "https://site.invalid/x.js")).toBe("/a.js");
  });
});

describe("ImportMaps", () => {
  it("keep one copy of what pages share", () => {
    const maps = new ImportMaps();
    const text = '{"imports":{"a":"/a.js"}}';
    expect(maps.add(text, page)).toBe(maps.add(text, "https://site.invalid/other.html"));
    maps.add('{"imports":{"a":"./a.js"}}', page);
    expect(maps.all).toHaveLength(2);
  });

  it.each(["", "{", "null", "1", '{"imports":1,"scopes":null}'])("pass over %j", (text) => {
    const map = new ImportMaps().add(text, page);
    expect(resolveSpecifier("a", module, map)).toBeUndefined();
  });
});
