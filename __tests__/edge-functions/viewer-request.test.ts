import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SiteInput } from "../../config/schema";
import type { EventRequest, EventResponse } from "../../facts/site/event";
import { viewerRequestBundle } from "../../modules/edge-bundle/index";
import { deploy, domain, plain, requestEvent, type Store, siteOf } from "./harness";

function deploySite(input: Partial<SiteInput>, store?: Store) {
  const { code } = viewerRequestBundle(siteOf(input));
  return deploy<ReturnType<typeof requestEvent>, Promise<EventRequest & EventResponse>>(code, store);
}

/** The document that the origin is asked for, or the redirect as "301 location". */
async function answer(input: Partial<SiteInput>, target: string, host = "www.example.com"): Promise<string> {
  const result = await deploySite(input).handler(requestEvent(target, { host: { value: host } }));
  return result.statusCode === undefined
    ? result.uri
    : `${result.statusCode} ${result.headers.location?.value}`;
}

/** What an attacker puts a path together of, to be led to another host. */
const escapes = ["/", "\\", "evil.com", "@", ".", "..", "%2F", "%5c", "%09", "\r\n", ":", "//", "x"];

describe("host redirect", () => {
  test("sends every other host name to the main one over https", async () => {
    expect(await answer({ domain }, "/a/b", "example.com")).toBe("301 https://www.example.com/a/b");
    expect(await answer({ domain }, "/", "d111111abcdef8.cloudfront.net")).toBe(
      "301 https://www.example.com/",
    );
  });

  test("sends the root to the root, and a page to itself", async () => {
    expect(await answer({ domain }, "/", "example.com")).toBe("301 https://www.example.com/");
    expect(await answer({ domain }, "/docs/index.html", "example.com")).toBe(
      "301 https://www.example.com/docs/index.html",
    );
  });

  test("leaves the main host alone in any case and with a port", async () => {
    expect(await answer({ domain }, "/a.js", "WWW.Example.COM")).toBe("/a.js");
    expect(await answer({ domain }, "/a.js", "www.example.com:443")).toBe("/a.js");
  });

  test("does nothing without a domain, or without a host header", async () => {
    expect(await answer({}, "/a.js", "d111111abcdef8.cloudfront.net")).toBe("/a.js");
    expect((await deploySite({ domain }).handler(requestEvent("/a.js", {}))).uri).toBe("/a.js");
  });

  test("keeps path and query exactly as they were sent", async () => {
    const target = "/A%2f%7Eb//c/../d?b=2&a=%2F&b=1&empty=&flag&c=a+b%20c";
    expect(await answer({ domain }, target, "example.com")).toBe(`301 https://www.example.com${target}`);
    expect(await answer({ domain }, "/?", "example.com")).toBe("301 https://www.example.com/?");
  });

  test("rebuilds a query with several values when the raw one cannot be had", async () => {
    const event = requestEvent("/a?x=1&y=%26&x=2&empty=", { host: { value: "example.com" } });
    delete event.request.rawQueryString;
    const result = await deploySite({ domain }).handler(event);
    expect(result.headers.location?.value).toBe("https://www.example.com/a?x=1&x=2&y=%26&empty=");
  });

  test("never leaves the main host, whatever the path is", async () => {
    const fragments = [
      "/",
      "\\",
      "evil.com",
      "@",
      ".",
      "..",
      "%2F",
      "%5c",
      "\r",
      "\n",
      "\t",
      " ",
      "ü",
      "\ud800",
      ":",
      "?",
    ];
    const { handler } = deploySite({ domain });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...fragments)), async (parts) => {
        const event = requestEvent("/", { host: { value: "example.com" } });
        event.request.uri = parts.join("");
        const location = (await handler(event)).headers.location?.value ?? "";
        expect(location).toMatch(/^https:\/\/www\.example\.com\/[!-~]*$/);
        expect(new URL(location).host).toBe("www.example.com");
      }),
    );
  });
});

