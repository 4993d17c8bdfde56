import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkCsp, longestCsp, readPages, tightestCsp } from "../../../release/csp";

const origin = "https://www.example.org";
const sha256 = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function pagesOf(html: string, sheets: Readonly<Record<string, string>> = {}) {
  return readPages({ origin, pages: [{ key: "docs/index.html", html }], styleSheet: (key) => sheets[key] });
}

/** What a policy blocks of a page: the directive that does, and what. */
function blocked(policy: string, html: string, sheets?: Readonly<Record<string, string>>): string[] {
  return checkCsp(policy, pagesOf(html, sheets), origin).map(
    ({ directive, what }) => `${directive}: ${what}`,
  );
}

describe("what a page demands", () => {
  it.each([
    ["a script", '<script src="/a.js"></script>', "script-src"],
    ["a module preload", '<link rel="modulepreload" href="/a.js">', "script-src"],
    ["a style sheet", '<link rel="stylesheet" href="/a.css">', "style-src"],
    ["an image", '<img src="/a.png">', "img-src"],
    ["a candidate of a srcset", '<img srcset="/a.png 2x">', "img-src"],
    ["an icon", '<link rel="icon" href="/a.png">', "img-src"],
    ["a poster", '<video poster="/a.png">', "img-src"],
    ["a video", '<video><source src="/a.mp4"></video>', "media-src"],
    ["a frame", '<iframe src="/a.html"></iframe>', "frame-src"],
    ["an object", '<object data="/a.pdf"></object>', "object-src"],
    ["an embed", '<embed src="/a.pdf">', "object-src"],
    ["a manifest", '<link rel="manifest" href="/a.json">', "manifest-src"],
    ["a preloaded font", '<link rel="preload" as="font" href="/a.woff2">', "font-src"],
    ["a preloaded fetch", '<link rel="preload" as="fetch" href="/a.json">', "connect-src"],
    ["a ping", '<a ping="/a" href="/">', "connect-src"],
    ["a form", '<form action="/a"></form>', "form-action"],
    ["a form without an action", "<form></form>", "form-action"],
    ["a base", '<base href="/a/">', "base-uri"],
    ["a font of a style element", "<style>@font-face{src:url(/a.woff2)}</style>", "font-src"],
    ["an image of a style attribute", '<p style="background:url(/a.png)">', "img-src"],
    ["a frame's own document", '<iframe srcdoc="<img src=/a.png>"></iframe>', "img-src"],
  ])("%s", (_, html, directive) => {
    const found = blocked(`${directive} 'none'`, html);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${directive}: ${origin}/`);
    expect(blocked(`${directive} 'self'; style-src 'unsafe-inline'`, html)).toEqual([]);
  });

  it("includes what linked style sheets and their imports load", () => {
    const sheets = {
      "a.css": '@import "b.css";',
      "b.css": "@font-face{src:url(https://fonts.example/x.woff2)}",
    };
    expect(blocked("font-src 'self'", '<link rel="stylesheet" href="/a.css">', sheets)).toEqual([
      "font-src: https://fonts.example/x.woff2",
    ]);
  });

  it("leaves out hints, links, fragments and data blocks", () => {
    const html =
      '<link rel="preconnect" href="https://b.example"><a href="https://b.example">b</a><use href="#icon">' +
      '<script type="application/ld+json">{}</script><script type="text/template">x</script>';
    expect(blocked("default-src 'none'; form-action 'none'; base-uri 'none'", html)).toEqual([]);
  });
});

describe("inline scripts and styles", () => {
  it.each([
    ["script-src 'none'", false],
    ["script-src 'unsafe-inline'", true],
    [`script-src ${sha256("go()")}`, true],
    [`script-src 'sha512-${createHash("sha512").update("go()").digest("base64")}'`, true],
    [`script-src ${sha256("other")}`, false],
    [`script-src 'unsafe-inline' ${sha256("other")}`, false],
    ["script-src 'unsafe-inline' 'nonce-other'", false],
    ["script-src 'unsafe-inline' 'strict-dynamic'", false],
    ["script-src 'nonce-n'", true],
    ["default-src 'unsafe-inline'", true],
    ["default-src 'none'; script-src-elem 'unsafe-inline'", true],
    ["script-src-attr 'none'", true],
  ])("%s lets an inline script in: %s", (policy, allowed) => {
    expect(blocked(policy, '<script nonce="n">go()</script>')).toHaveLength(allowed ? 0 : 1);
  });

  it.each([
    ["script-src 'unsafe-inline'", true],
    [`script-src ${sha256("go()")}`, false],
    [`script-src 'unsafe-hashes' ${sha256("go()")}`, true],
    ["script-src-attr 'none'; script-src 'unsafe-inline'", false],
  ])("%s lets an event handler in: %s", (policy, allowed) => {
    expect(blocked(policy, '<p onclick="go()">')).toHaveLength(allowed ? 0 : 1);
  });

  it.each([
    ["style-src 'self'", false],
    ["style-src 'unsafe-inline'", true],
    [`style-src 'unsafe-hashes' ${sha256("color:red")}`, true],
  ])("%s lets a style attribute in: %s", (policy, allowed) => {
    expect(blocked(policy, '<p style="color:red">')).toHaveLength(allowed ? 0 : 1);
  });

  it("are hashed with line feeds, as a browser's parser leaves them", () => {
    expect(blocked(`script-src ${sha256("a\nb\n")}`, "<script>a\r\nb\r\n</script>")).toEqual([]);
  });

  it("includes links to javascript:", () => {
    expect(blocked("script-src 'self'", '<a href="javascript:go()">')).toEqual([
      "script-src: script in an attribute: go()",
    ]);
  });
});

describe("source expressions", () => {
  it.each([
    ["*", "https://a.example/x.js", true],
    ["*", "data:text/javascript,1", false],
    ["data:", "data:text/javascript,1", true],
    ["https:", "https://a.example/x.js", true],
    ["https:", "http://a.example/x.js", false],
    ["http:", "https://a.example/x.js", true],
    ["a.example", "https://a.example/x.js", true],
    ["a.example", "https://b.a.example/x.js", false],
    ["*.a.example", "https://b.a.example/x.js", true],
    ["*.a.example", "https://a.example/x.js", false],
    ["a.example", "https://a.example:8443/x.js", false],
    ["a.example:*", "https://a.example:8443/x.js", true],
    ["a.example:8443", "https://a.example:8443/x.js", true],
    ["https://a.example/lib/", "https://a.example/lib/x.js", true],
    ["https://a.example/lib", "https://a.example/lib/x.js", false],
    ["https://a.example/lib/x.js", "https://a.example/lib/x.js", true],
    ["a.example", "http://a.example/x.js", false],
    ["'self'", "https://www.example.org/x.js", true],
    ["'self'", "https://example.org/x.js", false],
    ["'self' 'strict-dynamic'", "https://www.example.org/x.js", false],
    ["'nonce-n'", "https://a.example/x.js", true],
    ["'none'", "https://www.example.org/x.js", false],
  ])("%s lets %s in: %s", (source, url, allowed) => {
    expect(blocked(`script-src ${source}`, `<script nonce="n" src="${url}"></script>`)).toHaveLength(
      allowed ? 0 : 1,
    );
  });

  it("lets a script in by its integrity", () => {
    const html = '<script src="https://a.example/x.js" integrity="sha384-abc"></script>';
    expect(blocked("script-src 'sha384-abc'", html)).toEqual([]);
    expect(blocked("script-src 'sha384-other'", html)).toHaveLength(1);
  });

  it("sees insecure addresses as the browser upgrades them", () => {
    const html = '<img src="http://a.example/x.png">';
    expect(blocked("img-src a.example", html)).toHaveLength(1);
    expect(blocked("img-src a.example; upgrade-insecure-requests", html)).toEqual([]);
  });
});

describe("fallback", () => {
  it.each([
    ["default-src 'self'; img-src 'none'", '<img src="/a.png">', ["img-src"]],
    ["default-src 'none'; child-src 'self'", '<iframe src="/a"></iframe>', []],
    ["default-src 'none'; frame-src 'none'; child-src 'self'", '<iframe src="/a"></iframe>', ["frame-src"]],
    ["default-src 'none'", '<form action="/a"></form><base href="/">', []],
    ["script-src 'none'", '<img src="https://b.example/a.png">', []],
    ["img-src *; img-src 'none'", '<img src="/a.png">', []],
    ["img-src *, img-src 'none'", '<img src="/a.png">', ["img-src"]],
  ])("%s", (policy, html, directives) => {
    expect(checkCsp(policy, pagesOf(html), origin).map(({ directive }) => directive)).toEqual(directives);
  });
});

describe("tightestCsp", () => {
  const html =
    '<script>go()</script><script src="/a.js"></script><p onclick="up()"><img src="data:image/png;base64,AA==">' +
    '<link rel="stylesheet" href="https://cdn.example/a.css"><form action="https://forms.example/x"></form>';

  it("lists exactly what the pages load", () => {
    const { policy, tooLong } = tightestCsp(pagesOf(html), { origin, frameAncestors: "'none'" });
    const hashes = [sha256("go()"), sha256("up()")].sort().join(" ");
    expect(policy).toBe(
      `default-src 'none'; script-src 'self' 'unsafe-hashes' ${hashes}; style-src https://cdn.example; ` +
        "img-src data:; connect-src 'self'; form-action https://forms.example; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(tooLong).toBe(false);
  });

  it("is passed by the pages that it was made from", () => {
    const { policy } = tightestCsp(pagesOf(html), { origin });
    expect(checkCsp(policy, pagesOf(html), origin)).toEqual([]);
  });

  it("says when CloudFront would not take it", () => {
    const many = Array.from({ length: 40 }, (_, index) => `<script>go(${index})</script>`).join("");
    const { length, tooLong } = tightestCsp(pagesOf(many), { origin });
    expect(length).toBeGreaterThan(longestCsp);
    expect(tooLong).toBe(true);
  });
});
