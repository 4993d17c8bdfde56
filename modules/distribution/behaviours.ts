import type {
  CloudfrontDistributionDefaultCacheBehavior,
  CloudfrontDistributionOrderedCacheBehavior,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import { cacheModes } from "../../config/cache-mode";
import { errorPagePaths } from "../../config/error-page-patterns";
import { cachedPaths } from "../../config/flat-rate";
import { bucketGroupId, errorPageGroupId } from "../../config/origin-ids";
import type { CacheMode, OriginPath, SiteConfig } from "../../config/schema";
import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { closestPattern } from "../../facts/cloudfront/path-pattern";
import { healthPaths } from "../../facts/site/health";
import { bucketOriginIds } from "../../facts/site/origin-ids";
import type { DeployedFunction, DeployedLambda } from "../header-function";
import { serverTargetOf } from "../origin-servers";

/** What the behaviours of a distribution refer to. */
export interface BehaviourParts {
  readonly cachePolicyId: (cache: CacheMode) => string;
  readonly responseHeadersPolicyId?: string;
  /** What servers beside the buckets have of their own. */
  readonly servers: {
    readonly cachePolicyId: (cache: Exclude<OriginPath["cache"], false>) => string;
    readonly originRequestPolicyId: (path: OriginPath) => string | undefined;
    readonly responseHeadersPolicyId?: string;
  };
  readonly viewerRequestArn: string;
  readonly viewerResponse?: DeployedFunction;
  readonly lambda?: DeployedLambda;
}

/**
 * The health behaviours and those of the error pages, then one for each path of a server and each of the site's, in the
 * config's order. A path of the config that is an error page's has its place among these.
 */
export function orderedBehaviours(
  site: SiteConfig,
  parts: BehaviourParts,
): CloudfrontDistributionOrderedCacheBehavior[] {
  const health = [
    healthBehaviour(healthPaths.primary, bucketOriginIds.primary, parts),
    healthBehaviour(healthPaths.replica, bucketOriginIds.replica, parts),
  ];
  const cacheOf = cacheModes(site);
  const errorPages = errorPagePaths(site).map((path) => ({
    pathPattern: closestPattern(path),
    ...contentBehaviour(cacheOf(path).mode, parts, errorPageGroupId),
  }));
  const paths = cachedPaths(site).map((cache) => ({
    ...{ pathPattern: cache.path },
    ...contentBehaviour(cache, parts),
  }));
  return [
    ...health,
    ...errorPages,
    ...site.paths.map((path) => serverBehaviour(site, path, parts)),
    ...paths,
  ];
}

/**
 * A behaviour on the origin group. OPTIONS is among the cached methods, since a preflight fails over only then; the
 * methods that write are not allowed, since CloudFront refuses them on a group (CloudFront guide, Origin failover).
 */
export function contentBehaviour(
  cache: CacheMode,
  parts: BehaviourParts,
  targetOriginId: string = bucketGroupId,
): CloudfrontDistributionDefaultCacheBehavior {
  const methods = ["GET", "HEAD", "OPTIONS"];
  return {
    ...commonSettings(parts),
    targetOriginId,
    allowedMethods: methods,
    cachedMethods: methods,
    cachePolicyId: parts.cachePolicyId(cache),
    compress: true,
    ...functionAssociations(parts),
  };
}

function healthBehaviour(
  pathPattern: string,
  targetOriginId: string,
  parts: BehaviourParts,
): CloudfrontDistributionOrderedCacheBehavior {
  const methods = ["GET", "HEAD"];
  return {
    ...commonSettings(parts),
    pathPattern,
    targetOriginId,
    allowedMethods: methods,
    cachedMethods: methods,
    cachePolicyId: managedPolicyIds.cache.CachingDisabled,
    compress: false,
  };
}

/**
 * A behaviour on a server beside the buckets. No function runs there: redirects, documents and header rules are for the
 * site's own. OPTIONS is among the cached methods only where a second server is to answer it and nothing is kept: an answer
 * to a preflight that is kept would need the asking origin in its key.
 */
function serverBehaviour(
  site: SiteConfig,
  path: OriginPath,
  { servers }: BehaviourParts,
): CloudfrontDistributionOrderedCacheBehavior {
  const reads = ["GET", "HEAD", "OPTIONS"];
  const writes = ["PUT", "POST", "PATCH", "DELETE"];
  const targetOriginId = serverTargetOf(site, path.origin);
  const failsOver = targetOriginId !== path.origin;
  return {
    pathPattern: path.path,
    targetOriginId,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: path.methods === "all" ? [...reads, ...writes] : reads,
    cachedMethods: failsOver && path.cache === false ? reads : ["GET", "HEAD"],
    cachePolicyId:
      path.cache === false ? managedPolicyIds.cache.CachingDisabled : servers.cachePolicyId(path.cache),
    originRequestPolicyId: servers.originRequestPolicyId(path),
    responseHeadersPolicyId: path.securityHeaders ? servers.responseHeadersPolicyId : undefined,
    compress: path.compress && path.cache !== false,
  };
}

function commonSettings({ responseHeadersPolicyId }: BehaviourParts) {
  return { viewerProtocolPolicy: "redirect-to-https", responseHeadersPolicyId };
}

function functionAssociations({ lambda, viewerRequestArn, viewerResponse }: BehaviourParts) {
  const viewerRequest = { eventType: "viewer-request", functionArn: viewerRequestArn };
  const { arn } = viewerResponse ?? {};
  return {
    functionAssociation:
      arn === undefined
        ? [viewerRequest]
        : [viewerRequest, { eventType: "viewer-response", functionArn: arn }],
    ...(lambda && {
      lambdaFunctionAssociation: lambda.events.map((eventType) => ({
        ...{ eventType, lambdaArn: lambda.qualifiedArn, includeBody: false },
      })),
    }),
  };
}
