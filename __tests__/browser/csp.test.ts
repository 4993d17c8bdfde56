import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browsedCsp, withFolder } from "../../rehearsal/session/browser/browsed-csp";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { Visitor } from "../../rehearsal/session/browser/visitor";
import { rehearsedSites } from "../rehearsal/session/support/served";
import { folderOf } from "../support/release/folder";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const regions = { primary: "eu-central-1", replica: "eu-west-1" };

function siteOf(files: Readonly<Record<string, string>>) {
  const [site] = rehearsedSites({ name: "docs", regions });
  if (site?.config === undefined) throw new Error("the site has no config");
  return withFolder(site, site.config, folderOf({ "404.html": "", ...files }));
}

/** What no reader finds: every name is put together. */
const hidden = `
const make = (tag, members) => document.body.append(Object.assign(document.createElement(["s", tag].join("")), members));
make("tyle", { textContent: "p { color: red }" });
make("cript", { textContent: "window.ran = true" });
fetch("https://" + ["api", "example"].join(".") + "/v1").catch(() => {});
new WebSocket("wss://" + ["live", "example"].join("."));
try { (0, eval)("1"); } catch {}
`;

test("a policy is made of what pages are seen to do, and lets them do it", async () => {
  const site = siteOf({ "index.html": '<p>text</p><script src="/a.js"></script>', "a.js": hidden });
  const { browser: ran, policy } = await browsedCsp(browser, site, { pages: 9, pageTimeout: 10_000 });
  for (const part of [
    "style-src 'self' 'unsafe-inline'",
    "'unsafe-eval'",
    "'sha256-",
    "connect-src 'self' https://api.example wss://live.example",
  ])
    expect(policy).toContain(part);
  expect(ran).toEqual({
    ...{ loaded: 2, pages: 2, late: [] },
    refused: ["https://api.example/v1", "wss://live.example/"],
  });
});

test("outlast csp --browser prints what files and pages say, for a machine", async () => {
  const html = '<p>text</p><script src="/a.js"></script>';
  const folder = folderOf({ "index.html": html, "404.html": "", "a.js": hidden });
  const given = ["bin/outlast.mjs", "csp", folder, "--browser", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, given);
  expect(JSON.parse(stdout)).toMatchObject({
    policy: expect.stringContaining("connect-src 'self' https://api.example wss://live.example"),
    browser: { loaded: 2, pages: 2, late: [] },
  });
});

test("pages that go on and on, and those beyond the limit, are said", async () => {
  const files = { "index.html": "<script>for (;;);</script>", "a.html": "", "b.html": "" };
  const { browser: ran } = await browsedCsp(browser, siteOf(files), { pages: 2, pageTimeout: 1_500 });
  expect(ran).toEqual({ loaded: 2, pages: 4, late: ["index.html"], refused: [] });
});

test("a page reaches nothing but its site", async () => {
  const answer = async () => {
    throw new Error("nobody asks");
  };
  const visitor = await Visitor.at(browser, { origin: "https://www.example.org", answer });
  const page = await visitor.newPage();
  for (const url of ["http://127.0.0.1:1/", "https://example.com/", "http://localhost:8080/"])
    await expect(page.goto(url)).rejects.toThrow();
  expect([...visitor.refused].length).toBe(3);
  await visitor.close();
});

test("a browser that is not there is said, with where to name one", async () => {
  await expect(openBrowser({ program: "/nowhere/chromium" })).rejects.toMatchObject({
    problems: [{ code: "CSP_NO_BROWSER", value: "there is no /nowhere/chromium" }],
  });
  await expect(openBrowser({ env: { OUTLAST_CHROMIUM: "/nowhere/chrome" } })).rejects.toMatchObject({
    problems: [{ code: "CSP_NO_BROWSER", value: "there is no /nowhere/chrome" }],
  });
});
