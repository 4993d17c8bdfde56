import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { isReachable, visitorPath } from "../../../facts/site/visitor-path";
import { siteConfig } from "../../support/release/world";

type Style = NonNullable<SiteInput["urls"]>;

describe("the path of a file", () => {
  it.each<readonly [style: Style, key: string, path: string]>([
    ["directory", "index.html", "/"],
    ["directory", "docs/index.html", "/docs/"],
    ["directory", "docs/a b.html", "/docs/a b.html"],
    ["directory", "docs/node.js/index.html", "/docs/node.js/"],
    ["directory", ".well-known/x/index.html", "/.well-known/x/index.html"],
    ["html-extension", "docs.html", "/docs"],
    ["html-extension", "v1.2.html", "/v1.2"],
    ["html-extension", "blog/node.js.html", "/blog/node.js.html"],
    ["spa", "index.html", "/"],
    ["spa", "about.html", "/about.html"],
    ["none", "docs/index.html", "/docs/index.html"],
  ])("in style %s, %s is at %s", (urls, key, path) => {
    const site = siteConfig({ urls });
    expect([visitorPath(key, site), isReachable(key, site)]).toEqual([path, true]);
  });

  it("is that of its folder where the index document has another name", () => {
    const site = siteConfig({ content: { indexDocument: "home.html" } });
    expect(["home.html", "docs/home.html", "docs/index.html"].map((key) => visitorPath(key, site))).toEqual([
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
    expect(keys.filter((key) => isReachable(key, siteConfig({ urls })))).toEqual(reachable);
  });
});
