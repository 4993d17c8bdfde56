import { createHash } from "node:crypto";
import { symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { OutlastError } from "../../../errors/outlast-error";
import { scanFolder } from "../../../release/scan/scan";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";

const site = siteConfig();
const index = { "index.html": "<p>hello</p>" };

async function problemsOf(folder: string): Promise<string[]> {
  const error = await scanFolder(folder, site).catch((reason: unknown) => reason);
  return error instanceof OutlastError ? error.problems.map(({ code, value }) => `${code} ${value}`) : [];
}

const bad: readonly (readonly [title: string, make: () => string, expected: readonly RegExp[]])[] = [
  ["a folder that is not there", () => join(folderOf({}), "gone"), [/^RELEASE_FOLDER_MISSING .*gone$/]],
  ["a file in place of a folder", () => join(folderOf(index), "index.html"), [/^RELEASE_FOLDER_MISSING/]],
  ["an empty folder", () => folderOf({}), [/^RELEASE_FOLDER_EMPTY/]],
  [
    "a folder of nothing but litter",
    () => folderOf({ ".DS_Store": "", "a/Thumbs.db": "" }),
    [/^RELEASE_FOLDER_EMPTY/],
  ],
  ["no index document", () => folderOf({ "a.html": "" }), [/^RELEASE_NO_INDEX index.html$/]],
  [
    "keys that differ in Unicode form alone",
    () => folderOf({ ...index, "caf\u00e9.png": "1", "cafe\u0301.png": "2" }),
    [/^RELEASE_KEY_COLLISION/],
  ],
  [
    "a control character",
    () => folderOf({ ...index, "a\u0007.txt": "" }),
    [/^RELEASE_KEY_CHARACTERS "a\\u0007.txt"$/],
  ],
  ["a backslash", () => folderOf({ ...index, "a\\b.txt": "" }), [/^RELEASE_KEY_CHARACTERS/]],
  [
    "a key of more than 1,024 bytes",
    () => folderOf({ ...index, ...longKey(1025) }),
    [/^RELEASE_KEY_TOO_LONG .*\(1025 bytes\)$/],
  ],
  [
    "the health documents' place",
    () => folderOf({ ...index, ".well-known/outlast/primary": "" }),
    [/^RELEASE_KEY_RESERVED .well-known\/outlast$/],
  ],
  ["a link out of the folder", () => linked("../outside.txt"), [/^RELEASE_LINK_OUTSIDE link -> /]],
  [
    "a link to the folder that it is in",
    () => linked("."),
    [/^RELEASE_LINK_FOLDER link -> \., which it is in$/],
  ],
  [
    "a link to a folder outside",
    () => linked("../elsewhere"),
    [/^RELEASE_LINK_OUTSIDE link -> .*elsewhere$/],
  ],
  [
    "links to each other's folders",
    () => withLinks({ ...index, "a/x": "", "b/y": "" }, { "a/to-b": "../b", "b/to-a": "../a" }),
    [
      /^RELEASE_LINK_FOLDER b\/to-a\/to-b -> b, which it is in$/,
      /^RELEASE_LINK_FOLDER a\/to-b\/to-a -> a, which it is in$/,
    ],
  ],
  [
    "links that double each other",
    () => {
      const levels = Array.from({ length: 11 }, (_, level) => `l${level}`);
      const links = levels.slice(1).flatMap((level, at) => [
        [`l${at}/one`, `../${level}`],
        [`l${at}/two`, `../${level}`],
      ]);
      const files = Object.fromEntries(levels.map((level) => [`${level}/file`, ""]));
      return withLinks({ ...index, ...files }, Object.fromEntries(links));
    },
    [/^RELEASE_LINK_FOLDER \d+ folders are reached through links$/],
  ],
  ["a link to nothing", () => linked("nothing"), [/^RELEASE_FILE_UNREADABLE link \(ENOENT\)$/]],
  [
    "several of them, all at once",
    () => folderOf({ "\u00e9.txt": "", "e\u0301.txt": "", "b\u0001": "" }),
    [/^RELEASE_KEY_CHARACTERS/, /^RELEASE_KEY_COLLISION/, /^RELEASE_NO_INDEX/],
  ],
];

function longKey(bytes: number): Record<string, string> {
  const folder = `${"d".repeat(200)}/`.repeat(5);
  return { [folder + "f".repeat(bytes - folder.length)]: "" };
}

function linked(target: string): string {
  const files = { "site/index.html": "", "outside.txt": "secret", "elsewhere/secret.txt": "" };
  return join(withLinks(files, { "site/link": target }), "site");
}

function withLinks(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): string {
  const folder = folderOf(files);
  for (const [link, target] of Object.entries(links)) symlinkSync(target, join(folder, link));
  return folder;
}

async function keysOf(folder: string): Promise<string[]> {
  return (await scanFolder(folder, site)).files.map(({ key }) => key);
}

describe("scanFolder", () => {
  it.each(bad)("refuses %s", async (_, make, expected) => {
    const problems = await problemsOf(make());
    expect(problems).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it("refuses a file that S3 would not take in one part, without reading it", async () => {
    const folder = folderOf({ ...index, "film.mp4": "" });
    truncateSync(join(folder, "film.mp4"), 5 * 1024 ** 3 + 1);
    expect(await problemsOf(folder)).toEqual(["RELEASE_FILE_TOO_LARGE film.mp4 (5368709121 bytes)"]);
  });

  it("reads the references of a page of any size", async () => {
    const page = `<!--${"x".repeat(5 * 1024 * 1024)}--><img src=a.png>`;
    const { files } = await scanFolder(folderOf({ "index.html": page, "a.png": "" }), site);
    expect(files[1]?.uses).toEqual(["a.png"]);
  });

  it("takes names with spaces, plus and percent signs, Unicode, the longest key, and empty files", async () => {
    const names = [
      "a b.txt",
      "a+b.txt",
      "100%25.txt",
      "größe/日本.txt",
      Object.keys(longKey(1024))[0] as string,
    ];
    const folder = folderOf({ ...index, ...Object.fromEntries(names.map((name) => [name, ""])) });
    const { files } = await scanFolder(folder, site);
    expect(files.map(({ key }) => key)).toEqual([...names, "index.html"].sort());
  });

  it("leaves out dotfiles but for .well-known, litter, and what .outlastignore lists", async () => {
    const folder = folderOf({
      ...index,
      ".git/config": "",
      ".well-known/security.txt": "",
      ".outlastignore": "# drafts\n*.map\ndrafts/\ndocs/private.html\n",
      "app.js.map": "",
      "a/b.css.map": "",
      "drafts/a.html": "",
      "docs/private.html": "",
      "docs/index.html": "",
    });
    const { files } = await scanFolder(folder, site);
    expect(files.map(({ key }) => key)).toEqual([
      ".well-known/security.txt",
      "docs/index.html",
      "index.html",
    ]);
  });

  it("follows a link to a file of the folder", async () => {
    const folder = folderOf(index);
    symlinkSync("index.html", join(folder, "copy.html"));
    const { files } = await scanFolder(folder, site);
    expect(new Set(files.map(({ md5 }) => md5)).size).toBe(1);
  });

  it("gives the MD5 and SHA-256 of small and of streamed files", async () => {
    const large = new Uint8Array(5 * 1024 * 1024).fill(97);
    const { files } = await scanFolder(folderOf({ "index.html": "abc", "large.bin": large }), site);
    expect(files.map(({ key, size, md5 }) => [key, size, md5])).toEqual([
      ["index.html", 3, "900150983cd24fb0d6963f7d28e17f72"],
      ["large.bin", large.length, createHash("md5").update(large).digest("hex")],
    ]);
    expect(files[0]?.sha256).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("knows what each page uses, and warns of what it loads that is not there", async () => {
    const folder = folderOf({
      "index.html": '<img src="/a.png"><script src=gone.js></script><a href="docs/">docs</a>',
      "a.png": "",
      "docs/index.html": "",
    });
    const { files, warnings } = await scanFolder(folder, site);
    expect(files.find(({ key }) => key === "index.html")?.uses).toEqual(["a.png"]);
    expect(warnings.map(({ code, value }) => [code, value])).toEqual([
      ["RELEASE_REFERENCE_MISSING", "index.html: gone.js"],
    ]);
  });

  /** What each file uses, by its key; files that use nothing are left out. */
  async function usesIn(files: Readonly<Record<string, string | Uint8Array>>) {
    const scan = await scanFolder(folderOf({ ...index, ...files }), site);
    return {
      uses: Object.fromEntries(
        scan.files.filter(({ uses }) => uses.length > 0).map(({ key, uses }) => [key, uses]),
      ),
      warnings: scan.warnings.map(({ value }) => value),
    };
  }

  it("knows what scripts and inline scripts import, each relative to where it stands", async () => {
    const { uses } = await usesIn({
      "app/main.js": 'import "./part.js"; import("../lazy.js"); new URL("./core.wasm", import.meta.url)',
      "app/part.js": "export {}",
      "app/core.wasm": "",
      "lazy.js": "",
      "docs/index.html": '<base href="/app/"><script type=module>import "./part.js"</script>',
      "docs/old.html": '<script>import("/lazy.js")</script>',
    });
    expect(uses).toEqual({
      "app/main.js": ["app/core.wasm", "app/part.js", "lazy.js"],
      "docs/index.html": ["app/part.js"],
      "docs/old.html": ["lazy.js"],
    });
  });

  it("goes by the import maps of the pages, in modules of any of them and in a page's own scripts", async () => {
    const { uses, warnings } = await usesIn({
      "a.html": '<script type=importmap>{"imports":{"lib":"/lib1.js","x":"/gone.js"}}</script>',
      "b.html": `<script type=importmap>{"imports":{"lib":"./lib2.js"}}</script>
        <script type=module>import "lib"</script>`,
      "c.html": '<script type=module>import "lib"</script>',
      "main.js": 'import "lib"; import "unmapped"; import "x"',
      "lib1.js": "",
      "lib2.js": "",
    });
    expect(uses).toEqual({ "b.html": ["lib2.js"], "main.js": ["lib1.js", "lib2.js"] });
    expect(warnings).toEqual(["main.js: x"]);
  });

  it("warns of modules that have to be there, not of what a script may never ask for", async () => {
    const { warnings } = await usesIn({
      "a.js":
        'import "./gone.js"; import "https://cdn.example/x.js"; import("./perhaps.js"); new URL("../", import.meta.url)',
    });
    expect(warnings).toEqual(["a.js: ./gone.js"]);
  });

  it("never takes a page for something that a script loads: the page loads the script", async () => {
    const { uses } = await usesIn({
      "a.html": "<script type=module src=a.js></script>",
      "a.js": 'new URL("./a.html", import.meta.url); import("./")',
    });
    expect(uses).toEqual({ "a.html": ["a.js"] });
  });

  it("reads web app manifests, under each of their names", async () => {
    const manifest = JSON.stringify({ start_url: "/", icons: [{ src: "icon.png" }] });
    const { uses } = await usesIn({
      "site.webmanifest": manifest,
      "app/manifest.json": manifest,
      "icon.png": "",
      "app/icon.png": "",
      "data.json": manifest,
    });
    expect(uses).toEqual({ "site.webmanifest": ["icon.png"], "app/manifest.json": ["app/icon.png"] });
  });

  it("takes any script there is, and leaves those of more than 4 MiB unread, packed or not", async () => {
    const large = `import "./a.js"; //${"x".repeat(4 * 1024 * 1024)}`;
    const { uses, warnings } = await usesIn({
      "broken.js": 'import "./a.js" from {',
      "large.js": large,
      "packed.js": gzipSync(large),
      "a.js": "",
    });
    expect(uses).toEqual({});
    expect(warnings).toEqual([expect.stringMatching(/^packed.js: is gzip/)]);
  });

  it("puts a page above those that it tells browsers to prerender", async () => {
    const rules = '<script type=speculationrules>{"prerender":[{"urls":["b.html"]}]}</script>';
    const { files } = await scanFolder(folderOf({ ...index, "a.html": rules, "b.html": "" }), site);
    expect(files.map(({ key, level }) => `${key} ${level}`)).toEqual([
      "a.html 1",
      "b.html 0",
      "index.html 0",
    ]);
  });

  it("warns of an error page that is not there", async () => {
    const strict = siteConfig({ errorPages: {} });
    const { warnings } = await scanFolder(folderOf(index), strict);
    expect(warnings.map(({ code, value }) => [code, value])).toEqual([["RELEASE_NO_ERROR_PAGE", "404.html"]]);
  });

  it("follows a link to a folder inside, by whatever way it gets there, and finds what is in it under both names", async () => {
    const files = { ...index, "v1/a.html": "1", "v2/a.html": "2", "v2/deep/b.html": "" };
    const folder = withLinks(files, { latest: "v2", stable: "latest", "v1/next": "../v2/deep" });
    expect(await keysOf(folder)).toEqual([
      "index.html",
      "latest/a.html",
      "latest/deep/b.html",
      "stable/a.html",
      "stable/deep/b.html",
      "v1/a.html",
      "v1/next/b.html",
      "v2/a.html",
      "v2/deep/b.html",
    ]);
  });

  it.each(["latest", "latest/", "/latest", "lat*"])(
    "leaves a linked folder out by the line %s",
    async (line) => {
      const folder = withLinks({ ...index, "v2/a.html": "", ".outlastignore": line }, { latest: "v2" });
      expect(await keysOf(folder)).toEqual(["index.html", "v2/a.html"]);
    },
  );

  it("asks nothing of a link that is left out, wherever it leads", async () => {
    const folder = withLinks(
      { ...index, ".outlastignore": "out\nself\nnowhere" },
      {
        out: "/",
        self: ".",
        nowhere: "nothing",
      },
    );
    expect(await keysOf(folder)).toEqual(["index.html"]);
  });

  it("warns of keys that differ in case alone", async () => {
    const { warnings } = await scanFolder(folderOf({ ...index, "Foo.html": "1", "foo.html": "2" }), site);
    expect(warnings.map(({ code, value }) => [code, value])).toEqual([
      ["RELEASE_KEY_CASE", "Foo.html, foo.html"],
    ]);
  });

  it("says how visitors get each file, and where one contradicts itself", async () => {
    const folder = folderOf({
      ...index,
      "old.html": Buffer.from("<meta charset=iso-8859-1>caf\xe9", "latin1"),
      "odd.html": "<meta charset=iso-8859-1>café",
      "app.js.gz": gzipSync("import './gone.js'"),
      "large.txt": Buffer.alloc(5 * 1024 * 1024, "é"),
    });
    const { files, warnings } = await scanFolder(folder, site);
    expect(Object.fromEntries(files.map(({ key, served }) => [key, served]))).toEqual({
      "index.html": { contentType: "text/html; charset=utf-8" },
      "old.html": { contentType: "text/html; charset=iso-8859-1" },
      "odd.html": { contentType: "text/html" },
      "app.js.gz": { contentType: "text/javascript; charset=utf-8", contentEncoding: "gzip" },
      "large.txt": { contentType: "text/plain; charset=utf-8" },
    });
    expect(warnings.map(({ code, value }) => [code, value])).toEqual([
      ["RELEASE_TYPE_CONTRADICTED", "odd.html: says iso-8859-1, and is UTF-8"],
    ]);
  });
});

it("reads a page that was compressed where it lies, and what is in it", async () => {
  const folder = folderOf({
    "index.html": gzipSync("<link rel=stylesheet href=a.css><a href=docs>"),
    "a.css": gzipSync("p { background: url(p.png) }"),
    "p.png": "p",
    docs: "<!doctype html><a href=part><p>",
    part: "<!doctype html><p>",
  });
  const { files, warnings } = await scanFolder(folder, siteConfig({ urls: "none" }));
  expect(files.map(({ key, level, uses }) => [key, level, uses])).toEqual([
    ["a.css", 0, ["p.png"]],
    ["docs", 1, []],
    ["index.html", 0, ["a.css"]],
    ["p.png", 0, []],
    ["part", 0, []],
  ]);
  const contradicted = warnings.filter(({ code }) => code === "RELEASE_TYPE_CONTRADICTED");
  expect(contradicted.map(({ value }) => value)).toEqual([
    "a.css: is gzip, which its name does not say, and is sent as such",
    "index.html: is gzip, which its name does not say, and is sent as such",
  ]);
});

describe("a build's _redirects and _headers", () => {
  const netlify = siteConfig({ content: { netlifyFiles: true } });

  it("are not published, and nothing is said of them, where the config reads them", async () => {
    const folder = folderOf({ ...index, "404.html": "", _redirects: "/a /b", _headers: "/*\n  X-One: 1" });
    const { files, warnings } = await scanFolder(folder, netlify);
    expect([files.map(({ key }) => key), warnings]).toEqual([["404.html", "index.html"], []]);
  });

  it("keep a folder from being released with a line that the next deployment could not honour", async () => {
    const folder = folderOf({ ...index, _redirects: "/a /b 200\n/index.html /c" });
    const error = await scanFolder(folder, netlify).catch((reason: unknown) => reason);
    const problems = error instanceof OutlastError ? error.problems : [];
    expect(problems.map(({ code, value }) => `${code} ${value}`)).toEqual([
      "RELEASE_NETLIFY_FILE _redirects:1: /a /b 200",
      "RELEASE_NETLIFY_FILE _redirects:2: /index.html /c",
    ]);
  });
});
