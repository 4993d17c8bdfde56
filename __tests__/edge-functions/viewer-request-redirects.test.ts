import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SiteInput } from "../../config/schema";
import { viewerRequestBundle } from "../../modules/edge-bundle/index";
import { deploy, plain, requestEvent, siteOf } from "./harness";
import { answer, deploySite, escapes } from "./viewer-request-harness";

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

  test.each([
    [{ from: "/*", to: "https://www.example.net/:splat" }],
    [{ from: "/", to: "https://www.example.net", match: "prefix" as const }],
  ])("lead a whole site to another, with path and query: %o", async (all) => {
    const led = (target: string) => answer({ redirects: [all] }, target);
    expect(await led("/a/b?x=1")).toBe("301 https://www.example.net/a/b?x=1");
    expect(await led("/404.html")).toBe("301 https://www.example.net/404.html");
    expect(await led("/")).toMatch(/^301 https:\/\/www\.example\.net\/?$/);
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
