import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { SiteConfig, SiteInput } from "../../../config";
import { urlStyleOf } from "../../../config/url-style";
import { invalidationPathProblem } from "../../../facts/cloudfront/invalidation-path";
import { HeaderMap } from "../../../facts/http/header-map";
import { encodePath } from "../../../facts/site/path";
import { pathsOf } from "../../../facts/site/visitor-path";
import { fileTask } from "../../../operations/verify/checks";
import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { VirtualClock } from "../../../rehearsal/edge";
import { type LoadedSite, loadTerraform } from "../../../rehearsal/terraform";
import { contentTypeOf } from "../../../release/classes/content-type";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import { createResolver } from "../../../release/links/resolve";
import { keyProblem } from "../../../release/scan/key-problems";
import { siteJson } from "../../support/site-json";
import { siteWith } from "../../support/sites";

const host = "www.example.com";
const keep = { trailingSlash: "keep", canonical: false } as const;
const styles = [
  "directory",
  { trailingSlash: "strip" },
  { style: "directory", ...keep },
  "html-extension",
  { style: "html-extension", ...keep },
  "both",
  { style: "spa", trailingSlash: "strip" },
  "none",
] as const satisfies NonNullable<SiteInput["urls"]>[];
type Style = (typeof styles)[number];

/** More of them when something about paths changes. */
const numRuns = Number(process.env.OUTLAST_RUNS ?? 10);

const special = [..." !\"#$%&'()*+,:;<=>?@[]^`{|}~é日😀"];
const letter = fc.constantFrom(..."ab1.-_qC", ...special);
const name = fc
  .tuple(
    fc.string({ unit: letter, minLength: 1, maxLength: 6 }),
    fc.constantFrom("", ".html", ".txt", ".js", "++", ".c++"),
  )
  .map((parts) => parts.join(""));
const key = fc
  .tuple(
    fc.array(fc.oneof(name, fc.constantFrom("q", "c++", ".well-known")), { maxLength: 2 }),
    name,
    fc.boolean(),
  )
  .map(([folders, last, isIndex]) => [...folders, isIndex ? "index.html" : last].join("/"))
  .filter((made) => keyProblem(made) === undefined && !/(^|\/)\.(?!well-known\/)/.test(made));

