import { readFileSync } from "node:fs";
import { OutlastError } from "../../errors/outlast-error";
import { servedAs } from "../../release/classes/content-type";
import { readPages } from "../../release/csp";
import { cssDemands } from "../../release/csp/read-css";
import { ImportMaps } from "../../release/links/import-map";
import { MarkupTooDeep } from "../../release/links/markup";
import { readReferences } from "../../release/links/references";
import { createResolver } from "../../release/links/resolve";
import { siteConfig } from "../support/release/world";
import { mutateText } from "./mutate-text";
import type { FuzzTarget } from "./target";

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><base href="/a/">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src data:">
<link rel="stylesheet preload" as="style" href="x.css" imagesrcset="a.png 1x, b.png 2x">
<script type="importmap">{"imports":{"a":"./a.js","b/":"/b/"},"scopes":{"/c/":{"a":"/d.js"}}}</script>
<script type="speculationrules">{"prefetch":[{"urls":["next.html"]}]}</script>
<script type="module" nonce="n">import a from "a"; import("b/c.js"); new URL("d.png", import.meta.url)</script>
<style>@import "e.css"; @font-face{src:url(f.woff2)} p{background:url("g.png")}</style></head>
<body background="h.png" onclick="go()"><img src="i.png" srcset="j.png 1x,k.png 2x, l.png"><a href="m.html" ping="/n">m</a>
<svg><use xlink:href="o.svg#p"/><image href="q.png"/></svg><iframe srcdoc="&lt;img src='r.png'&gt;"></iframe>
<form action="/s"><input type="image" src="t.png"></form><p style="background:url('u.png')">v</body></html>`;
const sheet = readFileSync("site/404.html", "utf8").match(/<style>([\s\S]*?)<\/style>/)?.[1] ?? "";
const worker = `importScripts("/a.js"); self.addEventListener("install", (event) => event.waitUntil(caches.open("v1")
  .then((cache) => cache.addAll(["/", "/b.css", ...list])))); const list = [\`/c.js\`];
precacheAndRoute([{ url: "/d.html", revision: "1" }]); navigator.serviceWorker.register("/sw.js", { scope: "/" });
new Workbox("/sw.js", { scope: "/" }); export * from "./e.js"; import f, { g as h } from "../f.js";`;

const resolver = createResolver(siteConfig(), () => true);

/** Reads a file as a release and a check of the policy do. */
function reading(key: string, type: string) {
  return async (text: string) => {
    const bytes = new TextEncoder().encode(text);
    servedAs(key, bytes, true);
    if (key.endsWith(".html"))
      readPages({ origin: "https://example.org", pages: [{ key, html: text }], styleSheet: () => undefined });
    if (key.endsWith(".css")) cssDemands(text, "https://example.org/");
    return readReferences(key, type, bytes, resolver, new ImportMaps());
  };
}

const target = (seeds: readonly string[], key: string, type: string): FuzzTarget => ({
  seeds,
  mutate: mutateText,
  read: reading(key, type),
  isRefusal: (error) => error instanceof OutlastError || error instanceof MarkupTooDeep,
});

export const pages = target([page, readFileSync("site/index.html", "utf8")], "a/index.html", "text/html");
export const styles = target(
  [
    sheet,
    "@charset \"utf-8\"; /* a */ @import url(b.css) screen; @font-face { src: url('c.woff2') } d { e: url(f\\)g.png) }",
  ],
  "a.css",
  "text/css",
);
export const scripts = target([worker], "sw.js", "text/javascript");
