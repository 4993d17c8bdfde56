import { describe, expect, it } from "vitest";
import { ConfigError, readProject, type SiteConfig, type SiteInput } from "../../../config";
import { netlifyFindings } from "../../../config/netlify";
import { smallSite } from "../../support/sites";

type Files = Readonly<Record<string, string>>;

/** The site as synthesis reads it, with files in its content folder. */
function siteOf(files: Files, changes: Partial<SiteInput> = {}): SiteConfig {
  const input = { ...smallSite, content: { netlifyFiles: true }, ...changes };
  const [site] = readProject(
    { default: input },
    { documents: () => Object.keys(files), read: (_, name) => files[name] },
  ).sites;
  if (!site) throw new Error("a project has at least one site");
  return site;
}

/** What is refused, as code and place. */
function refused(files: Files, changes?: Partial<SiteInput>): string[] {
  try {
    siteOf(files, changes);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ code, path, value }) => {
      expect(path).toBe("content.netlifyFiles");
      return `${code} ${value}`;
    });
  }
  return [];
}

const lines = (...text: string[]) => text.join("\n");

describe("_redirects of a build", () => {
  it("are redirects of the site, behind its own", () => {
    const own = { from: "/own", to: "/", status: 301, match: "exact" };
    const text = lines(
      "# moved in May",
      "",
      "/home  /",
      "/blog/:slug\t/posts/:slug 302",
      "/old/* https://example.org/:splat 301! # for good",
      "/news/:year/:month /archive?y=:year&m=:month 308",
      "/temporary /x 307\r",
    );
    const { redirects } = siteOf({ _redirects: text }, { redirects: [{ from: "/own", to: "/" }] });
    expect(redirects).toEqual([
      own,
      { from: "/home", to: "/", status: 301, match: "exact" },
      { from: "/blog/:slug", to: "/posts/:slug", status: 302, match: "exact" },
      { from: "/old/*", to: "https://example.org/:splat", status: 301, match: "exact" },
      { from: "/news/:year/:month", to: "/archive?y=:year&m=:month", status: 308, match: "exact" },
      { from: "/temporary", to: "/x", status: 307, match: "exact" },
    ]);
  });

  it("are not read unless the config says so", () => {
    expect(siteOf({ _redirects: "nonsense" }, { content: {} }).redirects).toEqual([]);
  });

  it("are refused with file and line, all at once, where they cannot be honoured", () => {
    const text = lines(
      "nonsense",
      "/alone",
      "http://blog.example.com/* https://www.example.com/blog/:splat",
      "/app/* /app/index.html 200",
      "/api/* https://api.example.com/:splat 200",
      "/gone /404.html 410",
      "/store id=:id /blog/:id 301",
      "/ /anz 302 Country=au,nz",
      "/a /b Language=de",
      "/c /d 30x",
      "/e/*/f /g",
      "/h/:i /j/:k",
      "/l http://example.com/",
      "/m /n",
      "/m/ /o",
      "/p/* /q",
      "/p/r /s",
    );
    expect(refused({ _redirects: text })).toEqual([
      "NETLIFY_LINE_UNREADABLE _redirects:1: nonsense",
      "NETLIFY_LINE_UNREADABLE _redirects:2: /alone",
      "NETLIFY_HOST _redirects:3: http://blog.example.com/* https://www.example.com/blog/:splat",
      "NETLIFY_REWRITE _redirects:4: /app/* /app/index.html 200",
      "NETLIFY_REWRITE _redirects:5: /api/* https://api.example.com/:splat 200",
      "NETLIFY_STATUS _redirects:6: /gone /404.html 410",
      "NETLIFY_CONDITION _redirects:7: /store id=:id /blog/:id 301",
      "NETLIFY_CONDITION _redirects:8: / /anz 302 Country=au,nz",
      "NETLIFY_CONDITION _redirects:9: /a /b Language=de",
      "NETLIFY_LINE_UNREADABLE _redirects:10: /c /d 30x",
      "NETLIFY_ORDER _redirects:17: /p/r /s",
      "REDIRECT_PATTERN_INVALID _redirects:11: /e/*/f /g",
      "REDIRECT_PATTERN_INVALID _redirects:12: /h/:i /j/:k",
      "REDIRECT_TO_INVALID _redirects:13: /l http://example.com/",
      "REDIRECT_TWICE _redirects:15: /m/ /o",
    ]);
  });

  it("say nothing new where the site does already what they say", () => {
    const spa = { _redirects: "/* /index.html 200" };
    expect(refused(spa, { urls: "spa" })).toEqual([]);
    expect(refused(spa)).toEqual(["NETLIFY_REWRITE _redirects:1: /* /index.html 200"]);
    const forced = "/* /index.html 200!";
    expect(refused({ _redirects: forced }, { urls: "spa" })).toEqual([
      `NETLIFY_REWRITE _redirects:1: ${forced}`,
    ]);
    expect(siteOf({ _redirects: "/* /404.html 404" }).redirects).toEqual([]);
  });

  it("are for a path with and without a slash, where the style tells the two apart", () => {
    const { redirects } = siteOf(
      { _redirects: "/home /a.html\n/b/ /a.html\n/c.html /a.html" },
      { urls: "both" },
    );
    expect(redirects.map(({ from }) => from)).toEqual(["/home", "/home/", "/b/", "/b", "/c.html"]);
  });

  it("go before a file only with an exclamation mark", () => {
    const files = { "docs/index.html": "", _redirects: "/docs /elsewhere" };
    expect(refused(files)).toEqual(["REDIRECT_SHADOWS_DOCUMENT _redirects:1: /docs /elsewhere"]);
    expect(refused({ ...files, _redirects: "/docs /elsewhere 301!" })).toEqual([]);
  });

  it("are refused by a release too, which knows no more than the folder", () => {
    const site = siteOf({ _redirects: "/a /b" });
    const of = (text: string) =>
      netlifyFindings(site, (name) => (name === "_redirects" ? text : undefined), []);
    expect(of("/a /b")).toEqual([]);
    expect(of("/a /b 200").map(({ code, value }) => `${code} ${value}`)).toEqual([
      "NETLIFY_REWRITE _redirects:1: /a /b 200",
    ]);
  });
});

