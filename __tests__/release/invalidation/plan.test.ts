import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SiteInput, siteSchema } from "../../../config/schema";
import { invalidationPathProblem } from "../../../facts/cloudfront/invalidation-path";
import { compileInvalidation } from "../../../rehearsal/edge/cache/invalidation";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import type { ContentChange, UnchangedObject } from "../../../release/ports";

const immutable = "public, max-age=31536000, immutable";
const cached = "max-age=0, s-maxage=600, stale-if-error=86400";
const revalidated = "max-age=0, s-maxage=0, stale-if-error=86400";

function planner(input: Partial<SiteInput> = {}) {
  return invalidationPlanner(
    siteSchema.parse({ name: "site", regions: { primary: "eu-central-1", replica: "eu-west-1" }, ...input }),
  );
}

const changed = (key: string, oldCacheControl: string | undefined = cached): ContentChange => ({
  key,
  kind: "changed",
  document: key.endsWith(".html"),
  ...(oldCacheControl && { oldCacheControl }),
  newCacheControl: cached,
});
const kept = (key: string, cacheControl = cached): UnchangedObject => ({ key, cacheControl });

describe("what is invalidated", () => {
  it.each([
    ["a page that edges answer with by themselves", changed("a.html"), ["/a.html"]],
    ["a page that edges ask S3 about each time", changed("a.html", revalidated), []],
    [
      "a page with a stale window",
      changed("a.html", `${revalidated}, stale-while-revalidate=60`),
      ["/a.html"],
    ],
    ["a page that was stored by nobody", changed("a.html", "no-store"), []],
    ["a page of which nothing is known", { ...changed("a.html"), oldCacheControl: undefined }, ["/a.html"]],
    ["other bytes under a hashed name", changed("app.3f2a9c1b.js", immutable), ["/app.3f2a9c1b.js"]],
    ["a hashed name that is gone", { ...changed("app.3f2a9c1b.js", immutable), kind: "removed" }, []],
    ["a page that is gone", { ...changed("a.html"), kind: "removed" }, ["/a.html"]],
    [
      "other headers, for which S3 answers 304",
      { ...changed("a.html", revalidated), kind: "metadata" },
      ["/a.html"],
    ],
    ["a new name", { ...changed("a.html"), kind: "added" }, []],
  ] as const)("%s", (_, change, paths) => {
    expect(planner()([change], []).paths).toEqual(paths);
  });

  it("is a new name where cached 404s would hide it for long", () => {
    const change: ContentChange = { key: "a.html", kind: "added", document: true, newCacheControl: cached };
    expect(planner({ errorPages: { notFoundTtl: "1h" } })([change], []).paths).toEqual(["/a.html"]);
  });

  it("is nothing when nothing has changed", () => {
    expect(planner()([], [kept("a.html")])).toEqual({ paths: [], cost: { paths: 0, dollars: 0 } });
  });
});

describe("the paths of a key", () => {
  it.each([
    ["directory", "index.html", ["/", "/index.html"]],
    ["directory", "docs/index.html", ["/docs/", "/docs/index.html"]],
    ["html-extension", "docs.html", ["/docs", "/docs.html"]],
    ["spa", "index.html", ["/", "/index.html"]],
    ["none", "docs/index.html", ["/docs/index.html"]],
    ["directory", ".well-known/x/index.html", ["/.well-known/x/index.html"]],
    ["none", "ä b%&'(1).txt", ["/%C3%A4%20b%25&'(1).txt"]],
    ["directory", "a+b.html", ["/a+b.html", "/a%2Bb.html"]],
    ["directory", "c++/index.html", ["/c++/", "/c%2B%2B/index.html"]],
    ["directory", "it's.html", ["/it's.html"]],
    ["directory", "logo@2x.png", ["/logo@2x.png"]],
    ["directory", "[br].txt", ["/%5Bbr%5D.txt"]],
    ["none", "what?.txt", ["/what%3F.txt"]],
  ] as const)("%s: %s", (urls, key, paths) => {
    // So much beside it that no wildcard is worth it.
    const beside = Array.from({ length: 500 }, (_, index) => [
      kept(`z${index}.html`),
      kept(key.replace("/index.html", `/z${index}.html`)),
      kept(key.replace(/\.html$|\/index\.html$/, `${index}.html`)),
    ]).flat();
    expect([...planner({ urls })([changed(key)], beside).paths].sort()).toEqual([...paths].sort());
  });

  it("end with a wildcard where the query string is in the cache key", () => {
    const plan = planner({
      cache: { paths: [{ path: "/search*", mode: "edge", ttl: "1h", queryStrings: ["q"] }] },
    });
    expect(plan([changed("search.html")], []).paths).toEqual(["/search.html*"]);
  });

  it("do so too where it is in the key of another path that leads there: the document is held by the same query", () => {
    const queried = { path: "/c+?", mode: "edge" as const, ttl: "1h", queryStrings: ["q"] };
    const beside = Array.from({ length: 500 }, (_, index) => kept(`c%${index}`));
    const html = planner({ urls: "html-extension", cache: { paths: [queried] } });
    expect(html([changed("c++.html")], beside).paths).toEqual(["/c%2B%2B.html*", "/c++*"]);
    const app = planner({ urls: "spa", cache: { paths: [queried] } });
    expect(app([changed("index.html")], [kept("a.html"), ...beside]).paths).toEqual(["/", "/index.html*"]);
  });

  it("end before a tilde, which no invalidation can contain", () => {
    expect(planner()([changed("users/~ann.html")], []).paths).toEqual(["/users/*"]);
  });
});

