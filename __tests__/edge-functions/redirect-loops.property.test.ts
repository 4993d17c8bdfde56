import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainFinder } from "../../config/checks/redirect-chain";
import { redirectsCheck } from "../../config/checks/redirects";
import type { SiteConfig, SiteInput } from "../../config/schema";
import { urlStyleOf } from "../../config/url-style";
import { encodePath } from "../../facts/site/path";
import { viewerRequestBundle } from "../../modules/edge-bundle/index";
import { deploy, requestEvent, siteOf, type ViewerRequestHandler } from "./harness";

/** More of them when something about redirects changes. */
const numRuns = Number(process.env.OUTLAST_RUNS ?? 120);

/** What browsers follow. */
const mostHops = 20;

type Urls = NonNullable<SiteInput["urls"]>;

const urls: fc.Arbitrary<Urls> = fc
  .record({
    style: fc.constantFrom("directory", "html-extension", "both", "spa", "none"),
    trailingSlash: fc.constantFrom(undefined, "redirect", "strip", "keep"),
    canonical: fc.boolean(),
  })
  .filter(({ style, trailingSlash }) => !["none", "both"].includes(style) || trailingSlash !== "strip");

const segment = fc.constantFrom("a", "b", "c", "docs", "x.html", "app.js", "index.html", "home.html", "v1.2");
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([parts, slash]) => `/${parts.join("/")}${slash && parts.length > 0 ? "/" : ""}`);

/** A redirect of each kind, most of which lead to each other. */
const redirect = fc
  .tuple(
    fc.array(fc.oneof(segment, fc.constantFrom(":p", ":q")), { maxLength: 3 }),
    fc.array(fc.oneof(segment, fc.constantFrom(":p", ":q", ":p.html", "p-:q")), { maxLength: 3 }),
    fc.constantFrom("", "", "/", "/*"),
    fc.constantFrom("", "", "/", "/:splat"),
    fc.constantFrom("exact", "exact", "exact", "prefix"),
  )
  .map(([from, to, end, toEnd, match]) => {
    const isLiteral = match === "prefix";
    const known = new Set<string>(
      isLiteral ? [] : from.filter((part, index) => from.indexOf(part) === index),
    );
    const written = (parts: readonly string[]) =>
      parts.map((part) => part.replace(/:[pq]/, (name) => (known.has(name) ? name : "a")));
    const own = isLiteral
      ? written(from)
      : from.map((part, index) => (from.indexOf(part) < index ? "b" : part));
    const hasSplat = end === "/*" && !isLiteral;
    return {
      from: `/${own.join("/")}${isLiteral && end === "/*" ? "" : end}`.replace(/^\/\//, "/"),
      to: `/${written(to).join("/")}${toEnd === "/:splat" && !hasSplat ? "" : toEnd}`.replace(/^\/\//, "/"),
      match: match as "exact" | "prefix",
    };
  });

const indexDocument = fc.constantFrom("index.html", "home.html");

const site = fc.record({
  urls,
  redirects: fc.array(redirect, { minLength: 1, maxLength: 5 }),
  content: fc.record({ indexDocument }),
});

/** The codes that the config is refused with, where nothing but the pages that every site has is known. */
function codesOf(config: SiteConfig): Set<string> {
  const found = redirectsCheck.find(
    { ...config, errorPages: { ...config.errorPages, notFound: false } },
    { documents: [] },
  );
  return new Set(found.map(({ code }) => code));
}

/** Where a browser goes that asks for a path: the paths on its way, the last of which is answered. */
async function visited({ handler }: ViewerRequestHandler, start: string): Promise<string[]> {
  const way = [start];
  while (way.length <= mostHops + 1) {
    const asked = way.at(-1) as string;
    const event = requestEvent(`${asked}?q=1`);
    const answer = await handler(event);
    if (answer.statusCode === undefined) return way;
    const location = new URL(answer.headers.location?.value as string, "https://www.example.com");
    expect([location.host, location.search]).toEqual(["www.example.com", "?q=1"]);
    way.push(location.pathname);
  }
  return way;
}

/** Redirects that outgrow the code, and that nobody asks for. */
const filler = Array.from({ length: 400 }, (_, index) => ({
  from: `/filler/${index}`,
  to: `/elsewhere/${index}`,
}));

function deployed(config: SiteConfig, inStore: boolean): ViewerRequestHandler {
  const more = siteOf({ redirects: inStore ? filler : [] }).redirects;
  const { code, keyValues } = viewerRequestBundle({ ...config, redirects: [...config.redirects, ...more] });
  return deploy(code, keyValues);
}

describe("redirects, with any form of a page's URL", () => {
  it("end at a page or a 404, whoever asks for what, from the code and from the store alike", async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(site, fc.array(path, { minLength: 1, maxLength: 8 }), async (input, paths) => {
        const config = siteOf(input);
        const codes = codesOf(config);
        codes.delete("REDIRECT_SHADOWS_DOCUMENT");
        if (codes.size > 0) return;
        kept += 1;
        const [code, store] = [deployed(config, false), deployed(config, true)];
        const starts = config.redirects.flatMap(({ from, to }) =>
          [from, to].map((text) => text.replace(/:p|:q|:splat|\*/g, "a")),
        );
        for (const start of new Set([...paths, ...starts, "/", "/index.html"])) {
          const way = await visited(code, start);
          expect(way.length, way.join(" ")).toBeLessThanOrEqual(mostHops + 1);
          expect(await visited(store, start)).toEqual(way);
        }
      }),
      { numRuns },
    );
    expect(kept).toBeGreaterThan(numRuns / 5);
  });

  it("are refused as endless only where somebody's request is", async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(site, async (input) => {
        const config = siteOf(input);
        const codes = codesOf(config);
        codes.delete("REDIRECT_SHADOWS_DOCUMENT");
        if (codes.size !== 1 || !codes.has("REDIRECT_LOOP")) return;
        refused += 1;
        const endless = chainFinder(config.redirects, urlStyleOf(config), []);
        const handler = deployed(config, false);
        const ways = await Promise.all(
          config.redirects.flatMap((one) => {
            const chain = endless(one);
            return chain ? [visited(handler, encodePath(chain[0] as string))] : [];
          }),
        );
        expect(Math.max(...ways.map(({ length }) => length)), JSON.stringify(ways)).toBeGreaterThan(
          mostHops + 1,
        );
      }),
      { numRuns },
    );
    expect(refused).toBeGreaterThan(numRuns / 20);
  });
});

describe("a redirect of the index document to the root", () => {
  it.each(["directory", "html-extension", "both", "spa", "none"] as const)(
    "ends in style %s, by either reading",
    async (style) => {
      for (const canonical of [true, false]) {
        const config = siteOf({ urls: { style, canonical }, redirects: [{ from: "/index.html", to: "/" }] });
        expect(codesOf(config)).toEqual(new Set());
        const handler = deployed(config, false);
        expect(await visited(handler, "/index.html")).toEqual(["/index.html", "/"]);
        expect(await visited(handler, "/")).toEqual(["/"]);
      }
    },
  );
});
