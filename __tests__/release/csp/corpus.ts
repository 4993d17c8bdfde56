/** What a site has, and what its policy must have for it: a directive and a source of it. */
export interface Snippet {
  readonly what: string;
  /** Of `index.html`. */
  readonly html: string;
  /** Other files. */
  readonly files?: Readonly<Record<string, string>>;
  readonly needs: readonly (readonly [directive: string, source: string])[];
  /** Sources that nothing of it asks for. */
  readonly without?: readonly string[];
  /** In no page's HTML, so that no page carries a hash of it. */
  readonly isBesidePage?: true;
}

const script = (code: string) => `<script>${code}</script>`;
const module = (code: string) => `<script type="module">${code}</script>`;
const external = (code: string) => ({ html: '<script src="/a.js"></script>', files: { "a.js": code } });
const own = (...directives: string[]) => directives.map((directive) => [directive, "'self'"] as const);

export const snippets: readonly Snippet[] = [
  // Workers.
  { what: "a worker", html: script('new Worker("/w.js")'), needs: own("worker-src") },
  {
    what: "a module worker beside its script",
    ...external('new Worker(new URL("./w.js", import.meta.url), { type: "module" })'),
    needs: own("worker-src"),
  },
  { what: "a shared worker", html: script("new SharedWorker('w.js')"), needs: own("worker-src") },
  {
    what: "a service worker",
    html: script('navigator.serviceWorker?.register("/sw.js")'),
    needs: own("worker-src"),
  },
  {
    what: "a worker of a blob",
    ...external('new Worker(URL.createObjectURL(new Blob(["1"])))'),
    needs: [["worker-src", "blob:"]],
  },
  {
    what: "scripts that a worker imports",
    ...external('importScripts("https://cdn.example/a.js", "/b.js")'),
    needs: [
      ["script-src", "https://cdn.example"],
      ["script-src", "'self'"],
    ],
  },
  {
    what: "a worklet",
    ...external('CSS.paintWorklet.addModule("https://cdn.example/p.js")'),
    needs: [["script-src", "https://cdn.example"]],
  },
  {
    what: "a worker of a data: address",
    html: script('new Worker("data:text/javascript,1")'),
    needs: [["worker-src", "data:"]],
  },
  // What libraries ask for.
  ...[
    '$.getJSON("https://api.example/a", show)',
    '$.ajax({ url: "https://api.example/a", type: "POST" })',
    'axios.create({ baseURL: "https://api.example" }).get("/a")',
    'const api = x.create({ baseURL: "/a" }); api.get("https://api.example/a")',
    'import c from "axios"; c.delete("https://api.example/a")',
    'import { json } from "https://cdn.jsdelivr.net/npm/d3@7/+esm"; json("https://api.example/a.json")',
    'this.$http.get("https://api.example/a")',
    't.get("https://api.example/a").then(show)',
    "axios.get(`https://api.example/${id}`)",
    'd3.csv("https://api.example/a.csv")',
    'fetch(new Request("https://api.example/a"))',
    'new WebTransport("https://api.example/a")',
  ].map(
    (code): Snippet => ({
      what: code,
      html: /^import/.test(code) ? module(code) : script(code),
      needs: [["connect-src", "https://api.example"]],
    }),
  ),
  {
    what: "a script by a library",
    html: script('$.getScript("https://cdn.example/a.js")'),
    needs: [["script-src", "https://cdn.example"]],
  },
  {
    what: "a member that is called get, of what is no address",
    html: script('new Map().get("a"); create("https:"); text("//")'),
    needs: [],
    without: ["https:"],
  },
  ...[
    '$("#a").text("https://other.example/")',
    'new Map().get("https://other.example/Person")',
    'cache.delete("https://other.example/a")',
    'cache.put("https://other.example/a", answer)',
    'x.create({ url: "https://other.example/a" })',
    'const c = new Map(); c.get("https://other.example/a")',
    'd3.select("#a").text("https://other.example/a")',
  ].map(
    (code): Snippet => ({
      what: `what asks for nothing: ${code}`,
      html: script(code),
      needs: [],
      without: ["other.example"],
    }),
  ),
  // What scripts insert.
  {
    what: "a picture in a style that a script sets, as lite-youtube has it",
    html: script('this.style.backgroundImage = `url("https://i.ytimg.com/vi/${id}/hqdefault.jpg")`'),
    needs: [["img-src", "https://i.ytimg.com"]],
  },
  {
    what: "markup without quotes, as Solid's compiler writes it",
    html: script("template('<div><img src=https://cdn.example/a.png alt>')"),
    needs: [["img-src", "https://cdn.example"]],
  },
  {
    what: "markup whose address goes on elsewhere",
    html: script('el.innerHTML = `<img src="https://cdn.example/${name}.png">`'),
    needs: [["img-src", "https://cdn.example"]],
  },
  {
    what: "markup whose style goes on elsewhere",
    html: script('el.innerHTML = `<i style="width:${w}px"></i>`'),
    needs: [["style-src", "'unsafe-inline'"]],
  },
  {
    what: "markup that is cut up for old parsers",
    html: script(`document.write('<scr' + 'ipt src="https://cdn.example/a.js"></scr' + 'ipt>')`),
    needs: [["script-src", "https://cdn.example"]],
  },
  {
    what: "an event handler by setAttribute",
    isBesidePage: true,
    html: script('el.setAttribute("onclick", "go()")'),
    needs: [["script-src", "'unsafe-hashes'"]],
  },
  {
    what: "React's question for an event",
    html: script('el.setAttribute("oninput", "return;")'),
    needs: [],
    without: ["'unsafe-hashes'"],
  },
  {
    what: "an event handler in markup of a script's file",
    isBesidePage: true,
    ...external("el.innerHTML = '<p onclick=\"go()\">'"),
    needs: [["script-src", "'unsafe-hashes'"]],
  },
  ...[
    `el.innerHTML = '<a onclick="go(\\'' + id + '\\')">'`,
    "el.innerHTML = `<a onclick=\"go('${id}')\">`",
    `el.innerHTML = '<a onclick="' + f + '">'`,
    `el.innerHTML = "<a onclick='" + f + "'>"`,
  ].map(
    (code): Snippet => ({
      what: `part of an event handler: ${code}`,
      ...external(code),
      needs: [],
      without: ["'unsafe-hashes'", "'sha256-"],
    }),
  ),
  {
    what: "an event handler that compares",
    isBesidePage: true,
    ...external("el.innerHTML = '<p onclick=\"a => a < 1\">'"),
    needs: [["script-src", "'sha256-PB2YDrrS1ybJhh6w1Aa/LVTGDhK2ZJ7cYJBI7eEYwwk='"]],
  },
  {
    what: "a script that a script makes",
    isBesidePage: true,
    html: script(
      'const s = document.createElement("script"); s.textContent = "go()"; document.head.append(s)',
    ),
    needs: [["script-src", "'sha256-"]],
  },
  {
    what: "a form that a script sends elsewhere",
    html: script('form.action = "https://form.example/a"'),
    needs: [["form-action", "https://form.example"]],
  },
  {
    what: "things of the site that scripts insert",
    html: script('document.body.append(Object.assign(document.createElement(kind), { src: "/" + name }))'),
    needs: own(
      "script-src",
      "style-src",
      "img-src",
      "font-src",
      "media-src",
      "frame-src",
      "connect-src",
      "worker-src",
    ),
  },
  {
    what: "a script of elsewhere, as analytics are loaded",
    html: script(
      '(function(d,t){var j=d.createElement(t);j.src="https://www.gtm.example/gtm.js?id="+i;})(document,"script");var s=document.createElement("script");s.async=true;s.src="https://tags.example/t.js?id="+i',
    ),
    needs: [
      ["script-src", "https://tags.example"],
      ["script-src", "https://www.gtm.example"],
    ],
  },
  {
    what: "an image of elsewhere",
    ...external("new Image().src = `https://pixel.example/p?${id}`"),
    needs: [["img-src", "https://pixel.example"]],
  },
  {
    what: "a frame of elsewhere",
    ...external('const f = document.createElement("iframe"); f.src = "https://player.example/embed/" + id;'),
    needs: [["frame-src", "https://player.example"]],
  },
  {
    what: "a style sheet of elsewhere",
    ...external(
      'const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "https://cdn.example/a.css";',
    ),
    needs: [["style-src", "https://cdn.example"]],
  },
  {
    what: "an element by setAttribute",
    ...external(
      'const e = document.createElement("video"); e.setAttribute("src", "https://media.example/a.mp4")',
    ),
    needs: [["media-src", "https://media.example"]],
  },
  {
    what: "elements of a framework",
    ...external('jsx("img", { src: "https://img.example/a.png", alt: "" })'),
    needs: [["img-src", "https://img.example"]],
  },
  {
    what: "markup in a text",
    isBesidePage: true,
    ...external(
      'el.innerHTML = `<iframe src="https://maps.example/m"></iframe><p style="color:red">${x}</p>`',
    ),
    needs: [
      ["frame-src", "https://maps.example"],
      ["style-src", "'unsafe-hashes'"],
    ],
  },
  {
    what: "a sound",
    ...external('new Audio("https://media.example/a.mp3").play()'),
    needs: [["media-src", "https://media.example"]],
  },
  {
    what: "a font face",
    ...external('new FontFace("x", "url(https://fonts.example/x.woff2)")'),
    needs: [["font-src", "https://fonts.example"]],
  },
  {
    what: "style elements",
    ...external('const s = document.createElement("style"); s.textContent = css;'),
    needs: [["style-src", "'unsafe-inline'"]],
    without: ["'unsafe-hashes'", "'sha256-"],
  },
  {
    what: "React's own style elements, of pages that have none",
    ...external('function f(t){var e=t.createElement("style");e.setAttribute("data-precedence",p)}'),
    needs: own("style-src"),
    without: ["'unsafe-inline'"],
  },
  // Connections.
  {
    what: "fetch",
    ...external('fetch("https://api.example/v1/" + id)'),
    needs: [["connect-src", "https://api.example"]],
  },
  {
    what: "fetch of a constant's host",
    ...external('const api = "https://api.example"; fetch(`${api}/v1`)'),
    needs: [["connect-src", "https://api.example"]],
  },
  {
    what: "XMLHttpRequest",
    ...external('x.open("POST", "https://api.example/v1")'),
    needs: [["connect-src", "https://api.example"]],
  },
  {
    what: "a WebSocket",
    ...external('new WebSocket("wss://live.example/ws")'),
    needs: [["connect-src", "wss://live.example"]],
  },
  {
    what: "an EventSource",
    ...external('new EventSource("https://live.example/events")'),
    needs: [["connect-src", "https://live.example"]],
  },
  {
    what: "a beacon",
    ...external('navigator.sendBeacon("https://stats.example/b", data)'),
    needs: [["connect-src", "https://stats.example"]],
  },
  // WebAssembly and code.
  {
    what: "WebAssembly",
    ...external('WebAssembly.instantiateStreaming(fetch("/a.wasm"), {})'),
    needs: [
      ["script-src", "'wasm-unsafe-eval'"],
      ["connect-src", "'self'"],
    ],
    without: ["'unsafe-eval'"],
  },
  {
    what: "WebAssembly that is handed on",
    html: module('fetch("/a.wasm").then(bytesOf).then(WebAssembly.instantiate)'),
    needs: [["script-src", "'wasm-unsafe-eval'"]],
  },
  {
    what: "memory of WebAssembly alone",
    html: script("new WebAssembly.Memory({ initial: 1 })"),
    needs: [],
    without: ["wasm-unsafe-eval"],
  },
  {
    what: "WebAssembly of an inline module",
    html: module("await WebAssembly.compile(bytes)"),
    needs: [["script-src", "'wasm-unsafe-eval'"]],
  },
  // Modules.
  {
    what: "an import map",
    html: '<script type="importmap">{"imports":{"x":"https://esm.example/x.js"},"scopes":{"/a/":{"y":"https://cdn.example/y.js"}}}</script>',
    needs: [
      ["script-src", "https://esm.example"],
      ["script-src", "https://cdn.example"],
      ["script-src", "'sha256-"],
    ],
  },
  {
    what: "imports of an inline module",
    html: module('import a from "https://esm.example/a.js"; export * from "/b.js"; import "bare"'),
    needs: [
      ["script-src", "https://esm.example"],
      ["script-src", "'self'"],
    ],
  },
  {
    what: "an import() of elsewhere",
    ...external('import("https://esm.example/a.js")'),
    needs: [["script-src", "https://esm.example"]],
  },
  // data: and blob:.
  {
    what: "images in a bundled script",
    ...external('const i = "data:image/png;base64,AA"'),
    needs: [["img-src", "data:"]],
    without: ["script-src data:"],
  },
  {
    what: "images in a bundled style sheet",
    html: '<link rel="stylesheet" href="/a.css">',
    files: { "a.css": "a{background:url(data:image/gif;base64,AA)}" },
    needs: [["img-src", "data:"]],
  },
  {
    what: "fonts in a bundled style sheet",
    html: '<link rel="stylesheet" href="/a.css">',
    files: { "a.css": "@font-face{src:url(data:font/woff2;base64,AA)}" },
    needs: [["font-src", "data:"]],
  },
  { what: "what a canvas shows", ...external("img.src = canvas.toDataURL()"), needs: [["img-src", "data:"]] },
  {
    what: "objects of this document",
    ...external("img.src = URL.createObjectURL(file)"),
    needs: [
      ["img-src", "blob:"],
      ["media-src", "blob:"],
    ],
    without: ["script-src blob:"],
  },
  // Style sheets of others.
  {
    what: "Google Fonts",
    html: '<link rel="preconnect" href="https://fonts.gstatic.com" crossorigin><link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=X">',
    needs: [
      ["style-src", "https://fonts.googleapis.com"],
      ["font-src", "https://fonts.gstatic.com"],
    ],
    without: ["img-src"],
  },
  {
    what: "Google Fonts, imported by a style element",
    html: "<style>@import url(https://fonts.googleapis.com/css?family=X);</style>",
    needs: [
      ["style-src", "https://fonts.googleapis.com"],
      ["font-src", "https://fonts.gstatic.com"],
    ],
  },
  {
    what: "Adobe Fonts",
    html: '<link rel="stylesheet" href="https://use.typekit.net/abc.css">',
    needs: [
      ["style-src", "https://p.typekit.net"],
      ["font-src", "https://use.typekit.net"],
    ],
  },
  {
    what: "a style sheet of a CDN",
    html: '<link rel="stylesheet" href="https://cdn.example/fa.css">',
    needs: [
      ["style-src", "https://cdn.example"],
      ["font-src", "https://cdn.example"],
      ["img-src", "https://cdn.example"],
    ],
  },
  // Elements and attributes.
  {
    what: "an object of the site",
    html: '<object data="/a.svg"></object>',
    needs: [
      ["object-src", "'self'"],
      ["frame-ancestors", "'self'"],
    ],
  },
  {
    what: "an object that is a drawing with styles of its own",
    isBesidePage: true,
    html: '<object data="/a.svg"></object>',
    files: {
      "a.svg":
        '<svg xmlns="http://www.w3.org/2000/svg"><style>g{fill:red}</style><image href="https://cdn.example/a.png"/></svg>',
    },
    needs: [
      ["object-src", "'self'"],
      ["style-src", "'sha256-"],
      ["img-src", "https://cdn.example"],
    ],
  },
  {
    what: "an object that is a drawing with a script of its own",
    isBesidePage: true,
    html: '<object data="/a.svg"></object>',
    files: {
      "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("https://api.example/")</script></svg>',
    },
    needs: [
      ["script-src", "'sha256-"],
      ["connect-src", "https://api.example"],
    ],
  },
  {
    what: "a drawing that is an image, which no policy is for",
    html: '<img src="/a.svg">',
    files: { "a.svg": "<svg><style>g{fill:red}</style></svg>" },
    needs: [["img-src", "'self'"]],
    without: ["style-src"],
  },
  {
    what: "code in place of an address",
    html: '<iframe src="javascript:go()"></iframe><form action="javascript:void(0)"></form>',
    needs: [["script-src", "'unsafe-hashes'"]],
  },
  {
    what: "backgrounds and filters of elsewhere, by attributes",
    html: '<table><td background="https://cdn.example/a.png"></table><svg><feImage href="https://cdn2.example/a.png"/></svg>',
    needs: [
      ["img-src", "https://cdn.example"],
      ["img-src", "https://cdn2.example"],
    ],
  },
  {
    what: "an object that is an image",
    html: '<object data="/a.png"></object>',
    needs: [
      ["object-src", "'self'"],
      ["frame-ancestors", "'none'"],
    ],
  },
  {
    what: "a frame of the site",
    html: '<iframe src="/a.html"></iframe>',
    files: { "a.html": "" },
    needs: [
      ["frame-src", "'self'"],
      ["frame-ancestors", "'self'"],
    ],
  },
  {
    what: "a frame of elsewhere",
    html: '<iframe src="https://www.youtube-nocookie.com/embed/x"></iframe>',
    needs: [
      ["frame-src", "https://www.youtube-nocookie.com"],
      ["frame-ancestors", "'none'"],
    ],
  },
  {
    what: "an event handler",
    html: '<p onclick="go()">',
    needs: [
      ["script-src", "'unsafe-hashes'"],
      ["script-src", "'sha256-"],
    ],
    without: ["'unsafe-inline'"],
  },
  {
    what: "a style attribute",
    html: '<p style="color:red">',
    needs: [
      ["style-src", "'unsafe-hashes'"],
      ["style-src", "'sha256-"],
    ],
    without: ["'unsafe-inline'"],
  },
  {
    what: "a base",
    html: '<base href="/app/"><script src="a.js"></script>',
    needs: own("base-uri", "script-src"),
  },
  {
    what: "a form",
    html: '<form action="https://forms.example/x"><button formaction="/y"></button></form>',
    needs: [
      ["form-action", "https://forms.example"],
      ["form-action", "'self'"],
    ],
  },
  {
    what: "media",
    html: '<video src="/a.mp4" poster="/a.png"></video><audio><source src="https://media.example/a.mp3"></audio>',
    needs: [
      ["media-src", "'self'"],
      ["img-src", "'self'"],
      ["media-src", "https://media.example"],
    ],
  },
  { what: "a manifest", html: '<link rel="manifest" href="/a.webmanifest">', needs: own("manifest-src") },
  {
    what: "nothing but text",
    html: "<p>text</p>",
    needs: [
      ["default-src", "'none'"],
      ["base-uri", "'none'"],
      ["form-action", "'none'"],
    ],
    without: ["'self'"],
  },
];
