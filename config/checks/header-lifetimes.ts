import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import { parseCacheControl } from "../../facts/http/cache-control";
import { HeaderMap } from "../../facts/http/header-map";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { HeaderRule, SiteConfig } from "../schema";
import type { ConfigCheck } from "./check";
import { isErrorStatus } from "./header-rules";

const rules = {
  HEADER_KEEPS_ANSWERS: {
    severity: "error",
    rule: "A release says how long each file is kept, and orders, invalidates and remembers names by that: a header that lets edges or browsers keep it for longer leaves old pages with them.",
    mend: "Say it in cache.paths, or in cacheControl of content.files; a header may say no-store, no-cache or max-age=0.",
  },
} as const;

const report = reporter(rules);

/**
 * Cache-Control by headers. At the origin, a function's is what the edge goes by (CloudFront guide, Manage how long content
 * stays in the cache); behind it, browsers go by it alone.
 */
export const headerLifetimesCheck: ConfigCheck = {
  rules,
  find({ headers, paths }) {
    const others = paths.map(({ path }) => compilePathPattern(path));
    const isOfOthers = ({ path }: HeaderRule) =>
      path !== undefined && others.some((matches) => matches(path));
    return [
      ...findingsOf(headers.custom, headers.remove, ["headers"], "custom"),
      ...headers.rules.flatMap((rule, index) =>
        isErrorStatus(rule.status) || isOfOthers(rule)
          ? []
          : findingsOf(rule.set, rule.remove, ["headers", "rules", index], "set"),
      ),
    ];
  },
};

function findingsOf(
  set: SiteConfig["headers"]["custom"],
  remove: readonly string[],
  path: Path,
  member: string,
): ConfigFinding[] {
  const isIt = (name: string) => name.toLowerCase() === "cache-control";
  return [
    ...Object.entries(set).flatMap(([name, value]) =>
      isIt(name) && keepsUnasked(value)
        ? [report("HEADER_KEEPS_ANSWERS", [...path, member, name], value)]
        : [],
    ),
    ...remove.flatMap((name, index) =>
      isIt(name) ? [report("HEADER_KEEPS_ANSWERS", [...path, "remove", index], name)] : [],
    ),
  ];
}

/** Whether an edge or a browser may answer by it without a question; without a lifetime, each has one of its own. */
function keepsUnasked(value: string): boolean {
  const said = parseCacheControl(new HeaderMap({ "cache-control": value }), 0);
  if (said.isUncertain) return true;
  if (said.noStore || said.noCache) return false;
  const { maxAge, sMaxAge, staleWhileRevalidate = 0 } = said;
  return maxAge !== 0 || (sMaxAge ?? 0) > 0 || staleWhileRevalidate > 0;
}