describe("_headers of a build", () => {
  it("are header rules of the site", () => {
    const text = lines(
      "# all",
      "/*",
      "  X-One: 1",
      "  Link: </a.css>; rel=preload",
      "  link: </b.css>; rel=preload",
      "/docs/",
      "  Cache-Control: no-cache",
      "/assets/*",
      "\tX-Time: 12:30",
    );
    expect(siteOf({ _headers: text }).headers.rules).toEqual([
      { set: { "X-One": "1", Link: "</a.css>; rel=preload, </b.css>; rel=preload" }, remove: [] },
      { path: "/docs/index.html", set: { "Cache-Control": "no-cache" }, remove: [] },
      { path: "/assets/*", set: { "X-Time": "12:30" }, remove: [] },
    ]);
  });

  it("are refused with file and line, all at once, where they cannot be honoured", () => {
    const text = lines(
      "X-Before: a path",
      "/blog/:slug",
      "  X-One: 1",
      "/secret/*",
      "  Basic-Auth: someone:password",
      "  nonsense",
      "/files/*",
      "  Connection: close",
      "/assets/*",
      "  cache-control: public, max-age=31536000, immutable",
      "  ! X-Robots-Tag",
      "https://:project.pages.dev/*",
      "  X-Robots-Tag: noindex",
    );
    expect(refused({ _headers: text })).toEqual([
      "NETLIFY_LINE_UNREADABLE _headers:1: X-Before: a path",
      "NETLIFY_HEADER _headers:2: /blog/:slug",
      "NETLIFY_HEADER _headers:5: Basic-Auth",
      "NETLIFY_LINE_UNREADABLE _headers:6: nonsense",
      "NETLIFY_HEADER _headers:11: ! X-Robots-Tag",
      "NETLIFY_HEADER _headers:12: https://:project.pages.dev/*",
      "HEADER_NAME_FORBIDDEN _headers:7: /files/*",
      "HEADER_KEEPS_ANSWERS _headers:9: /assets/*",
    ]);
  });
});
