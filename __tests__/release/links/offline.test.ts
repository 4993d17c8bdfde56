import { describe, expect, it } from "vitest";
import { registeredWorkers } from "../../../release/links/registrations";
import { readWorkerText } from "../../../release/links/worker-script";
import { scanFolder } from "../../../release/scan/scan";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";

const pages = { "index.html": "<h1>Home", "docs/index.html": "<h1>Docs", "app.css": "", "logo.png": "" };
const install = 'self.addEventListener("install", (event) => event.waitUntil(fill()));';

/** Roles of a site's files for offline use, with what each has to come after. */
async function rolesIn(files: Record<string, string>): Promise<Record<string, readonly [string, string]>> {
  const scan = await scanFolder(folderOf({ ...pages, ...files }), siteConfig());
  return Object.fromEntries(
    scan.files.flatMap(({ key, offline, uses }) =>
      offline === undefined ? [] : [[key, [offline, uses.join(" ")] as const]],
    ),
  );
}

describe("service workers", () => {
  it("of Workbox are known by what they do, and come after all that they precache", async () => {
    const code = `define(["./workbox-2fbc6a65"], function (w) { self.skipWaiting();
      w.precacheAndRoute([{ url: "index.html", revision: "d58" }, { url: "docs/", revision: "1" },
        { url: "app.css", revision: null }, { "revision": null, "url": "/logo.png" }], {}); });`;
    expect(await rolesIn({ "sw.js": code })).toEqual({
      "sw.js": ["worker", "app.css docs/index.html index.html logo.png"],
    });
  });

  it("of vite-plugin-pwa are registered by a script that they keep, and that stays one of the page's", async () => {
    const files = {
      "index.html":
        '<link rel="manifest" href="/manifest.webmanifest"><script src="/registerSW.js"></script>',
      "registerSW.js": `if ("serviceWorker" in navigator) { window.addEventListener("load", () => {
        navigator.serviceWorker.register("/sw.js", { scope: "/" }) }) }`,
      "manifest.webmanifest": '{ "start_url": "/" }',
      "sw.js": `if (!self.define) { self.define = (names, run) => { importScripts(new URL(names[0] + ".js", location.href).href); run(workbox) } }
        define(["./workbox-58bd4dca"], (function (e) { "use strict"; self.skipWaiting(), e.clientsClaim(), e.precacheAndRoute([
          { url: "registerSW.js", revision: "1872c5" }, { url: "index.html", revision: "1f853a" }, { url: "app.css", revision: null },
          { url: "manifest.webmanifest", revision: "25f390" }], {}), e.cleanupOutdatedCaches(),
          e.registerRoute(new e.NavigationRoute(e.createHandlerBoundToURL("index.html"))) }));`,
      "workbox-58bd4dca.js": "define(['exports'], function (t) { t.precacheAndRoute = (all) => {} });",
    };
    expect(await rolesIn(files)).toEqual({
      "sw.js": ["worker", "app.css index.html manifest.webmanifest registerSW.js"],
    });
    const scan = await scanFolder(folderOf({ ...pages, ...files }), siteConfig());
    expect(scan.files.find(({ key }) => key === "sw.js")?.scopes).toEqual(["/"]);
  });

  it("of older Workbox come after the script that lists the pages for them", async () => {
    const files = {
      "service-worker.js":
        'importScripts("/precache-manifest.0a1b2c3d4e5f60718293a4b5c6d7e8f9.js"); workbox.core.skipWaiting(); workbox.precaching.precacheAndRoute(self.__precacheManifest, {});',
      "precache-manifest.0a1b2c3d4e5f60718293a4b5c6d7e8f9.js":
        'self.__precacheManifest = [{ "revision": "1", "url": "/index.html" }];',
    };
    expect(await rolesIn(files)).toEqual({
      "service-worker.js": ["worker", "index.html precache-manifest.0a1b2c3d4e5f60718293a4b5c6d7e8f9.js"],
      "precache-manifest.0a1b2c3d4e5f60718293a4b5c6d7e8f9.js": ["list", "index.html"],
    });
  });

  it.each<readonly [generator: string, files: Record<string, string>, precaches: string]>([
    [
      "Flutter",
      {
        "flutter_service_worker.js": `const CORE = ["app.css", "index.html"]; const RESOURCES = { "logo.png": "d41d8" };
          self.addEventListener("install", (event) => { self.skipWaiting(); return event.waitUntil(caches.open("a").then(
            (cache) => cache.addAll(CORE.map((value) => new Request(value, { cache: "reload" }))))); });`,
      },
      "app.css index.html",
    ],
    [
      "Blazor",
      {
        "service-worker.js": `self.importScripts("./service-worker-assets.js"); ${install}
          const fill = () => caches.open("a").then((cache) => cache.addAll(self.assetsManifest.assets.map((asset) => asset.url)));`,
        "service-worker-assets.js":
          'self.assetsManifest = { "assets": [{ "hash": "sha256-x", "url": "app.css" }, { "hash": "sha256-y", "url": "index.html" }] };',
      },
      "app.css index.html",
    ],
    [
      "Godot",
      {
        "index.service.worker.js": `const CACHED = ["index.html"]; const CACHEABLE = ["logo.png"];
          self.addEventListener("install", (event) => event.waitUntil(caches.open("a").then((cache) => cache.addAll(CACHED))));`,
      },
      "index.html",
    ],
    [
      "Unity",
      {
        "ServiceWorker.js": `const content = ["logo.png", "app.css"]; self.addEventListener("install", function (e) {
          e.waitUntil((async function () { const cache = await caches.open("a"); await cache.addAll(content); })()); });`,
      },
      "app.css logo.png",
    ],
  ])("of %s keep what their lists say", async (_generator, files, precaches) => {
    const scan = await scanFolder(folderOf({ ...pages, ...files }), siteConfig());
    const kept = scan.files.flatMap((file) => file.precaches ?? []);
    expect([...new Set(kept)].sort().join(" ")).toBe(precaches);
    expect(scan.warnings.filter(({ code }) => code === "RELEASE_REFERENCE_MISSING")).toEqual([]);
  });

  it("of Angular come after ngsw.json, and that after the files in it", async () => {
    const files = {
      "ngsw-worker.js": `class Driver { constructor(scope) { scope.addEventListener("fetch", (event) => event.respondWith(x)); }
        fetchLatest() { return this.fetch("ngsw.json?ngsw-cache-bust=" + Math.random()); } }`,
      "ngsw.json": JSON.stringify({
        index: "/index.html",
        assetGroups: [{ urls: ["/app.css"] }],
        hashTable: { "/index.html": "a1", "/logo.png": "b2" },
      }),
    };
    expect(await rolesIn(files)).toEqual({
      "ngsw-worker.js": ["worker", "ngsw.json"],
      "ngsw.json": ["list", "app.css index.html logo.png"],
    });
  });

  it.each([
    [
      "a list",
      `const files = ["/", "/app.css"]; ${install} const fill = async () => (await caches.open("v1")).addAll(files);`,
    ],
    [
      "a prefix",
      `const base = location.pathname; const build = [base + "/index.html", base + "/app.css"]; ${install}`,
    ],
    [
      "an event's property",
      'self.oninstall = (event) => event.waitUntil(caches.open("v").then((c) => c.addAll(["./", `app.css`])));',
    ],
    [
      "other names",
      'const w = self; w.addEventListener("fetch", (e) => { e.respondWith(caches.match("/index.html")); }); const all = ["app.css"];',
    ],
  ])("by hand, with %s, are known by what they do", async (_, code) => {
    expect(await rolesIn({ "offline.js": code })).toEqual({
      "offline.js": ["worker", "app.css index.html"],
    });
  });

  it("by hand may fetch the list", async () => {
    const files = {
      "offline.js": `${install} const fill = () => fetch("/files.json").then((answer) => answer.json());`,
      "files.json": '["/", "/docs/", "/app.css"]',
    };
    expect(await rolesIn(files)).toEqual({
      "offline.js": ["worker", "files.json"],
      "files.json": ["list", "app.css docs/index.html index.html"],
    });
  });

  it.each([
    ["a page", { "docs/b.html": '<script>navigator.serviceWorker.register("../push.js")</script>' }],
    ["a script", { "app.js": 'navigator.serviceWorker?.register("/push.js", { scope: "/" })' }],
    [
      "a module",
      {
        "app.js": 'navigator.serviceWorker.register(new URL("push.js", import.meta.url), { type: "module" })',
      },
    ],
    [
      "workbox-window",
      { "app.js": '"serviceWorker" in navigator && new a("/push.js",{scope:"/",type:"classic"})' },
    ],
  ])("are known by %s that registers them", async (_, files) => {
    expect(await rolesIn({ "push.js": 'importScripts("https://vendor.example/sdk.js")', ...files })).toEqual({
      "push.js": ["worker", ""],
    });
  });

  it.each(["sw.js", "firebase-messaging-sw.js", "service-worker.js", "OneSignalSDKWorker.js"])(
    "are known by the name %s where nothing else says it",
    async (key) => {
      expect(await rolesIn({ [key]: 'importScripts("https://vendor.example/sdk.js")' })).toEqual({
        [key]: ["worker", ""],
      });
    },
  );

  it("bring the scripts that they import, and those that these import, and what all of them keep, relative to the worker", async () => {
    const files = {
      "sw/sw.js": `importScripts("lib/a.js", "https://vendor.example/x.js"); ${install}`,
      "sw/lib/a.js": 'importScripts("./lib/b.js"); importScripts("/shared.js");',
      "sw/lib/b.js":
        'self.__WB_MANIFEST = [{ url: "../app.css", revision: "1" }, { url: "../docs/", revision: "2" }];',
      "shared.js": "const helper = 1;",
      "b.html": "<script src=/shared.js></script>",
    };
    expect(await rolesIn(files)).toEqual({
      "sw/sw.js": ["worker", "app.css docs/index.html shared.js sw/lib/a.js sw/lib/b.js"],
      "sw/lib/a.js": ["list", "shared.js sw/lib/b.js"],
      "sw/lib/b.js": ["list", "app.css docs/index.html"],
    });
  });

  it("of modules bring what they import, but for names that are new each time", async () => {
    const files = {
      "offline.js": `import { fill } from "./parts/fill.js"; import "./parts/x-DiwrgT4a.js"; ${install}`,
      "parts/fill.js":
        'export const fill = () => caches.open("v").then((cache) => cache.addAll(["/", "/app.css"]));',
      "parts/x-DiwrgT4a.js": "export {};",
    };
    expect(await rolesIn(files)).toEqual({
      "offline.js": ["worker", "app.css index.html parts/fill.js parts/x-DiwrgT4a.js"],
      "parts/fill.js": ["list", "app.css index.html"],
    });
  });

  it("of Angular hold what ngsw.json lists and the site has not", async () => {
    const list = JSON.stringify({ hashTable: { "/index.html": "a1", "/gone.css": "b2" } });
    const files = folderOf({ ...pages, "ngsw-worker.js": install, "ngsw.json": list });
    const scan = await scanFolder(files, siteConfig());
    expect(scan.files.find(({ key }) => key === "ngsw.json")).toMatchObject({
      precaches: ["index.html"],
      holds: ["gone.css"],
    });
    expect(scan.warnings.map(({ value }) => value)).toEqual(["ngsw.json: /gone.css"]);
  });

  it("had a predecessor, whose list goes up after what is in it", async () => {
    const list =
      "CACHE MANIFEST\n# v1\n/app.css\nCACHE:\nlogo.png\nNETWORK:\n*\nFALLBACK:\n/ /docs/\nSETTINGS:\nprefer-online\n";
    expect(await rolesIn({ "site.appcache": list, "a.html": '<html manifest="/site.appcache">' })).toEqual({
      "site.appcache": ["list", "app.css docs/index.html logo.png"],
    });
  });

  it.each<readonly [scopes: readonly string[], files: Record<string, string>]>([
    [["/app/"], {}],
    [["/app/"], { "app/b.html": '<script>navigator.serviceWorker.register("sw.js")</script>' }],
    [
      ["/app/x/"],
      { "app/b.html": '<script>navigator.serviceWorker.register("sw.js", {scope: "x/"})</script>' },
    ],
    [["/"], { "main.js": 'navigator.serviceWorker.register("/app/sw.js", { "scope": "/" })' }],
    [
      ["/", "/app/"],
      {
        "main.js": 'navigator.serviceWorker.register("/app/sw.js", { scope: "./" })',
        "app/b.html":
          '<script>navigator.serviceWorker.register("./sw.js", { updateViaCache: "none" })</script>',
      },
    ],
  ])("answer for %j, as whoever registers them says", async (scopes, files) => {
    const scan = await scanFolder(folderOf({ ...pages, "app/sw.js": install, ...files }), siteConfig());
    expect(scan.files.find(({ key }) => key === "app/sw.js")?.scopes).toEqual(scopes);
  });

  it.each<readonly [what: string, files: Record<string, string>]>([
    [
      "a script that a page loads and that is its own worker",
      { "coi.js": install, "b.html": "<script src=/coi.js></script>" },
    ],
    ["a module that another one imports", { "lib.js": install, "app.js": 'import "./lib.js";' }],
    ["code in a text", { "chunk.js": `export default ${JSON.stringify(install)};` }],
    ["a chunk whose name has a hash", { "assets/x-DiwrgT4a.js": install }],
    [
      "a worker of another kind",
      { "work.js": 'importScripts("lib.js"); self.onmessage = () => postMessage(1);' },
    ],
    ["a page's own events", { "app.js": 'button.addEventListener("activate", () => open("/index.html"));' }],
    ["what cannot be parsed", { "odd.js": `${install} ((` }],
    ["JSON that no worker names", { "files.json": '["/", "/docs/"]' }],
    [
      "a manifest that pages load",
      {
        "manifest.json": '{"start_url":"/"}',
        "b.html": "<link rel=manifest href=/manifest.json>",
        "offline.js": `${install} const all = ["/manifest.json"]`,
      },
    ],
  ])("are not: %s", async (_, files) => {
    const { "offline.js": __, ...others } = await rolesIn(files);
    expect(others).toEqual({});
  });

  it("hold what they precache and the site has not, and say that it is missing", async () => {
    const code = `self.skipWaiting(); precacheAndRoute([{ url: "/old.js", revision: "1" }, { url: "/gone/", revision: "2" }]);`;
    const { files, warnings } = await scanFolder(folderOf({ ...pages, "sw.js": code }), siteConfig());
    expect(files.find(({ key }) => key === "sw.js")?.holds).toEqual(["gone/index.html", "old.js"]);
    expect(warnings.map(({ code: name, value }) => [name, value])).toEqual([
      ["RELEASE_REFERENCE_MISSING", "sw.js: /gone/"],
      ["RELEASE_REFERENCE_MISSING", "sw.js: /old.js"],
    ]);
  });
});

