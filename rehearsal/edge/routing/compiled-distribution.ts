import { compilePathPattern } from "../../../facts/cloudfront/path-pattern";
import { remembered } from "../../../facts/remembered";
import { edgeError } from "../errors";
import { functionAt } from "../function-ports";
import { compileCloudFrontHeaders } from "../headers/cloudfront-headers";
import { compileResponseHeadersPolicy } from "../headers/response-headers-policy";
import { compileVary } from "../headers/vary";
import type { Random } from "../headers/viewer-headers";
import { compileCacheKey } from "../key/cache-key";
import { originRequestParts } from "../key/origin-request-parts";
import { isCachingDisabled } from "../lifetime/freshness";
import type { CacheBehavior, CustomErrorResponse, Distribution, FunctionAssociation, Origin } from "../model";
import { normalizedPath } from "./normalized-path";

/** One origin, or the two of a group with the codes on which the second is asked. */
export interface TargetOrigins {
  readonly members: readonly [Origin] | readonly [primary: Origin, secondary: Origin];
  readonly statusCodes: readonly number[];
}

/** A behaviour with everything parsed that would otherwise be parsed for each request. */
export interface CompiledBehavior {
  readonly config: CacheBehavior;
  readonly pattern: string;
  readonly matches: (path: string) => boolean;
  readonly allowedMethods: ReadonlySet<string>;
  readonly cachedMethods: ReadonlySet<string>;
  /** Undefined where no policy names a CloudFront-* header. */
  readonly addCloudFrontHeaders: ReturnType<typeof compileCloudFrontHeaders>;
  /** Beginning with the distribution's id. */
  readonly cacheKey: ReturnType<typeof compileCacheKey>;
  /** What the policies forward to an S3 origin, and to a custom one. */
  readonly originParts: Record<Origin["kind"]["type"], ReturnType<typeof originRequestParts>>;
  readonly applyHeadersPolicy: ReturnType<typeof compileResponseHeadersPolicy> | undefined;
  /** All three TTLs are 0: nothing is looked up, stored or collapsed. */
  readonly cachingDisabled: boolean;
  /** Requests that carry cookies to the origin are neither collapsed nor revalidated. */
  readonly forwardsCookies: boolean;
  /** Whether a name, in lower case, stays in an answer's Vary. */
  readonly isVaryKept: ReturnType<typeof compileVary>;
  readonly target: TargetOrigins;
  readonly viewerRequest: FunctionAssociation | undefined;
  readonly viewerResponse: FunctionAssociation | undefined;
  readonly originRequest: FunctionAssociation | undefined;
  readonly originResponse: FunctionAssociation | undefined;
}

export interface CompiledDistribution {
  readonly config: Distribution;
  /** The listed behaviours in order, then the default one. */
  readonly behaviors: readonly CompiledBehavior[];
  /**
   * The first behaviour whose pattern matches, the default one last. The path is matched in its normalized form,
   * and goes to the origin as the viewer wrote it (CloudFront guide, Path pattern).
   */
  readonly behaviorFor: (path: string) => CompiledBehavior;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly errorRules: ReadonlyMap<number, CustomErrorResponse>;
  /** Countries of the geo restriction. */
  readonly locations: ReadonlySet<string>;
}

/** @throws {OutlastError} when a behaviour or a group names an origin that the distribution has not */
export function compileDistribution(config: Distribution, random: Random): CompiledDistribution {
  const problems: string[] = [];
  const origins = new Map(config.origins.map((origin) => [origin.id, origin]));
  const targets = new Map<string, TargetOrigins>();
  for (const origin of config.origins) targets.set(origin.id, { members: [origin], statusCodes: [] });
  for (const { id, members, statusCodes } of config.originGroups) {
    const [primary, secondary] = members.map((member) => origins.get(member));
    if (primary !== undefined && secondary !== undefined)
      targets.set(id, { members: [primary, secondary], statusCodes });
    else
      problems.push(
        `origin group "${id}": each of its members (${members.join(", ")}) must be an origin's id`,
      );
  }
  const compile = (pattern: string, behavior: CacheBehavior) => {
    const target = targets.get(behavior.targetOriginId);
    if (target !== undefined) return [compileBehavior(config.id, pattern, behavior, target, random)];
    problems.push(
      `behaviour "${pattern}": target origin "${behavior.targetOriginId}" must be the id of an origin or a group`,
    );
    return [];
  };
  const behaviors = [
    ...config.cacheBehaviors.flatMap((behavior) => compile(behavior.pathPattern, behavior)),
    ...compile("*", config.defaultCacheBehavior),
  ];
  if (problems.length > 0)
    throw edgeError("EDGE_DISTRIBUTION_INVALID", `distribution ${config.id} cannot be run`, problems);
  const fallback = behaviors[behaviors.length - 1] as CompiledBehavior;
  const matching = remembered((path) => {
    const normalized = normalizedPath(path);
    return behaviors.find(({ matches }) => matches(normalized)) ?? fallback;
  });
  return {
    config,
    behaviors,
    behaviorFor: behaviors.length === 1 ? () => fallback : matching,
    origins,
    errorRules: new Map(config.customErrorResponses.map((rule) => [rule.errorCode, rule])),
    locations: new Set(config.geoRestriction.locations),
  };
}

function compileBehavior(
  id: string,
  pattern: string,
  config: CacheBehavior,
  target: TargetOrigins,
  random: Random,
): CompiledBehavior {
  const policy = config.responseHeadersPolicy;
  const { cachePolicy, originRequestPolicy } = config;
  const cachesOptions = config.cachedMethods.includes("OPTIONS");
  return {
    config,
    pattern,
    matches: compilePathPattern(pattern),
    allowedMethods: new Set(config.allowedMethods),
    cachedMethods: new Set(["GET", "HEAD", ...config.cachedMethods]),
    addCloudFrontHeaders: compileCloudFrontHeaders(config),
    cacheKey: compileCacheKey(config.cachePolicy, `${id} `),
    originParts: {
      s3: originRequestParts(cachePolicy, originRequestPolicy, true, cachesOptions),
      custom: originRequestParts(cachePolicy, originRequestPolicy, false, cachesOptions),
    },
    applyHeadersPolicy: policy && compileResponseHeadersPolicy(policy, random),
    cachingDisabled: isCachingDisabled(config.cachePolicy),
    forwardsCookies:
      config.cachePolicy.cookies.behavior !== "none" ||
      (config.originRequestPolicy?.cookies.behavior ?? "none") !== "none",
    isVaryKept: compileVary(config),
    target,
    viewerRequest: functionAt(config.functions, "viewer-request"),
    viewerResponse: functionAt(config.functions, "viewer-response"),
    originRequest: functionAt(config.functions, "origin-request"),
    originResponse: functionAt(config.functions, "origin-response"),
  };
}
