import type { SiteConfig } from "../../config";
import { urlStyleOf } from "../../config/url-style";
import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import { visitorPath } from "../../facts/site/visitor-path";
import { type ReleaseProblem, releaseProblem } from "../errors";
import type { NameEvidence } from "../evidence/evidence";
import { cachesOfKeys } from "./classify";
import { carriesHash } from "./content-hash";
import { contentTypeOf, isDocumentType } from "./content-type";

interface Named {
  readonly key: string;
  readonly evidence?: NameEvidence;
}

/** Fewer names that look alike may do so by chance. */
const fewest = 2;

/**
 * Lines for the config's `cache.paths` where all names look hashed and nothing proves it: a folder with all below it, or,
 * in the root, an extension. Nothing is suggested that would also cover a name without a hash.
 */
export function suggestedPaths(files: readonly Named[], site: SiteConfig): ReleaseProblem[] {
  if (site.cache.default.mode === "immutable") return [];
  const cacheOf = cachesOfKeys(site);
  const urls = urlStyleOf(site);
  const assets = files.filter(
    ({ key }) => !isDocumentType(contentTypeOf(key)) && cacheOf(key).explicit === undefined,
  );
  const found: ReleaseProblem[] = [];
  let open = assets.filter(({ evidence, key }) => evidence === undefined && carriesHash(key));
  for (const pattern of patternsFor(open)) {
    const matches = compilePathPattern(pattern);
    const covers = ({ key }: Named) => matches(visitorPath(key, urls));
    const own = open.filter(covers);
    if (own.length < fewest || !assets.filter(covers).every(isLikely)) continue;
    open = open.filter((file) => !covers(file));
    const line = `{ path: "${pattern}", mode: "immutable" }`;
    found.push(releaseProblem("RELEASE_LOOKS_HASHED", `${line}: ${own.length} files such as ${own[0]?.key}`));
  }
  return found;
}

function isLikely({ evidence, key }: Named): boolean {
  return evidence !== undefined || carriesHash(key);
}

/** Folders, those above others first; then extensions of what is in none. */
function patternsFor(files: readonly Named[]): string[] {
  const folders = new Set<string>();
  const extensions = new Set<string>();
  for (const { key } of files) {
    const segments = key.split("/").slice(0, -1);
    for (const at of segments.keys()) folders.add(`/${segments.slice(0, at + 1).join("/")}/*`);
    if (segments.length === 0) extensions.add(`/*${key.slice(key.lastIndexOf("."))}`);
  }
  const depth = (pattern: string) => pattern.split("/").length;
  return [...[...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)), ...[...extensions].sort()];
}