describe("collapsing", () => {
  const posts = Array.from({ length: 40 }, (_, index) => changed(`blog/post-${index}.html`));

  it("takes a folder's wildcard when all of it has changed", () => {
    const plan = planner()(posts, [kept("index.html")]);
    expect(plan).toEqual({ paths: ["/blog/*"], cost: { paths: 1, dollars: 0.005 } });
  });

  it("lists single pages rather than throwing a large folder out", () => {
    const beside = Array.from({ length: 500 }, (_, index) => kept(`blog/old-${index}.html`));
    expect(planner()([changed("blog/a.html"), changed("blog/b.html")], beside).paths).toEqual([
      "/blog/a.html",
      "/blog/b.html",
    ]);
  });

  it("weighs immutable names more than others", () => {
    const changes = Array.from({ length: 10 }, (_, index) => changed(`p/${index}.html`));
    const beside = (cacheControl: string) =>
      Array.from({ length: 100 }, (_, index) => kept(`p/other-${index}`, cacheControl));
    expect(planner()(changes, beside(cached)).paths).toEqual(["/p/*"]);
    expect(planner()(changes, beside(immutable)).paths).toHaveLength(10);
  });

  it("never has more than 15 wildcards or 3,000 paths", () => {
    const spread = Array.from({ length: 60 }, (_, folder) =>
      Array.from({ length: 80 }, (_, page) => changed(`f${folder}/p${page}.html`)),
    ).flat();
    const hashed = Array.from({ length: 5000 }, (_, index) => kept(`assets/${index}`, immutable));
    const { paths } = planner({ urls: "none" })(spread, hashed);
    expect(paths.length).toBeLessThanOrEqual(3000);
    expect(paths.filter((path) => path.endsWith("*")).length).toBeLessThanOrEqual(15);
  });
});

describe("any plan", () => {
  const segment = fc.constantFrom("a", "b", "ab", "docs", "ä", "x y", "~u", "v1.2", "a*");
  const file = fc.constantFrom("index.html", "a.html", "b.js", "c", "index.3f2a9c1b.js");
  const key = fc
    .tuple(fc.array(segment, { maxLength: 3 }), file)
    .map(([folders, name]) => [...folders, name].join("/"));
  const urls = fc.constantFrom("directory", "html-extension", "spa", "none");

  it("covers every changed name, in paths that CloudFront takes", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { minLength: 1, maxLength: 30 }),
        fc.uniqueArray(key),
        urls,
        (keys, others, urls) => {
          const unchanged = others.filter((other) => !keys.includes(other)).map((other) => kept(other));
          const { paths } = planner({ urls })(
            keys.map((one) => changed(one)),
            unchanged,
          );
          const covers = compileInvalidation(paths);
          for (const one of keys) {
            const path = encodeURI(`/${one}`);
            expect(covers(path), `${path} by ${paths}`).toBe(true);
            if (urls === "directory" && path.endsWith("/index.html"))
              expect(covers(path.replace("index.html", ""))).toBe(true);
          }
          expect(paths.filter((path) => invalidationPathProblem(path))).toEqual([]);
        },
      ),
    );
  });

  it("throws out an unchanged immutable name only where a wildcard saves paths", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 30 }), fc.uniqueArray(key), (keys, others) => {
        const plain = keys.filter((one) => !one.includes("~"));
        const unchanged = others
          .filter((other) => !keys.includes(other))
          .map((other) => kept(other, immutable));
        const { paths } = planner({ urls: "none" })(
          plain.map((one) => changed(one)),
          unchanged,
        );
        const exact = paths.filter((path) => !path.endsWith("*"));
        for (const { key: one } of unchanged) expect(exact).not.toContain(encodeURI(`/${one}`));
        expect(paths.length).toBeLessThanOrEqual(
          Math.max(plain.length, plain.includes("index.html") ? plain.length + 1 : 0),
        );
      }),
    );
  });
});
