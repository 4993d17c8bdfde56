import {
  compilePathPattern,
  isSamePattern,
  pathPatternProblem,
  patternCovers,
} from "../../facts/cloudfront/path-pattern";
import { healthKeys, healthPattern } from "../../facts/site/health";
import { errorPagePatterns } from "../error-page-patterns";
import { type ConfigFinding, formatPath, type Path, reporter } from "../problem";
import type { ConfigCheck } from "./check";

/** 75 behaviours in a distribution, less the default one and the two of the health checks. */
const mostOrderedPaths = 72;

/** True for paths that the distribution keeps to itself. */
export const isReservedPath = compilePathPattern(healthPattern);

const rules = {
  PATH_PATTERN_EMPTY: {
    severity: "error",
    rule: "A path pattern has at least one character.",
    mend: 'Write a pattern such as "/assets/*".',
  },
  PATH_PATTERN_TOO_LONG: {
    severity: "error",
    rule: "CloudFront takes path patterns of up to 255 characters.",
    mend: "Shorten the pattern with a wildcard.",
  },
  PATH_PATTERN_CHARACTERS: {
    severity: "error",
    rule: "CloudFront takes letters, digits, the wildcards * and ?, and _-.$/~\"'@:+& in a path pattern.",
    mend: 'Put "*" in place of each other character: requests have it percent-encoded.',
  },
  PATH_PATTERN_TWICE: {
    severity: "error",
    rule: "Each pattern is listed once; with and without a leading slash it is the same pattern.",
    mend: "Remove one of the two.",
  },
  PATH_PATTERN_SHADOWED: {
    severity: "error",
    rule: "CloudFront takes the first pattern that matches: one whose paths an earlier pattern matches, all of them, is never reached.",
    mend: "Move it in front of the earlier one, or remove it.",
  },
  PATH_PATTERN_RESERVED: {
    severity: "error",
    rule: `Paths under /${healthKeys.prefix} belong to the health checks of the two regions.`,
    mend: "Choose another path.",
  },
  CACHE_PATHS_TOO_MANY: {
    severity: "error",
    rule: "A distribution has at most 75 behaviours: the default one, two for the health checks, one for each error page, and yours.",
    mend: "Join patterns with wildcards.",
  },
  CACHE_DEFAULT_UNREACHABLE: {
    severity: "warning",
    rule: "A pattern that matches every path leaves nothing to cache.default.",
    mend: "Put its settings into cache.default, and remove the pattern.",
  },
} as const;

const report = reporter(rules);

/** Patterns that CloudFront accepts, and that each take effect. */
export const pathPatternsCheck: ConfigCheck = {
  rules,
  find({ cache, errorPages, headers, paths }) {
    const own = (path: Path, list: readonly { readonly path: string }[]) =>
      list.map(({ path: pattern }, index): Listed => ({ pattern, path: [...path, index, "path"] }));
    const listed = [...own(["paths"], paths), ...own(["cache", "paths"], cache.paths)];
    const found = [
      ...headers.rules.flatMap(({ path }, index) =>
        path === undefined ? [] : syntaxFindings(path, ["headers", "rules", index, "path"]),
      ),
      ...listed.flatMap(({ pattern, path }) => syntaxFindings(pattern, path)),
      ...orderFindings(listed),
    ];
    const pages = errorPagePatterns({ errorPages });
    const others = listed.filter(({ pattern }) => !pages.some((page) => isSamePattern(page, pattern)));
    if (others.length > mostOrderedPaths - pages.length) {
      found.push(report("CACHE_PATHS_TOO_MANY", ["cache", "paths"], `${listed.length} paths`));
    }
    return found;
  },
};

function syntaxFindings(pattern: string, path: Path): ConfigFinding[] {
  const problem = pathPatternProblem(pattern);
  if (problem === "empty") return [report("PATH_PATTERN_EMPTY", path, pattern)];
  if (problem === "too-long") return [report("PATH_PATTERN_TOO_LONG", path, pattern)];
  if (problem === "characters") return [report("PATH_PATTERN_CHARACTERS", path, pattern)];
  return [];
}

/** A pattern, and where it stands. */
interface Listed {
  readonly pattern: string;
  readonly path: Path;
}

function orderFindings(listed: readonly Listed[]): ConfigFinding[] {
  return listed.flatMap(({ pattern, path }, index) => {
    if (pathPatternProblem(pattern)) return [];
    if (patternCovers(healthPattern, pattern)) return [report("PATH_PATTERN_RESERVED", path, pattern)];

    const place = (other: Listed) => formatPath(other.path.slice(0, -1));
    const before = listed.slice(0, index);
    const twin = before.find((earlier) => isSamePattern(earlier.pattern, pattern));
    if (twin) return [report("PATH_PATTERN_TWICE", path, pattern, `The other one is ${place(twin)}.`)];

    const cover = before.find(
      (earlier) => !pathPatternProblem(earlier.pattern) && patternCovers(earlier.pattern, pattern),
    );
    if (cover) {
      const hint = `The earlier one is ${JSON.stringify(cover.pattern)} at ${place(cover)}.`;
      return [report("PATH_PATTERN_SHADOWED", path, pattern, hint)];
    }
    return path[0] === "cache" && patternCovers(pattern, "*")
      ? [report("CACHE_DEFAULT_UNREACHABLE", path, pattern)]
      : [];
  });
}
