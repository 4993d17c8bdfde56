import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { headersPolicyLimits } from "../../../facts/cloudfront/limits";
import { checkCsp, readPages, tightestCsp } from "../../../release/csp";

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
      "script-src: script in an attribute: javascript:go()",
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

/** What the page's own policies and a header block, with whose policy it is. */
function blockedBy(html: string, header?: string, sheets?: Readonly<Record<string, string>>): string[] {
  return checkCsp(header, pagesOf(html, sheets), origin).map(
    ({ by, directive, what }) => `${by} ${directive}: ${what}`,
  );
}

const meta = (policy: string) => `<meta http-equiv="Content-Security-Policy" content="${policy}">`;

describe("a page's own policy", () => {
  it("is enforced, with a header or without one, and told from it", () => {
    const html = `<head>${meta("img-src 'none'")}</head><img src="/a.png"><script src="/a.js"></script>`;
    expect(blockedBy(html)).toEqual([`page img-src: ${origin}/a.png`]);
    expect(blockedBy(html, "default-src 'none'")).toEqual([
      `header default-src: ${origin}/a.png`,
      `page img-src: ${origin}/a.png`,
      `header default-src: ${origin}/a.js`,
    ]);
  });

  it("governs what comes after it in the head, not what the parser has met before", () => {
    const before = '<script>go()</script><link rel="stylesheet" href="/a.css"><base href="/b/">';
    expect(blockedBy(`${before}${meta("default-src 'none'; base-uri 'none'")}`)).toEqual([]);
    expect(blockedBy(`${meta("script-src 'none'")}${before}`)).toEqual([
      "page script-src: inline script: go()",
    ]);
  });

  it("governs what style sheets before it load once they are there", () => {
    const html = `<style>@import "/b.css"; a { background: url(/a.png) }</style>
      <link rel="stylesheet" href="/a.css">${meta("default-src 'none'")}`;
    expect(blockedBy(html, undefined, { "a.css": "@font-face { src: url(/a.woff2) }" })).toEqual([
      `page default-src: ${origin}/a.png`,
      `page default-src: ${origin}/a.woff2`,
    ]);
  });

  it.each([
    ["without tags of a head", `<!doctype html><title>t</title>${meta("img-src 'none'")}`, true],
    ["after the head's end tag, which puts it back", `<head></head>${meta("img-src 'none'")}<body>`, true],
    ["in any case", meta("IMG-SRC 'NONE'").replace("Content-Security", "CONTENT-security"), true],
    ["after a script in the head", `<script>if (a < b) {}</script>${meta("img-src 'none'")}`, true],
    ["in the body", `<body>${meta("img-src 'none'")}`, false],
    ["after text, which begins the body", `text${meta("img-src 'none'")}`, false],
    ["after an element of the body", `<head><p>${meta("img-src 'none'")}</head>`, false],
    ["in a noscript", `<noscript>${meta("img-src 'none'")}</noscript>`, false],
    ["in a template", `<template><template></template>${meta("img-src 'none'")}</template>`, false],
    ["in a comment", `<!-- ${meta("img-src 'none'")} -->`, false],
    ["empty", meta(""), false],
    ["for reports alone", meta("img-src 'none'").replace("Policy", "Policy-Report-Only"), false],
    ["of another pragma", '<meta http-equiv="refresh" content="img-src \'none\'">', false],
  ])("%s: enforced %#", (_, html, enforced) => {
    expect(blockedBy(`${html}<img src="/a.png">`)).toHaveLength(enforced ? 1 : 0);
  });

  it("is a single policy: commas do not separate others", () => {
    expect(blockedBy(`${meta("img-src 'self' , script-src 'none'")}<script src="/a.js"></script>`)).toEqual(
      [],
    );
  });

  it("may be one of several, all of which are enforced", () => {
    const html = `${meta("img-src 'self'")}${meta("img-src https://b.example")}<img src="/a.png">`;
    expect(blockedBy(html)).toHaveLength(1);
  });

  it("says nothing of frames, reports and sandboxes", () => {
    expect(
      blockedBy(`${meta("frame-ancestors 'none'; report-uri /r; sandbox")}<script>go()</script>`),
    ).toEqual([]);
  });

  it("governs the documents of its frames, whose own govern those alone", () => {
    const framed = meta("script-src 'none'").replaceAll('"', "&quot;");
    const html = `${meta("img-src 'none'")}
      <iframe srcdoc="${framed}<img src=/a.png><script src=/a.js></script>"></iframe><script src="/b.js"></script>`;
    expect(blockedBy(html)).toEqual([`page img-src: ${origin}/a.png`, `page script-src: ${origin}/a.js`]);
  });

  it("upgrades insecure addresses for the header too", () => {
    const html = `${meta("upgrade-insecure-requests")}<img src="http://a.example/x.png">`;
    expect(blockedBy(html, "img-src https://a.example")).toEqual([]);
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
      `default-src 'none'; script-src 'self' 'unsafe-hashes' ${hashes}; style-src 'self' https://cdn.example; ` +
        "img-src 'self' data: https://cdn.example; font-src 'self' https://cdn.example; media-src 'self'; " +
        "frame-src 'self'; connect-src 'self'; worker-src 'self'; form-action https://forms.example; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(tooLong).toBe(false);
  });

  it("is passed by the pages that it was made from", () => {
    const { policy } = tightestCsp(pagesOf(html), { origin });
    expect(checkCsp(policy, pagesOf(html), origin)).toEqual([]);
  });

  it("is of what pages ask for, whatever they forbid themselves", () => {
    const own = `${meta("script-src 'none'")}<script src="/a.js"></script>`;
    expect(tightestCsp(pagesOf(own), { origin }).policy).toContain("script-src 'self'");
  });

  it("says when CloudFront would not take it", () => {
    const many = Array.from({ length: 40 }, (_, index) => `<script>go(${index})</script>`).join("");
    const { length, tooLong } = tightestCsp(pagesOf(many), { origin });
    expect(length).toBeGreaterThan(headersPolicyLimits.contentSecurityPolicy);
    expect(tooLong).toBe(true);
  });
});
