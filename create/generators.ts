/** A tool that builds sites: how it is told from others, and what it makes. */
export interface Generator {
  readonly name: string;
  /** What builds the site, where package.json has no script of that name. */
  readonly build: string;
  /** Where the built site is, relative to the project. */
  readonly folder: string;
  /** As site.config.ts has it. */
  readonly urls: string;
  /** What has to be done besides. */
  readonly note?: string;
}

/** A folder that may hold a site already, as far as it tells what builds it. */
export interface SourceFolder {
  /** Whether it has a file or folder of that name. */
  has(path: string): boolean;
  /** The text of a file; undefined where there is none. */
  read(path: string): string | undefined;
  /** Names of the packages that its package.json depends on. */
  readonly packages: ReadonlySet<string>;
}

const endings = ["ts", "mts", "js", "mjs", "cjs"];
const configOf = (folder: SourceFolder, ...stems: readonly string[]) =>
  stems
    .flatMap((stem) => endings.map((ending) => folder.read(`${stem}.${ending}`)))
    .find((text) => text !== undefined) ?? "";

/** What a config says of its output folder, where that is a plain text. */
function chosen(config: string, key: string, standard: string): string {
  const folder = new RegExp(`(?:^|[\\s{,])["']?${key}["']?\\s*[:=]\\s*["'\`]([^"'\`$]+)["'\`]`, "m").exec(
    config,
  )?.[1];
  return folder?.replace(/^\.\//, "").replace(/\/+$/, "") || standard;
}

/** The more special first: Astro and VitePress depend on Vite, and so may whoever uses them. */
const detectors: readonly ((folder: SourceFolder) => Generator | undefined)[] = [
  (folder) => {
    if (!folder.packages.has("astro")) return undefined;
    const config = configOf(folder, "astro.config");
    const [, format] = /\bformat["']?\s*:\s*["'`](file|preserve)["'`]/.exec(config) ?? [];
    const urls = format === "file" ? '"html-extension"' : format === "preserve" ? '"both"' : '"directory"';
    return { name: "Astro", build: "astro build", folder: chosen(config, "outDir", "dist"), urls };
  },
  (folder) => {
    if (!folder.packages.has("vitepress")) return undefined;
    const place = ["docs/", ""].find((one) => folder.has(`${one}.vitepress`)) ?? "docs/";
    const build = place === "" ? "vitepress build" : "vitepress build docs";
    const config = configOf(folder, `${place}.vitepress/config`);
    // `guide/index.md` is linked to as /guide/, and `guide/a.md` as /guide/a.html, with cleanUrls as /guide/a.
    const urls = /cleanUrls["']?\s*:\s*true/.test(config) ? '"both"' : '"directory"';
    const built = chosen(config, "outDir", ".vitepress/dist");
    return { name: "VitePress", build, folder: `${place}${built}`, urls };
  },
  (folder) => {
    if (!folder.packages.has("@docusaurus/core")) return undefined;
    const isFiles = /trailingSlash["']?\s*:\s*false/.test(configOf(folder, "docusaurus.config"));
    const urls = isFiles ? '"html-extension"' : '"directory"';
    return { name: "Docusaurus", build: "docusaurus build", folder: "build", urls };
  },
  (folder) => {
    if (!folder.packages.has("@sveltejs/kit")) return undefined;
    const isFolders = /trailingSlash\s*=\s*["'`]always/.test(configOf(folder, "src/routes/+layout"));
    return {
      ...{ name: "SvelteKit", build: "vite build", folder: "build" },
      urls: isFolders ? '"directory"' : '"html-extension"',
      ...(!folder.packages.has("@sveltejs/adapter-static") && {
        note: "SvelteKit has to build by @sveltejs/adapter-static: two buckets serve files, and no server.",
      }),
    };
  },
  (folder) => ofPackage(folder, "nuxt", "Nuxt", "nuxt generate", ".output/public"),
  (folder) => ofPackage(folder, "gatsby", "Gatsby", "gatsby build", "public"),
  (folder) => ofPackage(folder, "hexo", "Hexo", "hexo generate", "public"),
  (folder) => {
    if (!folder.packages.has("next")) return undefined;
    const config = configOf(folder, "next.config");
    const exports = /output["']?\s*:\s*["'`]export["'`]/.test(config);
    const directories = /trailingSlash["']?\s*:\s*true/.test(config);
    return {
      ...{ name: "Next.js", build: "next build", folder: chosen(config, "distDir", "out") },
      urls: directories ? '"directory"' : '"html-extension"',
      ...(!exports && {
        note: 'next.config has to say output: "export": two buckets serve files, and no server.',
      }),
    };
  },
  (folder) => {
    if (!folder.packages.has("@11ty/eleventy")) return undefined;
    const built = chosen(configOf(folder, "eleventy.config", ".eleventy"), "output", "_site");
    return { name: "Eleventy", build: "eleventy", folder: built, urls: '"directory"' };
  },
  (folder) => {
    const file = ["hugo", "config"]
      .flatMap((stem) => ["toml", "yaml", "yml", "json"].map((ending) => `${stem}.${ending}`))
      .find((name) => folder.has(name) && /baseURL|languageCode/i.test(folder.read(name) ?? ""));
    if (file === undefined) return undefined;
    const text = folder.read(file) ?? "";
    const bare = /^publishDir:\s*([\w./-]+)/im.exec(text)?.[1];
    return {
      name: "Hugo",
      build: "hugo",
      folder: bare ?? chosen(text, "publishDir", "public"),
      urls: '"directory"',
    };
  },
  (folder) => {
    const config = folder.read("_config.yml");
    if (config === undefined || !["_posts", "_layouts", "Gemfile"].some((path) => folder.has(path)))
      return undefined;
    const built = /^destination:\s*["']?([\w./-]+)/m.exec(config)?.[1] ?? "_site";
    const [, permalink = ""] = /^permalink:\s*["']?(\S*\/:[\w]+)["']?\s*$/m.exec(config) ?? [];
    return {
      ...{ name: "Jekyll", build: "jekyll build", folder: built },
      urls: permalink === "" ? '"directory"' : '"both"',
    };
  },
  (folder) => {
    const config = folder.read("mkdocs.yml");
    if (config === undefined) return undefined;
    const built = /^site_dir:\s*["']?([\w./-]+)/m.exec(config)?.[1] ?? "site";
    return { name: "MkDocs", build: "mkdocs build", folder: built, urls: '"directory"' };
  },
  (folder) => {
    if (!folder.packages.has("vite")) return undefined;
    const built = chosen(configOf(folder, "vite.config"), "outDir", "dist");
    return { name: "Vite", build: "vite build", folder: built, urls: '"spa"' };
  },
];

function ofPackage(
  folder: SourceFolder,
  name: string,
  title: string,
  build: string,
  built: string,
): Generator | undefined {
  return folder.packages.has(name) ? { name: title, build, folder: built, urls: '"directory"' } : undefined;
}

/** What builds the site of a folder; undefined where nothing does that is known. */
export function detectGenerator(folder: SourceFolder): Generator | undefined {
  for (const detect of detectors) {
    const found = detect(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}
