import { describe, expect, test } from "vitest";
import { detectGenerator } from "../../create/generators";

function folder(files: Readonly<Record<string, string>>, ...packages: readonly string[]) {
  return detectGenerator({
    has: (path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
    read: (path) => files[path],
    packages: new Set(packages),
  });
}

describe("what builds a site", () => {
  test.each([
    ["vite", {}, "Vite", "vite build", "dist"],
    ["astro", {}, "Astro", "astro build", "dist"],
    ["next", { "next.config.mjs": 'export default { output: "export" }' }, "Next.js", "next build", "out"],
    ["@11ty/eleventy", {}, "Eleventy", "eleventy", "_site"],
    ["@docusaurus/core", {}, "Docusaurus", "docusaurus build", "build"],
    ["@sveltejs/kit", {}, "SvelteKit", "vite build", "build"],
    ["nuxt", {}, "Nuxt", "nuxt generate", ".output/public"],
    ["gatsby", {}, "Gatsby", "gatsby build", "public"],
    ["hexo", { "_config.yml": "title: a", Gemfile: "" }, "Hexo", "hexo generate", "public"],
    [
      "vitepress",
      { "docs/.vitepress/config.ts": "" },
      "VitePress",
      "vitepress build docs",
      "docs/.vitepress/dist",
    ],
    ["vitepress", { ".vitepress/config.ts": "" }, "VitePress", "vitepress build", ".vitepress/dist"],
  ])("%s", (name, files, title, build, built) => {
    expect(folder(files, name, "vite")).toMatchObject({ name: title, build, folder: built });
  });

  test.each([
    ["hugo.toml", 'baseURL = "https://example.org/"\n', "public"],
    ["config.yaml", "baseURL: https://example.org/\npublishDir: out\n", "out"],
  ])("Hugo has no package, and a file of its own: %s", (file, text, built) => {
    expect(folder({ [file]: text })).toMatchObject({ name: "Hugo", build: "hugo", folder: built });
  });

  test.each([
    [{ "_config.yml": "title: a\n", "_posts/a.md": "" }, "Jekyll", "jekyll build", "_site"],
    [{ "_config.yml": "destination: ./out\n", Gemfile: "" }, "Jekyll", "jekyll build", "./out"],
    [{ "mkdocs.yml": "site_name: a\nsite_dir: public\n" }, "MkDocs", "mkdocs build", "public"],
  ])("no package is needed for %j", (files, name, build, built) => {
    expect(folder(files)).toMatchObject({ name, build, folder: built });
  });

  test.each<readonly [name: string, config: string, text: string, urls: string]>([
    ["vitepress", ".vitepress/config.mts", "", '"directory"'],
    ["vitepress", ".vitepress/config.mts", "export default { cleanUrls: true }", '"both"'],
    ["@docusaurus/core", "docusaurus.config.js", "trailingSlash: true", '"directory"'],
    ["@docusaurus/core", "docusaurus.config.js", "trailingSlash: false", '"html-extension"'],
    ["astro", "astro.config.mjs", 'build: { format: "file" }', '"html-extension"'],
    ["astro", "astro.config.mjs", "build: { format: 'preserve' }", '"both"'],
    ["@sveltejs/kit", "svelte.config.js", "", '"html-extension"'],
    ["@sveltejs/kit", "src/routes/+layout.ts", 'export const trailingSlash = "always";', '"directory"'],
    ["jekyll", "_config.yml", "permalink: pretty", '"directory"'],
    ["jekyll", "_config.yml", "permalink: /:categories/:title", '"both"'],
    ["jekyll", "_config.yml", "permalink: /:categories/:title/", '"directory"'],
    ["jekyll", "_config.yml", "permalink: /:title.html", '"directory"'],
  ])("the URLs of %s with %s %j are those that its links have", (name, file, text, urls) => {
    expect(folder({ [file]: text, Gemfile: "" }, name)?.urls).toBe(urls);
  });

  test("is not known of a config.yaml of somebody else, nor of an empty folder", () => {
    expect(folder({ "config.yaml": "port: 80\n" })).toBeUndefined();
    expect(folder({})).toBeUndefined();
  });

  test("builds into the folder that its config names", () => {
    const vite = 'export default defineConfig({ build: { outDir: "./build/web/" } })';
    expect(folder({ "vite.config.ts": vite }, "vite")?.folder).toBe("build/web");
    const eleventy = 'module.exports = { dir: { input: "src", output: "www" } }';
    expect(folder({ ".eleventy.js": eleventy }, "@11ty/eleventy")?.folder).toBe("www");
  });

  test("is told that Next has to export, unless it does", () => {
    expect(folder({}, "next")?.note).toMatch(/output: "export"/);
    expect(
      folder({ "next.config.js": "module.exports = { output: 'export' }" }, "next")?.note,
    ).toBeUndefined();
  });
});