describe("registrations", () => {
  it("are those with a literal", async () => {
    const code =
      'if ("serviceWorker" in navigator) { navigator.serviceWorker.register("/a.js"); navigator.serviceWorker.register(url); }';
    expect(await registeredWorkers(code)).toEqual([{ url: "/a.js", besideScript: false }]);
    expect(await registeredWorkers('new Worker("/a.js")')).toEqual([]);
  });

  it.each([
    'navigator["serviceWorker"].register("/a.js")',
    "const { serviceWorker: s } = navigator; s.register(`/a.js`)",
    'const url = "/" + "a.js"; navigator.serviceWorker.register(url)',
    'var e = "".concat("", "/a.js"); window.addEventListener("load", () => navigator.serviceWorker.register(e))',
    'const base = "/"; navigator.serviceWorker?.register?.(`${base}a.js`).then(done)',
    'let u; u = "/a.js", "serviceWorker" in navigator && navigator.serviceWorker.register(u, { type: "module" })',
    'navigator.serviceWorker.register(new URL("/a.js", location.origin))',
    '"serviceWorker" in navigator; const w = new Workbox("/a.js");',
  ])("are known in %s", async (code) => {
    expect(await registeredWorkers(code)).toEqual([{ url: "/a.js", besideScript: false }]);
  });

  it("are not made up of a name that means many things, or of a circle of names", async () => {
    const many = Array.from({ length: 9 }, (_, at) => `var e = "/${at}.js";`).join("");
    expect(await registeredWorkers(`${many} navigator.serviceWorker.register(e)`)).toEqual([]);
    const circle = "var a = b + '1', b = a + '2'; navigator.serviceWorker.register(a)";
    expect(await registeredWorkers(circle)).toEqual([]);
  });
});

describe("the text of a script", () => {
  it("is not parsed without a word of service workers", async () => {
    expect(await readWorkerText('addEventListener("load", start); fetch("/a.json")')).toBeUndefined();
  });

  it("may be nested as deeply as a minifier makes it", async () => {
    const sum = Array.from({ length: 3000 }, () => '"a"').join("+");
    expect(await readWorkerText(`self.skipWaiting(); x = ${sum};`)).toMatchObject({ isWorker: false });
  });
});
