import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { classifier } from "../../../release/classes/classify";
import { contentTypeOf } from "../../../release/classes/content-type";
import { siteConfig } from "../../support/release/world";

function classOf(key: string, site: Partial<SiteInput> = {}, carriedOthers = false) {
  return classifier(siteConfig(site), () => carriedOthers)(key, "md5");
}

const edge = { cache: { default: { mode: "edge" as const, ttl: "10m" } } };
const immutablePath = { cache: { paths: [{ path: "/_astro/*", mode: "immutable" as const }] } };

describe("Cache-Control", () => {
  it("leaves pages to S3 in mode origin, with both stale windows", () => {
    const site = { cache: { default: { mode: "origin" as const, staleWhileRevalidate: "1m" } } };
    expect(classOf("a.html", site).headers.cacheControl).toBe(
      "max-age=0, s-maxage=0, stale-while-revalidate=60, stale-if-error=86400",
    );
  });

  it("leaves pages to CloudFront for the path's TTL in mode edge", () => {
    expect(classOf("a.html", edge).headers.cacheControl).toBe(
      "max-age=0, s-maxage=600, stale-while-revalidate=60, stale-if-error=86400",
    );
  });

  it("says a stale-if-error of 0, which turns CloudFront's own stale serving off", () => {
    const site = {
      cache: { default: { mode: "origin" as const, staleIfError: "0s", staleWhileRevalidate: "0s" } },
    };
    expect(classOf("a.html", site).headers.cacheControl).toBe("max-age=0, s-maxage=0, stale-if-error=0");
  });

  it("is immutable for a name with a hash that has carried nothing else", () => {
    expect(classOf("app.3f2a9c1b.js").headers.cacheControl).toBe("public, max-age=31536000, immutable");
  });

  it("is short, and says why, for a name with a hash that has carried other bytes", () => {
    const { headers, problem } = classOf("app.3f2a9c1b.js", {}, true);
    expect(headers.cacheControl).toMatch(/^max-age=60, s-maxage=0/);
    expect(problem?.code).toBe("RELEASE_NAME_REUSED");
  });

  it("is never immutable for a page, whatever its name and path", () => {
    expect(classOf("_astro/page.3f2a9c1b.html", immutablePath).headers.cacheControl).toBe(
      "max-age=0, s-maxage=0",
    );
  });

  it("is short for a name without a hash under an immutable path, and says so", () => {
    const { headers, problem } = classOf("_astro/logo.png", immutablePath);
    expect(headers.cacheControl).toBe("max-age=60, s-maxage=0");
    expect(problem?.code).toBe("RELEASE_NOT_HASHED");
  });

  it("goes by the path that visitors ask for", () => {
    const site = {
      urls: "directory" as const,
      cache: { paths: [{ path: "/blog/", mode: "edge" as const, ttl: "1h" }] },
    };
    expect(classOf("blog/index.html", site).headers.cacheControl).toContain("s-maxage=3600");
    expect(classOf("blog/post.html", site).headers.cacheControl).toContain("s-maxage=0");
  });
});

describe("kind", () => {
  it("tells assets, documents and entry documents apart", () => {
    const site = { errorPages: { notFound: "/404.html" } };
    const kinds = ["a.css", "a.html", "index.html", "docs/index.html", "404.html"].map(
      (key) => classOf(key, site).kind,
    );
    expect(kinds).toEqual(["asset", "document", "entry", "document", "entry"]);
  });
});

describe("files that name pages", () => {
  it.each([
    "sitemap.xml",
    "docs/sitemap.xml",
    "sitemap-0.xml",
    "sitemap_index.xml",
    "post-sitemap2.xml",
    "sitemap.xml.gz",
    "sitemap.txt",
    "feed.xml",
    "blog/atom.xml",
    "rss.xml",
    "tags/index.xml",
    "feed.json",
    "news.rss",
    "news.atom",
    "robots.txt",
  ])("%s goes up with the entry documents", (key) => {
    expect(classOf(key).kind).toBe("entry");
  });

  it.each(["data.xml", "feeds.json", "a/robots.txt", "sitemap.png", "mysitemap.xml", "feed.js", "rss.svg"])(
    "%s does not",
    (key) => {
      expect(classOf(key).kind).toBe("asset");
    },
  );

  it("are cached as other files, not as pages", () => {
    expect(classOf("feed.xml").headers.cacheControl).toBe(classOf("data.xml").headers.cacheControl);
  });
});

describe("contentTypeOf", () => {
  it.each([
    ["a.html", "text/html; charset=utf-8"],
    ["a.css", "text/css; charset=utf-8"],
    ["a.js", "text/javascript; charset=utf-8"],
    ["a.mjs", "text/javascript; charset=utf-8"],
    ["a.json", "application/json; charset=utf-8"],
    ["a.svg", "image/svg+xml; charset=utf-8"],
    ["feed.xml", "application/xml; charset=utf-8"],
    ["site.webmanifest", "application/manifest+json; charset=utf-8"],
    ["a.txt", "text/plain; charset=utf-8"],
    ["a.woff2", "font/woff2"],
    ["a.wasm", "application/wasm"],
    ["a.png", "image/png"],
    ["A.PNG", "image/png"],
    [".well-known/apple-app-site-association", "application/json; charset=utf-8"],
    ["LICENSE", "application/octet-stream"],
    ["a.unheard-of", "application/octet-stream"],
  ])("of %s is %s", (key, type) => {
    expect(contentTypeOf(key)).toBe(type);
  });
});
