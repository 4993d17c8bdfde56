import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { cssReferences } from "../../../release/links/css";
import { htmlReferences } from "../../../release/links/html";
import { createResolver } from "../../../release/links/resolve";
import { siteConfig } from "../../support/release/world";

describe("cssReferences", () => {
  it("finds url() in each form and @import in both", () => {
    const css = `@import "a.css"; @import url(b.css); @import url('c.css') screen;
      @font-face { src: url( "d.woff2" ) format("woff2"), url(e.woff) }
      a { background: URL(f\\(1\\).png); }`;
    expect(cssReferences(css)).toEqual(["a.css", "b.css", "c.css", "d.woff2", "e.woff", "f(1).png"]);
  });

  it("passes over comments", () => {
    expect(cssReferences("/* url(a.png) */ b { c: url(/*x*/d.png) }")).toEqual(["d.png"]);
  });
});

describe("htmlReferences", () => {
  it("finds the texts of an image-set, and what is escaped", () => {
    const css = `a { b: -webkit-image-set("1x.png" 1x, url(2x.png) 2x); c: image-set("a.avif" type("image/avif"), 'b.png') }
      d { e: url("a\\20 b.png"), url(f\\(1\\).png), src("g.woff2"); content: "image-set" "no.png" }`;
    expect(cssReferences(css).sort()).toEqual(
      ["1x.png", "2x.png", "a b.png", "a.avif", "b.png", "f(1).png", "g.woff2"].sort(),
    );
  });

  it("finds what a page loads, wherever HTML lets it say so", () => {
    const html = `<link rel="stylesheet" href=a.css><link rel=modulepreload href=b.js><link rel="shortcut icon" href=c.ico>
      <script type=module src="d.js"></script><img src=e.png srcset="e1.png 1x, e2.png 2x,e3.png 3x">
      <picture><source srcset="f.avif, f2.avif 640w"></picture><video src=g.mp4 poster=h.jpg><track src=i.vtt></video>
      <iframe src=j.html></iframe><object data=k.svg></object><style>p { background: url(l.png) }</style>
      <p style="background: url('m.png')"><svg><use href="n.svg#icon"/></svg><link rel=preload imagesrcset="o.png 2x">
      <link rel=manifest href=p.webmanifest>`;
    expect(htmlReferences(html).loads).toEqual(
      ["a.css", "b.js", "c.ico", "d.js", "e.png", "e1.png", "e2.png", "e3.png", "f.avif", "f2.avif"].concat([
        "g.mp4",
        "h.jpg",
        "i.vtt",
        "j.html",
        "k.svg",
        "l.png",
        "m.png",
        "n.svg#icon",
        "o.png",
        "p.webmanifest",
      ]),
    );
  });

  it("tells links from loads, and reads the base", () => {
    const html =
      '<base href="/sub/"><a href=a.html></a><link rel=canonical href=b.html><link rel=next href=c.html>';
    expect(htmlReferences(html)).toMatchObject({
      base: "/sub/",
      loads: [],
      links: ["a.html", "b.html", "c.html"],
    });
  });

  it("has the texts of inline scripts that browsers read, each by what it is", () => {
    const html = `<script>a</script><script type=module>b</script><script type="Text/JavaScript">c</script>
      <script type=importmap>d</script><script type=speculationrules>e</script>
      <script type="application/ld+json">f</script><script src=g.js>g</script><style>h</style>
      <script type=text/jscript>i</script><script type=text/javascript1.5>j</script><script type=text/javascript1.6>k</script>`;
    expect(htmlReferences(html)).toMatchObject({
      scripts: ["a", "b", "c", "i", "j"],
      importMaps: ["d"],
      speculationRules: ["e"],
    });
  });

  it("takes markup in comments and scripts for text", () => {
    expect(htmlReferences('<!-- <img src=a.png> --><script>"<img src=b.png>"</script>').loads).toEqual([]);
  });
});

describe("createResolver", () => {
  const keys = new Set([
    "index.html",
    "docs/index.html",
    "docs/a.html",
    "a b.png",
    "größe.png",
    "plain",
    "x+y.js",
  ]);
  const resolve = (reference: string, from = "docs/a.html", site: Partial<SiteInput> = {}, base?: string) =>
    createResolver(siteConfig(site), (key) => keys.has(key)).resolve(reference, from, base);

  it.each([
    ["a.html", "docs/a.html"],
    ["./", "docs/index.html"],
    ["/docs", "docs/index.html"],
    ["/", "index.html"],
    ["../a%20b.png?v=1#x", "a b.png"],
    ["../a b.png", "a b.png"],
    ["/gr%C3%B6%C3%9Fe.png", "größe.png"],
    ["/größe.png", "größe.png"],
    ["/x+y.js", "x+y.js"],
    ["//site.invalid/x+y.js", "x+y.js"],
    ["/x%2By.js", "x+y.js"],
    ["/%67r%c3%b6%C3%9Fe.png", "größe.png"],
  ])("takes %s for %s", (reference, key) => {
    expect(resolve(reference)).toBe(key);
  });

  it.each([
    "",
    "#top",
    "https://elsewhere.example/a.js",
    "data:image/png;base64,AA",
    "mailto:a@b.c",
    "http://[",
  ])("lets %j be", (reference) => {
    expect(resolve(reference)).toBeUndefined();
  });

  it("knows when a file of this site is not there", () => {
    expect(resolve("gone.js")).toBe("missing");
    expect(resolve("/%E0%A4%A")).toBe("missing");
    // S3 is asked for plain/index.html.
    expect(resolve("/plain")).toBe("missing");
    expect(resolve("/plain", "index.html", { urls: "none" })).toBe("plain");
  });

  it("knows the site's own host names", () => {
    const site = {
      domain: { name: "example.org", aliases: ["www.example.org"], zone: { name: "example.org" } },
    };
    expect(resolve("https://www.example.org/docs/a.html", "index.html", site)).toBe("docs/a.html");
  });

  it("finds documents by the site's URL style", () => {
    expect(resolve("/docs/a", "index.html", { urls: "html-extension" })).toBe("docs/a.html");
    expect(resolve("/app/settings", "index.html", { urls: "spa" })).toBe("index.html");
    expect(resolve("/docs/", "index.html", { urls: "none" })).toBe("missing");
  });

  it("goes by the page's base", () => {
    expect(resolve("a.html", "index.html", {}, "/docs/")).toBe("docs/a.html");
  });
});
