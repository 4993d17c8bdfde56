import { headerMatcher } from "../../facts/http/header-matcher";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { CacheMode, OriginPath } from "../schema";
import { type ConfigCheck, repeats } from "./check";
import { isHeaderName } from "./header-names";

const mostNames = 10;

/** Viewer headers that no policy takes, whatever the origin is. */
const refused = [
  "accept-encoding",
  "cache-control",
  "connection",
  "content-length",
  "cookie",
  "max-forwards",
  "pragma",
  "proxy-*",
  "request-range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-amz-*",
  "x-edge-*",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Those that a cache policy cannot hold for an S3 origin. */
const isRefused = headerMatcher([...refused, "authorization", "host"]);
/** Those that it cannot hold for another server. */
const isRefusedOfServers = headerMatcher(refused);
/** Those that are not forwarded beside the key: credentials go with the key, or with all of the visitor's headers. */
const isNotForwarded = headerMatcher([...refused, "authorization"]);

const rules = {
  CACHE_KEY_HEADER_REFUSED: {
    severity: "error",
    rule: "CloudFront takes no header into the cache key that it writes, strips or treats in a way of its own: Cookie has a key of its own, Accept-Encoding is there already; Host and Authorization belong to S3's signature, and for another server Authorization goes with its cache key alone.",
    mend: "Remove the header.",
  },
  CACHE_KEY_NAME_INVALID: {
    severity: "error",
    rule: "Query strings, headers and cookies in the cache key are given by their exact names, without spaces or wildcards.",
    mend: "Write the name out.",
  },
  CACHE_KEY_NAME_TWICE: {
    severity: "error",
    rule: "Each name is listed once; in headers case does not count.",
    mend: "Remove the second one.",
  },
  CACHE_KEY_TOO_MANY: {
    severity: "error",
    rule: "A cache policy holds at most 10 query strings, 10 headers and 10 cookies.",
    mend: "Remove names: every one of them splits the cache further.",
  },
} as const;

const report = reporter(rules);

/** What may join the path in the cache key (CloudFront guide, Quotas on policies; Caching based on request headers). */
export const cacheKeyCheck: ConfigCheck = {
  rules,
  find({ cache, paths }) {
    return [
      ...keyFindings(cache.default, ["cache", "default"]),
      ...cache.paths.flatMap((mode, index) => keyFindings(mode, ["cache", "paths", index])),
      ...paths.flatMap((path, index) => serverFindings(path, ["paths", index])),
    ];
  },
};

function serverFindings({ cache, forward }: OriginPath, path: Path): ConfigFinding[] {
  return [
    ...(cache === false ? [] : keyFindings(named(cache), [...path, "cache"], isRefusedOfServers)),
    ...(typeof forward === "object" ? keyFindings(named(forward), [...path, "forward"], isNotForwarded) : []),
  ];
}

type Names = Pick<CacheMode, "queryStrings" | "headers" | "cookies">;

/** What is listed by its name. */
function named(lists: { readonly [K in keyof Names]: Names[K] | "all" }): Names {
  const list = (names: readonly string[] | "all") => (names === "all" ? [] : [...names]);
  return {
    queryStrings: list(lists.queryStrings),
    headers: list(lists.headers),
    cookies: list(lists.cookies),
  };
}

function keyFindings(cache: Names, path: Path, isRefusedThere = isRefused): ConfigFinding[] {
  const lower = (name: string) => name.toLowerCase();
  return [
    ...listFindings(cache.queryStrings, [...path, "queryStrings"], isQueryStringName, String),
    ...listFindings(cache.headers, [...path, "headers"], isHeaderName, lower),
    ...listFindings(cache.cookies, [...path, "cookies"], isHeaderName, String),
    ...cache.headers.flatMap((name, index) =>
      isRefusedThere(name) ? [report("CACHE_KEY_HEADER_REFUSED", [...path, "headers", index], name)] : [],
    ),
  ];
}

function listFindings(
  names: readonly string[],
  path: Path,
  isName: (name: string) => boolean,
  identity: (name: string) => string,
): ConfigFinding[] {
  const found = names.flatMap((name, index) =>
    isName(name) ? [] : [report("CACHE_KEY_NAME_INVALID", [...path, index], name)],
  );
  for (const index of repeats(names, identity)) {
    found.push(report("CACHE_KEY_NAME_TWICE", [...path, index], names[index]));
  }
  if (names.length > mostNames) found.push(report("CACHE_KEY_TOO_MANY", path, names));
  return found;
}

function isQueryStringName(name: string): boolean {
  return /^[^\s*?&=#]+$/.test(name);
}
