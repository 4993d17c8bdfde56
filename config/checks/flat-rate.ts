import { cacheTtls } from "../../facts/cloudfront/cache-ttls";
import { mostFreePlans, type PlanRules } from "../../facts/cloudfront/flat-rate-plans";
import { isDisallowedToFunctions, readOnlyHeaders } from "../../facts/cloudfront/forbidden-headers";
import { behaviourCount, flatRatePlanOf } from "../flat-rate";
import { forwardingOf } from "../origin-forwarding";
import { policyHeaders } from "../policy-headers";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { OriginPath, SiteConfig } from "../schema";
import type { ConfigCheck } from "./check";

/** What AWS's own cache policies have. */
const { defaultTtl: managedTtl, maxTtl: longestTtl } = cacheTtls({});

const rules = {
  PLAN_PRICE_CLASS: {
    severity: "error",
    rule: "A flat-rate plan has every edge location, and CloudFront refuses a distribution on it another price class.",
    mend: 'Write distribution.priceClass: "PriceClass_All", which costs nothing more on a plan.',
  },
  PLAN_BEHAVIOURS: {
    severity: "error",
    rule: "Free takes 5 cache behaviours, Pro 10, Business 50 and Premium 100: the default one, two for the health checks, one for each error page and each path of a server, and on Business and Premium one for each of cache.paths.",
    mend: "Join patterns with wildcards, leave an error page out, or take the next plan.",
  },
  PLAN_CACHE_KEY: {
    severity: "error",
    rule: "Free and Pro take AWS's cache policies alone, and the one that fits a bucket has the path in its key and nothing else.",
    mend: "Leave the key out, or take Business.",
  },
  PLAN_CACHE_MAX_TTL: {
    severity: "error",
    rule: "Free and Pro take AWS's cache policies alone, whose max TTL is a year.",
    mend: "Leave maxTtl out, or take Business.",
  },
  PLAN_SERVER_CACHE: {
    severity: "error",
    rule: "Free and Pro take AWS's cache policies alone: of a server's answers CloudFront keeps nothing, or for a day what does not say how long.",
    mend: 'Write cache: false, or cache: { ttl: "1d" } without names in the key, or take Business.',
  },
  PLAN_FORWARD_LIST: {
    severity: "error",
    rule: "Free and Pro take AWS's origin request policies alone: a server sees all of a request but Host, or nothing beside the cache key.",
    mend: 'Write forward: "all" or "none", or take Business.',
  },
  PLAN_HEADERS_RUNTIME: {
    severity: "error",
    rule: "Free and Pro take no response headers policy but AWS's: the site's headers are set by a CloudFront Function, on answers below 400.",
    mend: 'Write headers.runtime: "cloudfront-function", or take Business.',
  },
  PLAN_HEADER_REFUSED: {
    severity: "error",
    rule: "Free and Pro have headers set by a CloudFront Function, which may neither set nor remove this one.",
    mend: "Remove the header, or take Business.",
  },
  PLAN_ACCESS_LOGS: {
    severity: "error",
    rule: "CloudFront refuses standard logs, of both versions, for a distribution on the Free plan.",
    mend: "Leave distribution.accessLogs out, or take Pro.",
  },
  PLAN_MAYBE_REFUSED: {
    severity: "warning",
    rule: "Plans have taken Lambda@Edge since March 2026, and VPC origins not on Free at first; on which plans they are allowed now is not known.",
    mend: "Try to subscribe before visitors depend on it, or do without.",
  },
} as const;

const report = reporter(rules);

/** What a flat-rate plan would refuse, for a site that is to join one (CloudFront guide, CloudFront flat-rate pricing plans). */
export const flatRateCheck: ConfigCheck = {
  rules,
  find(site) {
    const plan = flatRatePlanOf(site);
    if (plan === undefined) return [];
    const { priceClass, accessLogs } = site.distribution;
    const count = behaviourCount(site);
    return [
      ...(priceClass === "PriceClass_All"
        ? []
        : [report("PLAN_PRICE_CLASS", ["distribution", "priceClass"], priceClass)]),
      ...(count > plan.behaviours
        ? [report("PLAN_BEHAVIOURS", ["distribution", "pricing"], `${count} cache behaviours`)]
        : []),
      ...(accessLogs && !plan.accessLogs
        ? [report("PLAN_ACCESS_LOGS", ["distribution", "accessLogs"], accessLogs)]
        : []),
      ...(plan.ownPolicies ? [] : [...cacheFindings(site), ...headerFindings(site)]),
      ...unsureFindings(site, plan),
    ];
  },
};

