import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { classifier } from "../../../release/classes/classify";
import { contentTypeOf } from "../../../release/classes/content-type";
import { type NameHistory, noHistory } from "../../../release/record/name-history";
import { siteConfig } from "../../support/release/world";

interface Known {
  readonly evidence?: string;
  readonly history?: NameHistory;
}

function classOf(key: string, site: Partial<SiteInput> = {}, { evidence, history = noHistory }: Known = {}) {
  return classifier(
    siteConfig(site),
    history,
  )({
    key,
    md5: "md5",
    served: { contentType: contentTypeOf(key) },
    ...(evidence && { evidence }),
  });
}

const year = "public, max-age=31536000, immutable";
const proven = { evidence: "the name has the SHA-256 of the bytes" };
const carriedOthers: NameHistory = { hasCarriedOthers: () => true, wasPromised: () => false };

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

  it("is a year for a name that is proven to change with its bytes, and for none that only looks so", () => {
    expect(classOf("app.3f2a9c1b.js", {}, proven)).toMatchObject({
      headers: { cacheControl: year },
      why: proven.evidence,
    });
    expect(classOf("app.3f2a9c1b.js")).toMatchObject({
      headers: { cacheControl: "max-age=60, s-maxage=0, stale-if-error=86400" },
      why: "nothing proves that the name changes with the bytes",
    });
  });

  it.each(["origin", "edge"] as const)("goes by mode %s of the path, whatever is proven", (mode) => {
    const path = { path: "/app.*", ...(mode === "edge" ? { mode, ttl: "1h" } : { mode }) };
    const { headers, why } = classOf("app.3f2a9c1b.js", { cache: { paths: [path] } }, proven);
    expect(headers.cacheControl).toMatch(/^max-age=60, s-maxage=/);
    expect(why).toBe(`the config calls /app.* ${mode}`);
  });

  it("is a year for a name that looks hashed where the config says immutable", () => {
    const { headers, why } = classOf("_astro/a.DiwrgTda.css", immutablePath);
    expect([headers.cacheControl, why]).toEqual([year, "the config calls /_astro/* immutable"]);
  });

  it.each([[{}, proven] as const, [{ cache: { paths: [{ path: "*", mode: "immutable" as const }] } }, {}]])(
    "is short, and says why, for a name that has carried other bytes",
    (site, known) => {
      const { headers, problem } = classOf("app.3f2a9c1b.js", site, { ...known, history: carriedOthers });
      expect(headers.cacheControl).toMatch(/^max-age=60, s-maxage=0/);
      expect(problem?.code).toBe("RELEASE_NAME_REUSED");
    },
  );

  it("says that browsers keep what a former release promised for a year", () => {
    const { problem } = classOf(
      "Object3D.js",
      {},
      { history: { hasCarriedOthers: () => true, wasPromised: () => true } },
    );
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

it("a path of the config is compared with what browsers send, as CloudFront does it", () => {
  const site = (path: string) => ({ cache: { paths: [{ path, mode: "edge" as const, ttl: "1h" }] } });
  expect(classOf("caf\u00e9/a.html", site("/caf*/*")).headers.cacheControl).toContain("s-maxage=3600");
  expect(classOf("caf\u00e9/a.html", site("/caf?/*")).headers.cacheControl).toContain("s-maxage=0");
  expect(classOf("c++/index.html", site("/c++/*")).headers.cacheControl).toContain("s-maxage=3600");
});

it("lets an edge show the copy of an error page that it has, where the config does not say how it is cached", () => {
  const errorPages = { notFound: "/404.html", maintenance: "/sorry.html" };
  const own = { cache: { paths: [{ path: "/404.html", mode: "origin" as const }] } };
  for (const key of ["404.html", "sorry.html"])
    expect(classOf(key, { errorPages }).headers.cacheControl).toBe(
      "max-age=0, s-maxage=0, stale-while-revalidate=86400, stale-if-error=86400",
    );
  expect(classOf("404.html", { errorPages, ...own }).headers.cacheControl).toBe(
    "max-age=0, s-maxage=0, stale-if-error=86400",
  );
});

describe("kind", () => {
  it("tells assets, documents and entry documents apart", () => {
    const site = { errorPages: { notFound: "/404.html" } };
    const kinds = ["a.css", "a.html", "index.html", "docs/index.html", "404.html"].map(
      (key) => classOf(key, site).kind,
    );
    expect(kinds).toEqual(["asset", "document", "entry", "document", "entry"]);
  });

  it("knows an error page by the path that the config gives it, encoded", () => {
    const site = { errorPages: { notFound: "/caf%C3%A9/c++.html" } };
    expect(classOf("café/c++.html", site).kind).toBe("entry");
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
