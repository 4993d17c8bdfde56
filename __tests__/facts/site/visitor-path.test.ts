import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { urlStyleOf } from "../../../config/url-style";
import { isReachable, keyAt, pathsOf, visitorPath } from "../../../facts/site/visitor-path";
import { siteConfig } from "../../support/release/world";

type Style = NonNullable<SiteInput["urls"]>;

const styleOf = (input: Partial<SiteInput>) => urlStyleOf(siteConfig(input));

describe("the path of a file", () => {
  it.each<readonly [style: Style, key: string, path: string]>([
    ["directory", "index.html", "/"],
    ["directory", "docs/index.html", "/docs/"],
    ["directory", "docs/a b.html", "/docs/a%20b.html"],
    ["directory", "tags/c++/index.html", "/tags/c++/"],
    ["directory", "logo@2x,[1].png", "/logo@2x,%5B1%5D.png"],
    ["directory", "docs/node.js/index.html", "/docs/node.js/"],
    ["directory", ".well-known/x/index.html", "/.well-known/x/index.html"],
    ["html-extension", "docs.html", "/docs"],
    ["html-extension", "v1.2.html", "/v1.2"],
    ["html-extension", "blog/node.js.html", "/blog/node.js.html"],
    ["both", "index.html", "/"],
    ["both", "docs/index.html", "/docs/"],
    ["both", "docs.html", "/docs"],
    ["both", "node.js/index.html", "/node.js/"],
    ["spa", "index.html", "/"],
    ["spa", "about.html", "/about.html"],
    ["none", "docs/index.html", "/docs/index.html"],
    ["none", "index.html", "/"],
  ])("in style %s, %s is at %s", (urls, key, path) => {
    const style = styleOf({ urls });
    expect([visitorPath(key, style), isReachable(key, style)]).toEqual([path, true]);
  });

  it("is that of its folder where the index document has another name", () => {
    const style = styleOf({ content: { indexDocument: "home.html" } });
    expect(["home.html", "docs/home.html", "docs/index.html"].map((key) => visitorPath(key, style))).toEqual([
      "/",
      "/docs/",
      "/docs/index.html",
    ]);
  });

  it.each<readonly [style: Style, reachable: readonly string[]]>([
    ["directory", [".well-known/apple-app-site-association"]],
    ["html-extension", [".well-known/apple-app-site-association"]],
    ["spa", [".well-known/apple-app-site-association"]],
    ["none", ["CNAME", "docs/LICENSE", "v1.2", ".well-known/apple-app-site-association"]],
  ])("without an extension, in style %s, there is one for %j alone", (urls, reachable) => {
    const keys = ["CNAME", "docs/LICENSE", "v1.2", ".well-known/apple-app-site-association"];
    expect(keys.filter((key) => isReachable(key, styleOf({ urls })))).toEqual(reachable);
  });

  it.each<readonly [style: Style, key: string, paths: readonly string[]]>([
    ["directory", "docs/index.html", ["/docs/", "/docs", "/docs/index.html"]],
    ["directory", "node.js/index.html", ["/node.js/", "/node.js/index.html"]],
    ["directory", "index.html", ["/", "/index.html"]],
    ["html-extension", "index.html", ["/", "/index", "/index.html", "/index/"]],
    ["html-extension", "docs.html", ["/docs", "/docs.html", "/docs/"]],
    ["html-extension", "node.js.html", ["/node.js.html", "/node.js/"]],
    ["both", "index.html", ["/", "/index", "/index.html"]],
    ["both", "docs/index.html", ["/docs/", "/docs/index", "/docs/index.html"]],
    ["both", "docs.html", ["/docs", "/docs.html"]],
    ["spa", "index.html", ["/", "/index.html"]],
    ["directory", "LICENSE", []],
  ])("in style %s, %s has others beside it", (urls, key, paths) => {
    expect(pathsOf(key, styleOf({ urls }))).toEqual(paths);
  });

  it.each<readonly [urls: Style, key: string, paths: readonly string[]]>([
    [{ trailingSlash: "strip" }, "docs/index.html", ["/docs", "/docs/", "/docs/index.html"]],
    [{ trailingSlash: "strip" }, "node.js/index.html", ["/node.js/", "/node.js/index.html"]],
    [{ canonical: false }, "docs/index.html", ["/docs/", "/docs", "/docs/index.html"]],
  ])("with urls %j, %s has the URL first", (urls, key, paths) => {
    expect(pathsOf(key, styleOf({ urls }))).toEqual(paths);
  });

  it("leads to no key where it is broken", () => {
    expect(keyAt("/a%zz", styleOf({}))).toBeUndefined();
    expect(keyAt("/%FF.html", styleOf({}))).toBeUndefined();
  });
});
