import { describe, expect, it } from "vitest";
import { scriptReferences } from "../../../release/links/scripts";

describe("scriptReferences", () => {
  it("finds each form of a static import, and literal dynamic ones", async () => {
    const { imports } = await scriptReferences(`import "./a.js"; import b, { c } from './b.js';
      export * from "./c.js"; export { d } from "./d.js"; import json from "./e.json" with { type: "json" };
      import("./f.js"); import(\`./g.js\`); if (true) { await import("./h.js", {}); }`);
    expect(imports.map(({ specifier, isStatic }) => (isStatic ? specifier : `${specifier} perhaps`))).toEqual(
      [
        "./a.js",
        "./b.js",
        "./c.js",
        "./d.js",
        "./e.json",
        "./f.js perhaps",
        "./g.js perhaps",
        "./h.js perhaps",
      ],
    );
  });

  it.each([
    ["what is made up when it runs", 'import("./a" + x); import(`./${x}.js`); new URL(x, import.meta.url)'],
    [
      "comments, texts and regular expressions",
      '// import "./a.js"\nx = "import(\'./b.js\')"; /import(".")/',
    ],
    ["members of that name", 'loader.import("./a.js"); exports.b = 1'],
    ["require, which no browser has", 'const a = require("./a.js"); module.exports = { import: a }'],
    ["TypeScript, templates and other things that are no script", "import { a from './b.js' {{ import }}"],
    ["an unfinished script", 'import "./a.js"; let a = {'],
  ])("finds nothing in %s", async (_, code) => {
    expect(await scriptReferences(code)).toEqual({ imports: [], urls: [] });
  });

  it("finds the literals that are resolved against the module's own address", async () => {
    const { urls } =
      await scriptReferences(`new Worker(new URL("./a.js", import.meta.url), { type: "module" });
      const b = new URL('b.wasm',import.meta.url).href; fetch(new URL(\`c.json\`, import.meta.url,));
      new URL("https://d.example"); new URL("e.js", import.meta.env); other("f.js", import.meta.url);
      /* new URL("g.js", */ x(import.meta.url); new URL("h.js", import.meta.url + "/");`);
    expect(urls).toEqual(["./a.js", "b.wasm", "c.json"]);
  });
});
