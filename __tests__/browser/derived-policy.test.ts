import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HeaderMap, type ViewerRequest } from "../../rehearsal/edge";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { Visitor } from "../../rehearsal/session/browser/visitor";
import { tightestOfFolder } from "../../release/csp/folder";
import { folderOf } from "../support/release/folder";
import { siteConfig } from "../support/release/world";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
const dataImage = `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** A page for each kind of thing that a policy has to let in; `done(n)` says that what was hoped for has come. */
const pages: Readonly<Record<string, string>> = {
  "event-handler": `<img src="/dot.svg" onload="done(1)">`,
  "style-attribute": `<p id="p" style="width: 7px"><script>if (p.style.width) done(1)</script>`,
  "import-map": `<script type="importmap">{"imports":{"part":"/part.mjs"}}</script>
    <script type="module">import "part"; import("/part.mjs").then(() => done(1))</script>`,
  "inserted-script": `<script>document.head.append(Object.assign(document.createElement("script"), { src: "/done.js" }))</script>`,
  "inserted-style": `<script>const s = document.createElement("style"); s.textContent = "p { width: 7px }";
    document.head.append(s); if (s.sheet?.cssRules.length) done(1)</script>`,
  "inserted-frame": `<script>const f = document.createElement("iframe"); f.src = "/framed.html"; f.onload = () => {
    if (f.contentDocument?.title === "framed") done(1) }; document.body.append(f)</script><iframe src="/framed.html"></iframe>`,
  "inserted-image": `<script>const i = new Image(); i.onload = () => done(1); i.src = "${dataImage}"; document.body.append(i)</script>`,
  "blob-image": `<script>const i = new Image(); i.onload = () => done(1); document.body.append(i);
    i.src = URL.createObjectURL(new Blob(["${svg}"], { type: "image/svg+xml" }))</script>`,
  worker: `<script>new Worker("/worker.js").onmessage = () => done(1)</script>`,
  "blob-worker": `<script>new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))).onmessage = () => done(1)</script>`,
  wasm: `<script>WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => done(1))</script>`,
  object: `<object data="/dot.svg" type="image/svg+xml" onload="done(1)"></object>`,
  fetch: `<script>fetch("/part.mjs").then(() => done(1))</script>`,
  base: `<base href="/deep/"><script src="../done.js"></script>`,
  prefetch: `<link rel="prefetch" href="/part.mjs"><link rel="preconnect" href="https://elsewhere.example">
    <script>done(1)</script>`,
  style: `<link rel="stylesheet" href="/a.css" onload="done(1)">`,
  "set-handler": `<script>const e = document.createElement("p"); e.setAttribute("onclick", "done(1)");
    document.body.append(e); e.click()</script>`,
  "made-script": `<script>const s = document.createElement("script"); s.textContent = "done(1)"; document.head.append(s)</script>`,
  "markup-style": `<script>const e = document.createElement("div"); e.innerHTML = '<p style="width: 7px">';
    document.body.append(e); if (e.firstChild.style.width) done(1)</script>`,
  "code-frame": `<iframe src="javascript:parent.done(1)"></iframe>`,
  "code-form": `<form action="javascript:done(1)"></form><script>document.forms[0].submit()</script>`,
  "code-link": `<a href=' JavaScript: done("%20".length) '>x</a><script>document.links[0].click()</script>`,
  drawing: `<object data="/drawn.svg" type="image/svg+xml"></object>`,
  "wasm-handed-on": `<script>Promise.resolve(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(WebAssembly.compile)
    .then(() => done(1))</script>`,
  "written-script": `<script>document.write('<scr' + 'ipt src="/done.js"></scr' + 'ipt>')</script>`,
};

const files = {
  "done.js": "done(1)",
  "part.mjs": "export default 1",
  "worker.js": "postMessage(1)",
  "framed.html": "<title>framed</title>",
  "dot.svg": svg,
  "drawn.svg": `<svg xmlns="http://www.w3.org/2000/svg"><style>rect { width: 7px }</style><rect/>
    <script>if (getComputedStyle(document.querySelector("rect")).width === "7px") parent.done(1)</script></svg>`,
  "a.css": `p { background: url("${dataImage}") }`,
};

const types = {
  js: "text/javascript",
  mjs: "text/javascript",
  html: "text/html",
  svg: "image/svg+xml",
  css: "text/css",
};

test.each(Object.entries(pages))("what the policy of a page with %s lets in, works", async (_, body) => {
  const site: Record<string, string> = {
    ...files,
    "index.html": `<!doctype html><head><title>t</title></head><body><p>text</p>${body}</body>`,
  };
  const { policy } = await tightestOfFolder(folderOf(site), siteConfig({ headers: { inlineHashes: false } }));
  const origin = "https://www.example.org";
  const visitor = await Visitor.at(browser, {
    origin,
    answer: async ({ path }: ViewerRequest) => {
      const key = path === "/" ? "index.html" : path.slice(1);
      const type = types[key.split(".").at(-1) as keyof typeof types];
      const headers = { "content-type": type, "content-security-policy": policy, "x-frame-options": "DENY" };
      const body = Buffer.from(site[key] ?? "");
      return { status: key in site ? 200 : 404, headers: new HeaderMap(headers), body };
    },
  });
  const page = await visitor.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(error.message));
  let done = (_: number) => {};
  const isDone = new Promise<number>((resolve) => {
    done = resolve;
  });
  await page.exposeFunction("done", (value: number) => done(value));
  await page.goto(`${origin}/`, { waitUntil: "networkidle" });
  expect(trouble).toEqual([]);
  expect(await isDone).toBe(1);
  await visitor.close();
});
