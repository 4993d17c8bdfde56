import { expect, it } from "vitest";
import { checkFolder, tightestOfFolder } from "../../../release/csp/folder";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";
import { snippets } from "./corpus";

/** Sources of a policy, by directive. */
function directivesOf(policy: string): Map<string, string> {
  return new Map(policy.split("; ").map((part) => [part.split(" ")[0] as string, `${part} `]));
}

const withHashes = siteConfig({ headers: { inlineHashes: false } });

it.each(snippets)(
  "lets $what in, and passes its own check",
  async ({ files, html, isBesidePage = false, needs, without = [] }) => {
    const folder = folderOf({ ...files, "index.html": html });
    const { policy } = await tightestOfFolder(folder, withHashes);
    const found = directivesOf(policy);
    for (const [directive, source] of needs) expect(found.get(directive) ?? "").toContain(` ${source}`);
    for (const source of without) expect(policy).not.toContain(source);
    const headers = { contentSecurityPolicy: policy, inlineHashes: false };
    expect(await checkFolder(folder, siteConfig({ headers }))).toEqual([]);
    const stable = await tightestOfFolder(folder, siteConfig());
    expect(stable.policy.includes("'sha256-")).toBe(isBesidePage);
    expect(
      await checkFolder(folder, siteConfig({ headers: { contentSecurityPolicy: stable.policy } })),
    ).toEqual([]);
  },
);

it.each([
  [
    "a style sheet of elsewhere",
    '<link rel="stylesheet" href="https://cdn.example/a.css">',
    /^style sheets of other hosts .*: https:\/\/cdn.example\/a.css$/,
  ],
  [
    "a script of elsewhere",
    '<script src="https://cdn.example/a.js"></script>',
    /^scripts of other hosts .*: https:\/\/cdn.example\/a.js$/,
  ],
  [
    "addresses that a script puts together",
    "<script>fetch(host + path)</script>",
    /^scripts put addresses together .*: index.html \(inline\)$/,
  ],
  [
    "code of texts",
    '<script>new Function("return this")()</script>',
    /^scripts make code of texts.*: index.html \(inline\)$/,
  ],
  [
    "a script that cannot be parsed",
    "<script>a b c</script>",
    /^scripts that .* cannot be parsed .*: index.html \(inline\)$/,
  ],
  [
    "event handlers that are put together",
    "<script>el.innerHTML = '<a onclick=\"go(' + id + ')\">'</script>",
    /^scripts make event handlers while they run.*: index.html \(inline\)$/,
  ],
  [
    "styles that scripts insert",
    '<script>document.createElement("style")</script>',
    /^scripts insert style elements .*: index.html \(inline\)$/,
  ],
  [
    "a policy of a page's own",
    `<meta http-equiv="Content-Security-Policy" content="img-src 'self'">`,
    /^pages carry a policy of their own.*: index.html$/,
  ],
])("says what it could not read: %s", async (_, html, line) => {
  const { unread } = await tightestOfFolder(folderOf({ "index.html": html }), siteConfig());
  expect(unread).toEqual([expect.stringMatching(line)]);
});

it("has a word in place of more styles than a policy has room for, and no room for as many handlers", async () => {
  const texts = Array.from({ length: 200 }, (_, at) => `<p style="top:${at}px" onclick="go(${at})">`);
  const site = {
    "index.html": '<p style="a:b"><script src="/index.js"></script>',
    "index.js": JSON.stringify(texts),
  };
  const { policy, tooLong, unread } = await tightestOfFolder(folderOf(site), siteConfig());
  expect([tooLong, policy.includes("sha256-"), directivesOf(policy).get("style-src")]).toEqual([
    false,
    false,
    "style-src 'self' 'unsafe-inline' ",
  ]);
  expect(unread).toEqual([
    expect.stringMatching(/^scripts insert style elements or attributes.*: index.js$/),
    expect.stringMatching(/^scripts make event handlers.*: index.js$/),
  ]);
});

it("names the first of many places", async () => {
  const pages = Array.from({ length: 5 }, (_, at) => [`${at}.html`, `<script>fetch(a + ${at})</script>`]);
  const { unread } = await tightestOfFolder(folderOf(Object.fromEntries(pages)), siteConfig());
  expect(unread).toEqual([
    expect.stringMatching(/: 0.html \(inline\), 1.html \(inline\), 2.html \(inline\) and 2 more$/),
  ]);
});
