#!/usr/bin/env node
// Sites that others' generators build, taken up by `npx outlast init` from the packed tarballs: `npm run test:generators`.
// Each is begun by the generator's own starter where npm has one, built for real, and rehearsed at its pages' URLs. It asks
// the registry, and wants Hugo on PATH, so npm test does without. Names of generators behind it are the only ones that are
// tried.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beginOnNode, page, rehearsing, run, withPackages } from "./packed.mjs";

/** Files of a site, and the packages that it is made of. */
const site =
  (files, ...packages) =>
  (folder) => {
    mkdirSync(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    if (packages.length === 0) return;
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
    run(folder, ["npm", "install", "--no-audit", "--no-fund", ...packages]);
  };

/** What the generator's own starter writes. */
const starter = (words) => (folder) => run(dirname(folder), ["npx", "--yes", ...words], { CI: "1" });

const front = "---\ntitle: T\n---\n";
const layout = "<!doctype html><title>T</title>{{ .Content }}";

/** By name: how a site of it is begun, and what its URLs answer: a text of the page, or a status. */
const generators = {
  vite: {
    begin: starter(["create-vite@9", "vite", "--template", "vanilla", "--no-interactive"]),
    // An application whose paths are its own: each is answered by its one page.
    pages: { "/": 'type="module"', "/anywhere/else": 'type="module"' },
  },
  astro: {
    begin: site({ "src/pages/index.astro": "<h1>Home</h1>", "src/pages/about.md": "# About" }, "astro@7"),
    pages: { "/": "Home", "/about/": "About", "/nowhere/": 404 },
  },
  next: {
    // Its starter wants fonts from elsewhere.
    begin: site(
      {
        "next.config.mjs": 'export default { output: "export" };',
        "app/layout.js": 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
        "app/page.js": "export default () => <h1>Home</h1>;",
        "app/about/page.js": "export default () => <h1>About</h1>;",
      },
      ...["next@16", "react@19", "react-dom@19"],
    ),
    pages: { "/": "Home", "/about": "About", "/nowhere": 404 },
  },
  eleventy: {
    begin: site(
      { "index.md": "# Home", "about.md": "# About", ".eleventyignore": "README.md\n" },
      "@11ty/eleventy@3",
    ),
    pages: { "/": "Home", "/about/": "About", "/nowhere/": 404 },
  },
  docusaurus: {
    begin: starter([
      "create-docusaurus@3",
      "docusaurus",
      "classic",
      "--javascript",
      "--package-manager",
      "npm",
    ]),
    pages: { "/": "Docusaurus", "/docs/intro/": "Tutorial Intro", "/nowhere/": 404 },
  },
  vitepress: {
    begin: site({ "docs/index.md": "# Home", "docs/about.md": "# About" }, "vitepress@1"),
    // Without cleanUrls its own links lead to files.
    pages: { "/": "Home", "/about.html": "About", "/nowhere.html": 404 },
  },
  hugo: {
    begin: site({
      "hugo.toml": 'baseURL = "https://www.example.com/"\ntitle = "T"\n',
      "content/_index.md": `${front}Home`,
      "content/about.md": `${front}About`,
      "layouts/index.html": layout,
      "layouts/_default/single.html": layout,
    }),
    pages: { "/": "Home", "/about/": "About", "/nowhere/": 404 },
  },
};
const asked = process.argv.slice(2);

// The newest of them want it.
beginOnNode("22");

await withPackages(async ({ folder, outlast }) => {
  for (const [name, { begin, pages }] of Object.entries(generators)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const project = join(folder, name);
    begin(project);
    const said = run(project, [
      "npx",
      "--yes",
      "-p",
      outlast,
      "outlast",
      "init",
      "--yes",
      "--outlast",
      `file:${outlast}`,
    ]);
    console.log(said.split("\n")[0]);
    run(project, ["npm", "install", "--no-audit", "--no-fund"]);
    run(project, ["npm", "run", "build"]);
    await rehearsing(project, [], async ({ url }) => {
      for (const [path, expected] of Object.entries(pages)) {
        const text = await page(new URL(path, url), typeof expected === "number" ? expected : 200);
        if (typeof expected === "string" && !text.includes(expected))
          throw new Error(`${name}: ${path} answers without "${expected}"`);
      }
    });
    console.log(`${name}: ${Object.keys(pages).join(", ")}`);
  }
});