/** A path as somebody else would write it, choice by choice: escapes in lower case, escapes that need not be, none where browsers send none. */
function respelled(path: string, choices: readonly number[]): string {
  let at = 0;
  return path.replace(/%[0-9A-F]{2}|[!-~]/g, (part, offset: number) => {
    const choice = choices[at++ % choices.length] as number;
    if (part.length > 1) {
      if (choice === 1) return part.toLowerCase();
      return choice === 2 && /%5B|%5D|%7C|%5E/.test(part) ? decodeURIComponent(part) : part;
    }
    if (choice !== 2 || offset === 0) return part;
    return `%${part.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

const held = { mode: "edge", ttl: "30d" } as const;
const cacheControl = "max-age=0, s-maxage=2592000";

/** The settings of a site whose edges hold everything for a month, in one folder by its query as well. */
const settings = (urls: Style) => ({
  urls,
  domain: { name: host, zone: { name: "example.com", create: true } },
  // The function that reads inline hashes is in an archive, which is not made here.
  headers: { inlineHashes: false },
  cache: { default: held, paths: [{ path: "/q*", ...held, queryStrings: ["q"] }] },
});

/** Such a site in the rehearsal, with the functions that are deployed. */
class Served {
  readonly contents = new Map<string, string>();
  readonly #clock = new VirtualClock();
  readonly #rehearsal: Rehearsal;

  constructor(
    readonly site: SiteConfig,
    loaded: LoadedSite,
  ) {
    this.#rehearsal = new Rehearsal(loaded, { clock: this.#clock, random: () => 0.5 });
  }

  put(file: string, text: string): void {
    const bucket = this.#rehearsal.originBuckets().get("primary") as string;
    const bytes = new TextEncoder().encode(text);
    this.#rehearsal.regions
      .store(bucket)
      .put(file, bytes, { contentType: contentTypeOf(file), cacheControl });
    this.contents.set(file, text);
  }

  /** Invalidates what a release that changed one file would. */
  released(file: string): void {
    const change = { key: file, kind: "changed", document: false } as const;
    const unchanged = [...this.contents.keys()].filter((other) => other !== file);
    const { paths } = invalidationPlanner(this.site)(
      [{ ...change, oldCacheControl: cacheControl, newCacheControl: cacheControl }],
      unchanged.map((other) => ({ key: other, cacheControl })),
    );
    expect(paths.filter((path) => invalidationPathProblem(path) !== undefined)).toEqual([]);
    this.#rehearsal.edge.invalidate(this.#rehearsal.site.distributions[0]?.id ?? "", paths);
  }

  /** What a visitor gets who follows the one redirect to the page's URL. */
  async get(target: string): Promise<{ status: number; headers: HeaderMap; text: string }> {
    const answer = await this.#ask(target);
    const location = answer.headers.get("location");
    if (location === null) return answer;
    const followed = await this.#ask(location);
    expect([answer.status, followed.headers.get("location")], target).toEqual([301, null]);
    return followed;
  }

  async #ask(target: string) {
    const at = target.indexOf("?");
    const [path, query] = at < 0 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)];
    const answer = await this.#clock.run(
      this.#rehearsal.edge.handle({
        ...{ method: "GET", scheme: "https", httpVersion: "2.0", path, query, clientIp: "192.0.2.1" },
        headers: new HeaderMap({ Host: host }),
      }),
    );
    const { headers, status } = answer;
    return { status, headers, text: new TextDecoder().decode(answer.body) };
  }

  /** Failures that `verify` finds of a file at its path. */
  async verify(file: string, path: string): Promise<readonly string[]> {
    const ask = async (url: string) => {
      const { headers, status, text } = await this.get(new URL(url).pathname);
      return { status, headers: new Headers([...headers]), sha256: sha256(text), size: text.length, text };
    };
    const text = this.contents.get(file) as string;
    const expected = { key: file, path, md5: "", sha256: sha256(text), size: text.length, cacheControl };
    const subject = { origin: `https://${host}`, site: this.site, ask };
    const checks = await fileTask(subject, { ...expected, contentType: contentTypeOf(file) }, false)();
    return checks.flatMap(({ failures }) => failures);
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe.each(styles)("every key of a site with urls %j", (style) => {
  const site = siteWith(settings(style));
  const urls = urlStyleOf(site);
  let loaded: LoadedSite;
  beforeAll(() => {
    loaded = loadTerraform(JSON.stringify(siteJson(settings(style))), { folder: ".", name: "site.tf.json" });
  });

  const some = fc.uniqueArray(key, { minLength: 1, maxLength: 4 });
  const choices = fc.array(fc.nat(2), { minLength: 1, maxLength: 40 });

  it("is served under each of its paths in any spelling, invalidated in all of them, and verified", async () => {
    await fc.assert(
      fc.asyncProperty(some, choices, async (keys, how) => {
        const served = new Served(site, loaded);
        for (const one of ["index.html", ...keys]) served.put(one, `old ${one}`);
        for (const one of keys) {
          const paths = pathsOf(one, urls);
          const targets = paths
            .flatMap((path) => [path, respelled(path, how)])
            .flatMap((path) => [path, `${path}?q=1`, `${path}?q=2`]);
          for (const target of targets)
            expect(await served.get(target), target).toMatchObject({ status: 200, text: `old ${one}` });
          served.put(one, `new ${one}`);
          for (const target of targets) expect((await served.get(target)).text, target).toBe(`old ${one}`);
          served.released(one);
          for (const target of targets) expect((await served.get(target)).text, target).toBe(`new ${one}`);
          for (const path of paths) expect(await served.verify(one, path), path).toEqual([]);
        }
      }),
      { numRuns },
    );
  });

  it("is what a link to it means, and what is served to whoever follows the link", async () => {
    await fc.assert(
      fc.asyncProperty(some, choices, async (keys, how) => {
        const served = new Served(site, loaded);
        for (const one of ["index.html", ...keys]) served.put(one, one);
        const { resolve } = createResolver(site, (file) => served.contents.has(file));
        for (const one of keys) {
          for (const path of pathsOf(one, urls))
            expect(resolve(respelled(path, how), "a.html"), path).toBe(one);
          for (const reference of [encodePath(`/${one}`), `/${one}`, `/${one}/`]) {
            const means = resolve(reference, "a.html");
            const { status, text } = await served.get(new URL(reference, `https://${host}`).pathname);
            if (means === "missing") expect(status, reference).toBeGreaterThanOrEqual(400);
            else expect({ status, text }, reference).toEqual({ status: 200, text: means });
          }
        }
      }),
      { numRuns },
    );
  });
});

describe("the forms that browsers send", () => {
  it.each([
    ["tags/c++/index.html", "/tags/c++/"],
    ["img/a+b.png", "/img/a+b.png"],
    ["a+b.html", "/a+b.html"],
    ["it's.html", "/it's.html"],
    ["[br].txt", "/[br].txt"],
    ["logo@2x.png", "/logo@2x.png"],
    ["a b.html", "/a%20b.html"],
    ["é.html", "/%c3%a9.html"],
  ])("of %s reach it, and are rid of it", async (file, path) => {
    const site = siteWith(settings("directory"));
    const loaded = loadTerraform(JSON.stringify(siteJson(settings("directory"))), {
      folder: ".",
      name: "site.tf.json",
    });
    const served = new Served(site, loaded);
    served.put(file, "old");
    expect(await served.get(path)).toMatchObject({ status: 200, text: "old" });
    served.put(file, "new");
    served.released(file);
    expect((await served.get(path)).text).toBe("new");
    expect(await served.verify(file, path)).toEqual([]);
  });
});
