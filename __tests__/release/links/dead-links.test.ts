import { expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { scanFolder } from "../../../release/scan/scan";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";

const linking = (...links: string[]) => links.map((href) => `<a href="${href}">x</a>`).join("");

/** What a scan says of links that need another style of URLs. */
async function said(files: Readonly<Record<string, string>>, changes: Partial<SiteInput> = {}) {
  const { warnings } = await scanFolder(folderOf({ "404.html": "", ...files }), siteConfig(changes));
  return warnings.filter(({ code }) => code === "RELEASE_URL_STYLE").map(({ value }) => value);
}

const asNextExports = {
  "index.html": linking("/about", "team#us"),
  "about.html": "",
  "team.html": linking("about?x"),
};
const asVitePress = { "index.html": linking("/guide/", "/about"), "guide/index.html": "", "about.html": "" };
const asHugo = { "index.html": linking("/guide/", "/about"), "guide/index.html": "", "about/index.html": "" };

it.each<
  readonly [title: string, files: Readonly<Record<string, string>>, urls: SiteInput["urls"], said: string[]]
>([
  [
    "Next's export",
    asNextExports,
    "directory",
    ['/about in index.html, and links to 1 more; urls: "html-extension" has them'],
  ],
  [
    "Next's export",
    asNextExports,
    "none",
    ['/about in index.html, and links to 1 more; urls: "html-extension" has them'],
  ],
  ["Next's export", asNextExports, "html-extension", []],
  ["Next's export", asNextExports, "both", []],
  ["VitePress' clean URLs", asVitePress, "directory", ['/about in index.html; urls: "both" has them']],
  ["VitePress' clean URLs", asVitePress, "html-extension", ['/guide/ in index.html; urls: "both" has them']],
  ["VitePress' clean URLs", asVitePress, "both", []],
  ["Hugo", asHugo, "directory", []],
  ["Hugo", asHugo, "html-extension", ['/guide/ in index.html; urls: "directory" has them']],
  ["Hugo", asHugo, "none", ['/about in index.html, and links to 1 more; urls: "directory" has them']],
  ["Hugo", asHugo, "spa", []],
])("the links of %s name the style that they are written for: %#", async (_title, files, urls, expected) => {
  expect(await said(files, { urls })).toEqual(expected);
});

it("what no style has, what is redirected, and what other servers answer is not said", async () => {
  const files = {
    "index.html": linking("/gone", "/old", "/api/users", "https://else.example/a"),
    "a.html": "",
  };
  const more = { "old.html": "", "api/users.html": "" };
  const changes: Partial<SiteInput> = {
    redirects: [{ from: "/old", to: "/a.html" }],
    origins: { api: { url: "https://api.example.com" } },
    paths: [{ path: "/api/u*", origin: "api" }],
  };
  expect(await said({ ...files, ...more })).toEqual([
    '/api/users in index.html, and links to 1 more; urls: "html-extension" has them',
  ]);
  expect(await said({ ...files, ...more }, changes)).toEqual([]);
});

it("a name in another Unicode form than what refers to it is said once", async () => {
  const [composed, apart] = ["gr\u00f6\u00dfe", "gro\u0308\u00dfe"];
  const pages = {
    "index.html": linking(`/${composed}/`, `/${composed}/#a`),
    "a.html": `<img src="${composed}.png">`,
  };
  const files = { ...pages, [`${apart}/index.html`]: "", [`${apart}.png`]: "", "caf\u00e9.html": "" };
  const { warnings } = await scanFolder(folderOf(files), siteConfig());
  expect(
    warnings
      .filter(({ code }) => code === "RELEASE_UNICODE_FORM")
      .map(({ value }) => value)
      .sort(),
  ).toEqual([`${apart}.png, to which a.html refers`, `${apart}/index.html, to which index.html refers`]);
});
