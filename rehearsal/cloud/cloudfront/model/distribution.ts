import type {
  CacheBehavior,
  CustomErrorResponse,
  Distribution,
  FunctionAssociation,
  LambdaFunction,
  TrustedKey,
} from "../../../edge";
import { managedPolicies } from "../../../edge/managed-policies";
import { distributionArn, functionArn } from "../ids";
import { runnable } from "../operations/functions";
import type { BehaviorConfig, DistributionConfig } from "../schema/plain";
import type { CloudFrontState, StoredDistribution } from "../state";
import { toOrigin, toOriginGroup } from "./origin";
import { toCachePolicy, toLegacyPolicies, toOriginRequestPolicy, toResponseHeadersPolicy } from "./policies";
import { toStaging } from "./staging";

/** What a distribution refers to by id or ARN. */
export interface Resolvers {
  readonly state: CloudFrontState;
  /** The code of a published version of a Lambda function. */
  lambda(
    arn: string,
  ): Pick<LambdaFunction, "name" | "runtime" | "handler" | "timeout" | "memorySize" | "files"> | undefined;
}

/** A distribution with one of its configurations as the edge runs it. */
export function toDistribution(
  { id, domainName }: StoredDistribution,
  config: DistributionConfig,
  resolvers: Resolvers,
): Distribution {
  const { RestrictionType, Items } = config.Restrictions.GeoRestriction;
  return {
    id,
    arn: distributionArn(id),
    domainName,
    enabled: config.Enabled,
    aliases: config.Aliases,
    defaultRootObject: config.DefaultRootObject,
    httpVersion: config.HttpVersion,
    isIpv6Enabled: config.IsIPV6Enabled,
    origins: config.Origins.map((origin) => toOrigin(origin, resolvers.state)),
    originGroups: config.OriginGroups.map(toOriginGroup),
    defaultCacheBehavior: toBehavior(config.DefaultCacheBehavior, resolvers),
    cacheBehaviors: config.CacheBehaviors.map((behavior) => ({
      pathPattern: behavior.PathPattern,
      ...toBehavior(behavior, resolvers),
    })),
    customErrorResponses: config.CustomErrorResponses.map(toErrorResponse),
    geoRestriction: { type: RestrictionType, locations: Items },
    ...(config.WebACLId !== "" && { webAclId: config.WebACLId }),
    ...toStaging(config, resolvers.state),
  };
}

function toBehavior(config: BehaviorConfig, resolvers: Resolvers): CacheBehavior {
  const { CachePolicyId, OriginRequestPolicyId, ResponseHeadersPolicyId } = config;
  const { state } = resolvers;
  return {
    targetOriginId: config.TargetOriginId,
    viewerProtocolPolicy: config.ViewerProtocolPolicy,
    allowedMethods: config.AllowedMethods.Items,
    cachedMethods: config.AllowedMethods.CachedMethods,
    compress: config.Compress,
    ...(CachePolicyId === undefined
      ? toLegacyPolicies(config)
      : {
          cachePolicy:
            byId(managedPolicies.cache, CachePolicyId) ??
            toCachePolicy(state.cachePolicies.get(CachePolicyId)),
        }),
    functions: [...cloudFrontFunctions(config, resolvers), ...lambdaFunctions(config, resolvers)],
    ...(config.TrustedKeyGroups.Enabled && { trustedKeys: trustedKeys(config, state) }),
    ...(OriginRequestPolicyId !== undefined && {
      originRequestPolicy:
        byId(managedPolicies.originRequest, OriginRequestPolicyId) ??
        toOriginRequestPolicy(state.originRequestPolicies.get(OriginRequestPolicyId)),
    }),
    ...(ResponseHeadersPolicyId !== undefined && {
      responseHeadersPolicy:
        byId(managedPolicies.responseHeaders, ResponseHeadersPolicyId) ??
        toResponseHeadersPolicy(state.responseHeadersPolicies.get(ResponseHeadersPolicyId)),
    }),
  };
}

/** The keys of all groups that a behaviour trusts. */
function trustedKeys({ TrustedKeyGroups }: BehaviorConfig, state: CloudFrontState): TrustedKey[] {
  return TrustedKeyGroups.Items.flatMap((group) => state.keyGroups.get(group).config.Items).map((id) => ({
    id,
    pem: state.publicKeys.get(id).config.EncodedKey,
  }));
}

function byId<T extends { readonly id: string }>(policies: readonly T[], id: string): T | undefined {
  return policies.find((policy) => policy.id === id);
}

function cloudFrontFunctions(config: BehaviorConfig, { state }: Resolvers): FunctionAssociation[] {
  return config.FunctionAssociations.flatMap(({ FunctionARN, EventType }) => {
    const fn = state.functions.all().find(({ id }) => functionArn(id) === FunctionARN);
    const eventType = EventType === "viewer-response" ? EventType : "viewer-request";
    return fn?.live ? [runnable(fn, fn.live, eventType)] : [];
  });
}

function lambdaFunctions(config: BehaviorConfig, { lambda }: Resolvers): FunctionAssociation[] {
  return config.LambdaFunctionAssociations.flatMap(({ LambdaFunctionARN, EventType, IncludeBody }) => {
    const version = lambda(LambdaFunctionARN);
    if (version === undefined) return [];
    return [
      { type: "lambda", eventType: EventType, arn: LambdaFunctionARN, includeBody: IncludeBody, ...version },
    ];
  });
}

function toErrorResponse({
  ErrorCode,
  ErrorCachingMinTTL,
  ResponsePagePath,
  ResponseCode,
}: DistributionConfig["CustomErrorResponses"][number]): CustomErrorResponse {
  return {
    errorCode: ErrorCode,
    errorCachingMinTtl: ErrorCachingMinTTL,
    ...(ResponsePagePath !== undefined && {
      page: { path: ResponsePagePath, responseCode: Number(ResponseCode) },
    }),
  };
}