describe("URL styles", () => {
  /** The style alone, without redirects to a page's URL. */
  const only = (style: "directory" | "html-extension" | "spa" | "none") =>
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
      for (const urls of ["directory", "html-extension", "spa", "none"] as const)
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
    for (const urls of ["directory", "html-extension", "spa"] as const) {
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

describe("redirects with placeholders and splats", () => {
  const redirects: SiteInput["redirects"] = [
    { from: "/blog/:slug", to: "/posts/:slug" },
    { from: "/blog/archive", to: "/archive/" },
    { from: "/blog/:year/*", to: "/old/:year/:splat", status: 302 },
    { from: "/old-shop/*", to: "https://shop.example/:splat?from=site#top" },
    { from: "/top/*", to: "/:splat" },
    { from: "/find/:term", to: "/search?q=:term&kind=all" },
    { from: "/find/in/*", to: "/search?path=:splat" },
    { from: "/:lang/legal", to: "/legal-:lang.html", status: 307 },
    { from: "/x/:a/y/:b", to: "/:b/:a", status: 308 },
    { from: "/literal/%3Aname/%2A", to: "/stars" },
    { from: "/x/y/:b/:c", to: "/deeper" },
    { from: "/x/y/z/*", to: "/deepest" },
  ];
  const cases: readonly (readonly [target: string, expected: string])[] = [
    ["/blog/first", "301 /posts/first"],
    ["/blog/first/?a=1", "301 /posts/first?a=1"],
    ["/blog/archive/", "301 /archive/"],
    ["/blog/c++", "301 /posts/c++"],
    ["/blog/%e9%20x", "301 /posts/%E9%20x"],
    ["/blog/", "/blog/index.html"],
    ["/blog/2020/may/1?x", "302 /old/2020/may/1?x"],
    ["/blog/2020/may/", "302 /old/2020/may/"],
    ["/old-shop", "301 https://shop.example?from=site#top"],
    ["/old-shop/a?b=1", "301 https://shop.example/a?from=site&b=1#top"],
    ["/old-shop/@evil.com", "301 https://shop.example/@evil.com?from=site#top"],
    ["/old-shop/.evil.com", "301 https://shop.example/.evil.com?from=site#top"],
    ["/top", "301 /"],
    ["/top/", "301 /"],
    ["/top/evil.com", "301 /evil.com"],
    ["/top//evil.com", "/top//evil.com"],
    ["/top/%2F%2fevil.com", "/top/%2F%2fevil.com"],
    ["/top/\\evil.com", "/top/\\evil.com"],
    ["/top/%5c%5Cevil.com", "/top/%5c%5Cevil.com"],
    ["/top/%0d%0aSet-Cookie:%20x", "/top/%0d%0aSet-Cookie:%20x"],
    ["/top/%09/evil.com", "/top/%09/evil.com"],
    ["/top/./..//evil.com", "/top/./..//evil.com"],
    ["/find/a&admin=1", "301 /search?q=a%26admin%3D1&kind=all"],
    ["/find/c++", "301 /search?q=c%2B%2B&kind=all"],
    ["/find/a%23b%3Fc", "301 /search?q=a%23b%3Fc&kind=all"],
    ["/find/in/a/b", "301 /search?path=a/b"],
    ["/de/legal", "307 /legal-de.html"],
    ["/x/1/y/2", "308 /2/1"],
    ["/literal/:name/*", "301 /stars"],
    ["/literal/a/b", "301 /literal/a/b/"],
    ["/x/y/y/2", "301 /deeper"],
    ["/x/y/z/2", "301 /deepest"],
  ];

  test.each(cases)("%s gives %s, from the code and from the store", async (target, expected) => {
    expect(await answer({ redirects }, target)).toBe(expected);
    const filler = Array.from({ length: 400 }, (_, at) => ({
      from: `/filler/${at}`,
      to: `/elsewhere/${at}`,
    }));
    const { code, keyValues } = viewerRequestBundle(siteOf({ redirects: [...redirects, ...filler] }));
    expect(Object.keys(keyValues).length).toBeGreaterThan(1);
    const stored: ReturnType<typeof deploySite> = deploy(code, keyValues);
    const result = await stored.handler(requestEvent(target));
    expect(
      result.statusCode === undefined ? result.uri : `${result.statusCode} ${result.headers.location?.value}`,
    ).toBe(expected);
  });

  test("never lead to a host that the table does not name, nor into another header", async () => {
    const fragments = [...escapes, "%0d%0a", "?", "#", "<0", "<1", "|", ">"];
    const { handler } = deploySite({ redirects });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/top/", "/old-shop/", "/blog/", "/find/", "/find/in/", "/x/1/y/", "/"),
        fc.array(fc.constantFrom(...fragments)),
        fc.constantFrom("", "/legal", "/"),
        async (begin, parts, end) => {
          const event = requestEvent("/");
          event.request.uri = begin + parts.join("") + end;
          const location = plain((await handler(event)).headers).location?.value;
          if (location === undefined) return;
          expect(location).toMatch(/^[!-~]*$/);
          const { host } = new URL(location, "https://www.example.com");
          expect(["www.example.com", ...(begin === "/old-shop/" ? ["shop.example"] : [])]).toContain(host);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("redirects of the site", () => {
  const redirects: SiteInput["redirects"] = [
    { from: "/old", to: "/new" },
    { from: "/temporary", to: "/new", status: 302 },
    { from: "/kept-method", to: "https://other.example/x", status: 308 },
    { from: "/also", to: "/new", status: 307 },
    { from: "/blog", to: "/news", match: "prefix" },
    { from: "/blog/2020", to: "/archive", match: "prefix", status: 302 },
    { from: "/shop/", to: "https://shop.example", match: "prefix" },
    { from: "/former/", to: "/", match: "prefix" },
    { from: "/search", to: "/find?kind=all#top" },
    { from: "/über uns", to: "/about" },
    { from: "/blog/feed", to: "/feed.xml" },
    { from: "/c++", to: "/cpp" },
  ];
  const cases: readonly (readonly [target: string, expected: string])[] = [
    ["/old", "301 /new"],
    ["/old?a=1&b=%2F&a=2", "301 /new?a=1&b=%2F&a=2"],
    ["/old/", "301 /new"],
    ["/old/index.html", "301 /new"],
    ["/OLD", "301 /OLD/"],
    ["/%6Fld", "301 /new"],
    ["/c++", "301 /cpp"],
    ["/c%2b%2B", "301 /cpp"],
    ["/temporary", "302 /new"],
    ["/kept-method?q", "308 https://other.example/x?q"],
    ["/also", "307 /new"],
    ["/blog", "301 /news"],
    ["/blog/", "301 /news/"],
    ["/blog/2021/x?y", "301 /news/2021/x?y"],
    ["/blogger", "301 /blogger/"],
    ["/blog/2020/x", "302 /archive/x"],
    ["/blog/20201", "301 /news/20201"],
    ["/blog/feed", "301 /feed.xml"],
    ["/shop", "301 https://shop.example"],
    ["/shop/", "301 https://shop.example/"],
    ["/shop/.evil.com", "301 https://shop.example/.evil.com"],
    ["/shop/@evil.com", "301 https://shop.example/@evil.com"],
    ["/former/evil.com", "301 /evil.com"],
    ["/search?q=x", "301 /find?kind=all&q=x#top"],
    ["/%c3%bcber%20uns", "301 /about"],
    ["/former//evil.com", "/former//evil.com"],
    ["/former/%2Fevil.com", "/former/%2Fevil.com"],
    ["/former/\\evil.com", "/former/\\evil.com"],
    ["/former/%5cevil.com", "/former/%5cevil.com"],
    ["/former/%0d%0aSet-Cookie:x", "/former/%0d%0aSet-Cookie:x"],
    ["/former/../../x", "/former/../../x"],
  ];

  test.each(cases)("%s gives %s", async (target, expected) => {
    expect(await answer({ redirects }, target)).toBe(expected);
  });

  test("a prefix redirect never leads to a host that the table does not name", async () => {
    const fragments = [...escapes, "\t"];
    const { handler } = deploySite({ redirects });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/former/", "/shop/", "/blog"),
        fc.array(fc.constantFrom(...fragments)),
        async (prefix, parts) => {
          const event = requestEvent("/");
          event.request.uri = prefix + parts.join("");
          const location = plain((await handler(event)).headers).location?.value;
          if (location === undefined) return;
          expect(location).toMatch(/^[!-~]*$/);
          const { host } = new URL(location, "https://www.example.com");
          expect(host).toBe(prefix === "/shop/" ? "shop.example" : "www.example.com");
        },
      ),
    );
  });
});

describe("choice of the origin", () => {
  const failover = {
    statusCodes: [500, 503, 504],
    connectionAttempts: 2,
    connectionTimeout: "3s",
    readTimeout: "7s",
  };
  const normal = [
    ["updateRequestOrigin", { connectionAttempts: 2, timeouts: { connectionTimeout: 3, readTimeout: 7 } }],
  ];

  async function callsWith(store: Store) {
    const { handler, calls } = deploySite({ failover }, store);
    await handler(requestEvent("/a.js"));
    return calls;
  }

  test("gives the primary the short timeouts of the config", async () => {
    expect(await callsWith({})).toEqual(normal);
  });

  test("puts the replica first when the switch says replica", async () => {
    expect(await callsWith({ "serve-from": "replica" })).toEqual([
      [
        "createRequestOriginGroup",
        {
          originIds: [{ originId: "replica" }, { originId: "primary" }],
          failoverCriteria: { statusCodes: [500, 503, 504] },
        },
      ],
    ]);
  });

  test.each(["primary", "", "REPLICA", "replica "])(
    "takes the value %j for normal service",
    async (value) => {
      expect(await callsWith({ "serve-from": value })).toEqual(normal);
    },
  );

  test("takes a store that cannot be read for normal service", async () => {
    expect(await callsWith("unreadable")).toEqual(normal);
  });

  test("asks for no origin when it redirects", async () => {
    const { handler, calls, reads } = deploySite({ domain, redirects: [{ from: "/a", to: "/b" }] });
    await handler(requestEvent("/", { host: { value: "example.com" } }));
    await handler(requestEvent("/a"));
    expect([calls, reads]).toEqual([[], []]);
  });

  test("leaves method, query, cookies and headers of the request alone", async () => {
    const event = requestEvent("/a.js?x=1", {
      host: { value: "www.example.com" },
      "x-long": { value: "v".repeat(10_000) },
      accept: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] },
    });
    const before = plain(event.request);
    expect(plain(await deploySite({ domain }).handler(event))).toEqual(before);
  });
});
