import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SiteInput } from "../../config/schema";
import { requestEvent } from "./harness";
import { answer, deploySite } from "./viewer-request-harness";

describe("URL styles", () => {
  /** The style alone, without redirects to a page's URL. */
  const only = (style: "directory" | "html-extension" | "both" | "spa" | "none") =>
    ({ urls: { style, trailingSlash: "keep", canonical: false } }) as const;

  const cases: readonly (readonly [target: string, directory: string, html: string, spa: string])[] = [
    ["/", "/index.html", "/index.html", "/index.html"],
    ["/docs", "/docs/index.html", "/docs.html", "/index.html"],
    ["/docs/", "/docs/index.html", "/docs.html", "/index.html"],
    ["/Docs/Part%20one", "/Docs/Part%20one/index.html", "/Docs/Part%20one.html", "/index.html"],
    ["/caf%C3%A9/", "/caf%C3%A9/index.html", "/caf%C3%A9.html", "/index.html"],
    ["/index.html", "/index.html", "/index.html", "/index.html"],
    ["/app.2f1a.js", "/app.2f1a.js", "/app.2f1a.js", "/app.2f1a.js"],
    ["/song.MP3", "/song.MP3", "/song.MP3", "/song.MP3"],
    ["/v1.2", "/v1.2/index.html", "/v1.2.html", "/index.html"],
    ["/v1.2/", "/v1.2/index.html", "/v1.2.html", "/index.html"],
    ["/node.js/", "/node.js/index.html", "/node.js.html", "/index.html"],
    ["/.well-known/apple-app-site-association", ...same("/.well-known/apple-app-site-association")],
    ["/a//b", ...same("/a//b")],
    ["//", ...same("//")],
    ["/docs//", ...same("/docs//")],
    ["/a/../b", ...same("/a/../b")],
    ["/a/%2e%2E/b", ...same("/a/%2e%2E/b")],
    ["/a/..%2fb", ...same("/a/..%2fb")],
    ["/a/.", ...same("/a/.")],
    ["/a\\b", ...same("/a\\b")],
    ["/a%5Cb", ...same("/a%5Cb")],
    ["/a%00b", ...same("/a%00b")],
    ["/a%zzb", ...same("/a%zzb")],
    ["/...", "/.../index.html", "/....html", "/index.html"],
  ];

  function same(target: string): readonly [string, string, string] {
    return [target, target, target];
  }

  test.each(cases)("%s becomes the document of its style", async (target, directory, html, spa) => {
    expect(await answer(only("directory"), target)).toBe(directory);
    expect(await answer(only("html-extension"), target)).toBe(html);
    expect(await answer(only("both"), target)).toBe(target.endsWith("/") ? directory : html);
    expect(await answer(only("spa"), target)).toBe(spa);
    expect(await answer(only("none"), target)).toBe(target === "/" ? "/index.html" : target);
  });

  const spellings: readonly (readonly [target: string, document: string])[] = [
    ["/a%2Ehtml", "/a.html"],
    ["/a+b.html", "/a%2Bb.html"],
    ["/a%2bb.html", "/a%2Bb.html"],
    ["/a%20b.html", "/a%20b.html"],
    ["/it%27s.html", "/it's.html"],
    ["/it's.html", "/it's.html"],
    ["/[br].txt", "/%5Bbr%5D.txt"],
    ["/%5bbr%5d.txt", "/%5Bbr%5D.txt"],
    ["/a|b^c.txt", "/a%7Cb%5Ec.txt"],
    ["/caf%c3%a9.html", "/caf%C3%A9.html"],
    ["/logo%402x.png", "/logo@2x.png"],
    ["/docs%2Fa.html", "/docs/a.html"],
    ["/100%25.html", "/100%25.html"],
    ["/a%252Bb.html", "/a%252Bb.html"],
  ];

  test.each(spellings)(
    "%s is asked for in the one spelling of its key, in every style",
    async (target, document) => {
      for (const urls of ["directory", "html-extension", "both", "spa", "none"] as const)
        expect(await answer(only(urls), target)).toBe(document);
    },
  );

  test("a plus in a page's name is one for S3 as well", async () => {
    expect(await answer({ urls: "directory" }, "/tags/c++/")).toBe("/tags/c%2B%2B/index.html");
    expect(await answer({ urls: "html-extension" }, "/tags/c++")).toBe("/tags/c%2B%2B.html");
  });

  test("the index document of the config stands behind every directory", async () => {
    const content = { indexDocument: "home page.html" };
    expect(await answer({ content }, "/docs/")).toBe("/docs/home%20page.html");
  });

  test("a path of 8 KB is passed on as it came", async () => {
    const target = `/${"a".repeat(8190)}`;
    expect(await answer({ urls: "directory" }, target)).toBe(target);
  });

  test("a document stays what it is when the style is applied again", async () => {
    const path = fc
      .array(
        fc.constantFrom("/", "a", ".", "1", "%2e", "%2F", "-", "Z", "+", "%2b", "%25", "[", "é", "%c3%a9"),
      )
      .map((parts) => `/${parts.join("")}`);
    for (const urls of ["directory", "html-extension", "both", "spa"] as const) {
      const { handler } = deploySite(only(urls));
      await fc.assert(
        fc.asyncProperty(path, async (target) => {
          const once = (await handler(requestEvent(target))).uri;
          expect((await handler(requestEvent(once))).uri).toBe(once);
        }),
      );
    }
  });
});