function cacheFindings({ cache, paths }: SiteConfig): ConfigFinding[] {
  const modes: [Path, SiteConfig["cache"]["default"]][] = [
    [["cache", "default"], cache.default],
    ...cache.paths.map((mode, at): [Path, typeof mode] => [["cache", "paths", at], mode]),
  ];
  return [
    ...modes.flatMap(([path, mode]) => [
      ...(["queryStrings", "headers", "cookies"] as const).flatMap((part) =>
        mode[part].length === 0 ? [] : [report("PLAN_CACHE_KEY", [...path, part], mode[part])],
      ),
      ...(mode.mode !== "immutable" && mode.maxTtl !== longestTtl
        ? [report("PLAN_CACHE_MAX_TTL", [...path, "maxTtl"], mode.maxTtl)]
        : []),
    ]),
    ...paths.flatMap((path, at) => [
      ...(isManaged(path.cache) ? [] : [report("PLAN_SERVER_CACHE", ["paths", at, "cache"], path.cache)]),
      ...(typeof forwardingOf(path) === "string"
        ? []
        : [report("PLAN_FORWARD_LIST", ["paths", at, "forward"], path.forward)]),
    ]),
  ];
}

/** Whether a policy of AWS's does it. */
function isManaged(cache: OriginPath["cache"]): boolean {
  if (cache === false) return true;
  const names = [cache.queryStrings, cache.headers, cache.cookies];
  return cache.ttl === managedTtl && cache.maxTtl === longestTtl && names.every(({ length }) => length === 0);
}

const readOnly = readOnlyHeaders("viewer-response", "cloudfront-function");

function headerFindings({ headers }: SiteConfig): ConfigFinding[] {
  const { custom, remove, rules: some, runtime } = headers;
  const isUsed = policyHeaders(headers).length + remove.length + some.length > 0;
  const isRefused = (name: string) =>
    isDisallowedToFunctions(name) || [...readOnly, "set-cookie"].includes(name.toLowerCase());
  const names: [Path, string][] = [
    ...Object.keys(custom).map((name): [Path, string] => [["headers", "custom", name], name]),
    ...remove.map((name, at): [Path, string] => [["headers", "remove", at], name]),
  ];
  return [
    ...(isUsed && runtime !== "cloudfront-function"
      ? [report("PLAN_HEADERS_RUNTIME", ["headers", "runtime"], runtime)]
      : []),
    ...names.flatMap(([path, name]) => (isRefused(name) ? [report("PLAN_HEADER_REFUSED", path, name)] : [])),
  ];
}

function unsureFindings({ edge, headers, origins }: SiteConfig, { title }: PlanRules): ConfigFinding[] {
  const hasRules = headers.rules.length > 0 || headers.inlineHashes;
  const lambdas: [Path, unknown][] = [
    ...(["originRequest", "originResponse"] as const).map((event): [Path, unknown] => [
      ["edge", event],
      edge[event],
    ]),
    ...(title === "Business" || title === "Premium"
      ? [
          [
            ["headers", "runtime"],
            headers.runtime === "lambda-at-edge" && hasRules ? headers.runtime : undefined,
          ] satisfies [Path, unknown],
        ]
      : []),
    ...(title === "Free"
      ? Object.entries(origins).map(([name, { vpcOriginId }]): [Path, unknown] => [
          ["origins", name, "vpcOriginId"],
          vpcOriginId,
        ])
      : []),
  ];
  return lambdas.flatMap(([path, value]) =>
    value === undefined ? [] : [report("PLAN_MAYBE_REFUSED", path, value)],
  );
}

/** What plans refuse of several sites together. */
export const sharedPlanRules = {
  PLAN_WEB_ACL_SHARED: {
    severity: "error",
    rule: "The web ACL of a distribution on a flat-rate plan belongs to it alone.",
    mend: "Leave webAclArn out of the site that has a plan, whose stack then makes one, or give the other site another.",
  },
  PLANS_FREE_MORE_THAN_3: {
    severity: "error",
    rule: "An account has at most three Free plans.",
    mend: "Take Pro for some sites, or deploy them from another account.",
  },
} as const;

const reportShared = reporter(sharedPlanRules);

/** Web ACLs that two sites have, one of them on a plan; and one Free plan too many. */
export function planFindings(sites: readonly SiteConfig[]): ConfigFinding[] {
  const free = sites.filter(({ distribution }) => distribution.pricing === "free");
  return [
    ...sites.flatMap(({ distribution: { pricing, webAclArn } }, at) => {
      const others = sites.filter(
        (other, index) => index !== at && other.distribution.webAclArn === webAclArn,
      );
      return pricing !== undefined && webAclArn !== undefined && others.length > 0
        ? [reportShared("PLAN_WEB_ACL_SHARED", ["sites", at, "distribution", "webAclArn"], webAclArn)]
        : [];
    }),
    ...(free.length > mostFreePlans
      ? [reportShared("PLANS_FREE_MORE_THAN_3", ["sites"], `${free.length} sites with pricing "free"`)]
      : []),
  ];
}
