import type {
  CloudfrontDistributionDefaultCacheBehavior,
  CloudfrontDistributionOrderedCacheBehavior,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import type { CacheMode, SiteConfig } from "../../config/schema";
import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { healthPaths } from "../../facts/site/health";
import type { DeployedHeaderFunction } from "../header-function";
import { originGroupId, originIds } from "./origins";

/** What the behaviours of a distribution refer to. */
export interface BehaviourParts {
  readonly cachePolicyId: (cache: CacheMode) => string;
  readonly responseHeadersPolicyId?: string;
  readonly viewerRequestArn: string;
  readonly headerFunction?: DeployedHeaderFunction;
}

/** The health behaviours, then one for each configured path, in the config's order. */
export function orderedBehaviours(
  site: SiteConfig,
  parts: BehaviourParts,
): CloudfrontDistributionOrderedCacheBehavior[] {
  const health = [
    healthBehaviour(healthPaths.primary, originIds.primary, parts),
    healthBehaviour(healthPaths.replica, originIds.replica, parts),
  ];
  const paths = site.cache.paths.map((cache) => ({
    pathPattern: cache.path,
    ...contentBehaviour(cache, parts),
  }));
  return [...health, ...paths];
}

/**
 * A behaviour on the origin group. OPTIONS is among the cached methods, since a preflight fails over only then; the
 * methods that write are not allowed, since CloudFront refuses them on a group (CloudFront guide, Origin failover).
 */
export function contentBehaviour(
  cache: CacheMode,
  parts: BehaviourParts,
): CloudfrontDistributionDefaultCacheBehavior {
  const methods = ["GET", "HEAD", "OPTIONS"];
  return {
    ...commonSettings(parts),
    targetOriginId: originGroupId,
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

function commonSettings({ responseHeadersPolicyId }: BehaviourParts) {
  return { viewerProtocolPolicy: "redirect-to-https", responseHeadersPolicyId };
}

function functionAssociations({ viewerRequestArn, headerFunction }: BehaviourParts) {
  const viewerRequest = { eventType: "viewer-request", functionArn: viewerRequestArn };
  if (headerFunction?.kind === "cloudfront-function") {
    const viewerResponse = { eventType: "viewer-response", functionArn: headerFunction.arn };
    return { functionAssociation: [viewerRequest, viewerResponse] };
  }
  return {
    functionAssociation: [viewerRequest],
    ...(headerFunction && {
      lambdaFunctionAssociation: [
        { eventType: "origin-response", lambdaArn: headerFunction.qualifiedArn, includeBody: false },
      ],
    }),
  };
}
