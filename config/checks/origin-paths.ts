import { compilePathPattern, patternCovers } from "../../facts/cloudfront/path-pattern";
import { didYouMean } from "../did-you-mean";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { OriginPath, SiteConfig } from "../schema";
import type { CheckContext, ConfigCheck } from "./check";

const rules = {
  PATH_ORIGIN_UNKNOWN: {
    severity: "error",
    rule: "A path leads to one of the servers in origins.",
    mend: "Name one that is there.",
  },
  PATH_ORIGIN_WRITES_TO_TWO: {
    severity: "error",
    rule: "CloudFront takes no methods that write for a server with a second one: it fails over for GET, HEAD and OPTIONS alone.",
    mend: 'Use methods "read", or name the server a second time in origins, without failover, for paths that write.',
  },
  PATH_ORIGIN_TAKES_SITE: {
    severity: "error",
    rule: "The index document and the error pages are in the buckets: a path of another server that matches them takes them away.",
    mend: "Choose a narrower pattern.",
  },
  PATH_ORIGIN_SHADOWS_DOCUMENT: {
    severity: "warning",
    rule: "A document under a path of another server is published, and nobody can reach it.",
    mend: "Choose another path, or remove the document.",
  },
  PATH_ORIGIN_NEVER_REDIRECTED: {
    severity: "error",
    rule: "The function that redirects does not run for paths of another server.",
    mend: "Let the server redirect, or choose another path.",
  },
  PATH_ORIGIN_NO_HEADER_RULE: {
    severity: "error",
    rule: "Header rules are for the site's documents, and do not run for paths of another server.",
    mend: "Let the server set the header, or choose another path.",
  },
  PATH_ORIGIN_SHARED_ANSWER: {
    severity: "error",
    rule: "An answer that is kept goes to everybody with the same cache key: what tells one visitor from another must be in the key, or not reach the server.",
    mend: 'Put it into cache, or drop it from forward; forward is "none" where something is kept unless it says otherwise.',
  },
  PATH_ORIGIN_HOST_FORWARDED: {
    severity: "error",
    rule: "A function URL, and its signature, are for its own name: with the site's in Host it answers 403.",
    mend: "Leave Host out.",
  },
  PATH_ORIGIN_ERRORS_REPLACED: {
    severity: "warning",
    rule: "CloudFront's error pages are the whole distribution's: an answer of a server with this status comes with the site's page in the place of its own body, the status as it was.",
    mend: "Set the page to false, or let the server answer with another status, or give it a host name of its own where its errors are read by programs.",
  },
} as const;

const report = reporter(rules);

/** What goes to servers beside the buckets, and what it takes from the site (CloudFront guide, Cache behavior settings). */
export const originPathsCheck: ConfigCheck = {
  rules,
  find(site, context) {
    const { paths } = site;
    return [
      ...paths.flatMap((path, index) => pathFindings(site, path, ["paths", index], context)),
      ...takenFindings(site),
      ...(paths.length > 0 ? pageFindings(site) : []),
    ];
  },
};

function pathFindings(
  site: SiteConfig,
  settings: OriginPath,
  path: Path,
  { documents }: CheckContext,
): ConfigFinding[] {
  const { origin, methods, path: pattern } = settings;
  const server = Object.hasOwn(site.origins, origin) ? site.origins[origin] : undefined;
  const found: ConfigFinding[] = [];
  if (!server) {
    const hint = didYouMean(origin, Object.keys(site.origins));
    return [report("PATH_ORIGIN_UNKNOWN", [...path, "origin"], origin, hint)];
  }
  if (methods === "all" && server.failover !== undefined)
    found.push(report("PATH_ORIGIN_WRITES_TO_TWO", [...path, "methods"], methods));
  if (server.lambdaFunctionArn !== undefined && seesHost(settings))
    found.push(report("PATH_ORIGIN_HOST_FORWARDED", [...path, "forward"], "Host"));
  found.push(...sharedFindings(settings, path));
  const matches = compilePathPattern(pattern);
  const { content, errorPages } = site;
  const own = [`/${content.indexDocument}`, "/", errorPages.notFound, errorPages.maintenance];
  const taken = own.find((page) => page !== false && matches(page));
  if (taken) found.push(report("PATH_ORIGIN_TAKES_SITE", [...path, "path"], pattern, `It matches ${taken}.`));
  const hidden = taken ? undefined : documents.find((document) => matches(`/${document}`));
  if (hidden !== undefined) {
    const hint = `The document is ${JSON.stringify(hidden)}.`;
    found.push(report("PATH_ORIGIN_SHADOWS_DOCUMENT", [...path, "path"], pattern, hint));
  }
  return found;
}

function seesHost({ cache, forward }: OriginPath): boolean {
  const names = [...(cache ? cache.headers : []), ...(typeof forward === "object" ? forward.headers : [])];
  return names.some((name) => name.toLowerCase() === "host");
}

/** Cookies and credentials that reach the server and are not in the key. */
function sharedFindings({ cache, forward }: OriginPath, path: Path): ConfigFinding[] {
  if (cache === false || forward === undefined || forward === "none") return [];
  if (forward === "all") return [report("PATH_ORIGIN_SHARED_ANSWER", [...path, "forward"], forward)];
  const isKey = (name: string) => cache.cookies.includes(name);
  const cookies = forward.cookies === "all" ? ["all"] : forward.cookies.filter((name) => !isKey(name));
  return cookies.map((name) => report("PATH_ORIGIN_SHARED_ANSWER", [...path, "forward", "cookies"], name));
}

/** Redirects and header rules that could never apply. */
function takenFindings({ paths, redirects, headers }: SiteConfig): ConfigFinding[] {
  const matchers = paths.map(({ path }) => compilePathPattern(path));
  return [
    ...redirects.flatMap(({ from }, index) =>
      matchers.some((matches) => matches(from))
        ? [report("PATH_ORIGIN_NEVER_REDIRECTED", ["redirects", index, "from"], from)]
        : [],
    ),
    ...headers.rules.flatMap(({ path }, index) =>
      path !== undefined && paths.some((one) => patternCovers(one.path, path))
        ? [report("PATH_ORIGIN_NO_HEADER_RULE", ["headers", "rules", index, "path"], path)]
        : [],
    ),
  ];
}

function pageFindings({ errorPages }: SiteConfig): ConfigFinding[] {
  return (["notFound", "maintenance"] as const).flatMap((key) =>
    errorPages[key] === false
      ? []
      : [report("PATH_ORIGIN_ERRORS_REPLACED", ["errorPages", key], errorPages[key])],
  );
}