describe("the one URL of a page", () => {
  type Case = readonly [urls: SiteInput["urls"], target: string, expected: string];
  const keep = { trailingSlash: "keep", canonical: false } as const;
  const cases: readonly Case[] = [
    ["directory", "/docs", "301 /docs/"],
    ["directory", "/docs?a=1&b=%2F", "301 /docs/?a=1&b=%2F"],
    ["directory", "/docs/", "/docs/index.html"],
    ["directory", "/docs/index.html?q", "301 /docs/?q"],
    ["directory", "/index.html", "301 /"],
    ["directory", "/", "/index.html"],
    ["directory", "/docs.html", "/docs.html"],
    ["directory", "/v1.2", "301 /v1.2/"],
    ["directory", "/node.js", "/node.js"],
    ["directory", "/node.js/index.html", "301 /node.js/"],
    ["directory", "/%64ocs", "301 /docs/"],
    ["directory", "/tags/c++", "301 /tags/c++/"],
    ["directory", "/.well-known/x", "/.well-known/x"],
    ["directory", "//evil.com", "//evil.com"],
    ["directory", "/\\evil.com", "/\\evil.com"],
    ["directory", "/%5cevil.com/x", "/%5cevil.com/x"],
    ["directory", "/a%0d%0aSet-Cookie:x", "/a%0d%0aSet-Cookie:x"],
    [{ trailingSlash: "strip" }, "/docs/", "301 /docs"],
    [{ trailingSlash: "strip" }, "/docs/index.html", "301 /docs"],
    [{ trailingSlash: "strip" }, "/docs", "/docs/index.html"],
    [{ trailingSlash: "strip" }, "/node.js/", "/node.js/index.html"],
    [{ trailingSlash: "keep" }, "/docs", "/docs/index.html"],
    [{ trailingSlash: "keep" }, "/docs/index.html", "301 /docs/"],
    [{ canonical: false }, "/docs/index.html", "/docs/index.html"],
    [{ canonical: false }, "/docs", "301 /docs/"],
    ["both", "/docs", "/docs.html"],
    ["both", "/docs/", "/docs/index.html"],
    ["both", "/docs.html", "301 /docs"],
    ["both", "/docs/index.html", "301 /docs/"],
    ["both", "/docs/index", "301 /docs/"],
    ["both", "/index", "301 /"],
    ["html-extension", "/docs/", "301 /docs"],
    ["html-extension", "/docs.html", "301 /docs"],
    ["html-extension", "/docs", "/docs.html"],
    ["html-extension", "/index", "301 /"],
    ["html-extension", "/docs/index.html", "301 /docs/index"],
    ["html-extension", "/node.js/", "301 /node.js.html"],
    ["html-extension", "/node.js.html", "/node.js.html"],
    [{ style: "html-extension", ...keep }, "/docs/", "/docs.html"],
    ["spa", "/about/", "/index.html"],
    ["spa", "/index.html", "301 /"],
    [{ style: "spa", trailingSlash: "strip" }, "/about/", "301 /about"],
    ["none", "/docs/index.html", "/docs/index.html"],
    ["none", "/index.html", "301 /"],
    ["none", "/", "/index.html"],
  ];

  test.each(cases)("with urls %j, %s gives %s", async (urls, target, expected) => {
    expect(await answer({ urls }, target)).toBe(expected);
  });

  test("is kept by no browser, since the site may choose the other form one day", async () => {
    const answered = await deploySite({}).handler(requestEvent("/docs"));
    expect(answered.headers["cache-control"]?.value).toBe("no-cache");
  });

  test("is asked for at once by a script only where relative links need it: a service worker keeps what it fetches", async () => {
    const asked = async (target: string, destination: string) => {
      const headers = { host: { value: "www.example.com" }, "sec-fetch-dest": { value: destination } };
      const { headers: answered, uri } = await deploySite({}).handler(requestEvent(target, headers));
      return uri ?? answered.location?.value;
    };
    expect(await asked("/index.html", "empty")).toBe("/index.html");
    expect(await asked("/index.html", "document")).toBe("/");
    expect(await asked("/docs", "empty")).toBe("/docs/");
  });
});
