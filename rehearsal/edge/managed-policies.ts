import { cacheTtls } from "../../facts/cloudfront/cache-ttls";
import { methodSets } from "../../facts/cloudfront/limits";
import { managedPolicyIds, managedPolicyName } from "../../facts/cloudfront/managed-policy-ids";
import { managedSecurityHeaders } from "../../facts/cloudfront/managed-security-headers";
import type {
  CachePolicy,
  CorsConfig,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
  Selection,
} from "./model";

/**
 * The policies that AWS manages. CloudFront guide, "Use managed cache policies", "Use managed origin request policies",
 * "Use managed response headers policies".
 */

const ids = managedPolicyIds;

const none: Selection = { behavior: "none", items: [] };
const all: Selection = { behavior: "all", items: [] };
const only = (...items: string[]): Selection => ({ behavior: "whitelist", items });

function cache(name: keyof typeof ids.cache, over: Partial<CachePolicy> = {}): CachePolicy {
  return {
    id: ids.cache[name],
    name: managedPolicyName(name),
    ...cacheTtls({ minTtl: 1 }),
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
    queryStrings: none,
    headers: none,
    cookies: none,
    ...over,
  };
}

const uncompressed = { enableAcceptEncodingGzip: false, enableAcceptEncodingBrotli: false };
const originInCharge = {
  minTtl: 0,
  defaultTtl: 0,
  headers: only("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"),
  cookies: all,
};

const cachePolicies: readonly CachePolicy[] = [
  cache("CachingOptimized"),
  cache("CachingOptimizedForUncompressedObjects", uncompressed),
  cache("CachingDisabled", {
    ...uncompressed,
    minTtl: 0,
    defaultTtl: 0,
    maxTtl: 0,
  }),
  cache("UseOriginCacheControlHeaders", originInCharge),
  cache("UseOriginCacheControlHeaders-QueryStrings", {
    ...originInCharge,
    queryStrings: all,
  }),
  cache("Amplify", {
    minTtl: 2,
    defaultTtl: 2,
    maxTtl: 600,
    headers: only("Authorization", "CloudFront-Viewer-Country", "Host"),
    cookies: all,
    queryStrings: all,
  }),
  cache("Elemental-MediaPackage", {
    minTtl: 0,
    enableAcceptEncodingBrotli: false,
    headers: only("Origin"),
    queryStrings: only("aws.manifestfilter", "start", "end", "m"),
  }),
];

function originRequest(
  name: keyof typeof ids.originRequest,
  headers: Selection,
  over: Partial<OriginRequestPolicy> = {},
): OriginRequestPolicy {
  const id = ids.originRequest[name];
  return { id, name: managedPolicyName(name), headers, cookies: none, queryStrings: none, ...over };
}

const everythingElse = { cookies: all, queryStrings: all };
const cloudFrontHeaders = [
  "CloudFront-Forwarded-Proto",
  "CloudFront-Is-Android-Viewer",
  "CloudFront-Is-Desktop-Viewer",
  "CloudFront-Is-IOS-Viewer",
  "CloudFront-Is-Mobile-Viewer",
  "CloudFront-Is-SmartTV-Viewer",
  "CloudFront-Is-Tablet-Viewer",
  "CloudFront-Viewer-Address",
  "CloudFront-Viewer-ASN",
  "CloudFront-Viewer-City",
  "CloudFront-Viewer-Country",
  "CloudFront-Viewer-Country-Name",
  "CloudFront-Viewer-Country-Region",
  "CloudFront-Viewer-Country-Region-Name",
  "CloudFront-Viewer-Http-Version",
  "CloudFront-Viewer-Latitude",
  "CloudFront-Viewer-Longitude",
  "CloudFront-Viewer-Metro-Code",
  "CloudFront-Viewer-Postal-Code",
  "CloudFront-Viewer-Time-Zone",
  "CloudFront-Viewer-TLS",
];

const originRequestPolicies: readonly OriginRequestPolicy[] = [
  originRequest("AllViewer", all, everythingElse),
  originRequest("AllViewerExceptHostHeader", { behavior: "allExcept", items: ["Host"] }, everythingElse),
  originRequest(
    "AllViewerAndCloudFrontHeaders-2022-06",
    { behavior: "all", items: cloudFrontHeaders },
    everythingElse,
  ),
  originRequest(
    "CORS-S3Origin",
    only("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method"),
  ),
  originRequest("CORS-CustomOrigin", only("Origin")),
  originRequest("UserAgentRefererHeaders", only("User-Agent", "Referer")),
  originRequest(
    "Elemental-MediaTailor-PersonalizedManifests",
    only(
      "Origin",
      "Access-Control-Request-Headers",
      "Access-Control-Request-Method",
      "User-Agent",
      "X-Forwarded-For",
    ),
    { queryStrings: all },
  ),
  originRequest("HostHeaderOnly", only("Host")),
];

const simpleCors: CorsConfig = {
  allowCredentials: false,
  allowHeaders: [],
  allowMethods: [],
  allowOrigins: ["*"],
  exposeHeaders: [],
  originOverride: false,
};
const preflightCors: CorsConfig = {
  ...simpleCors,
  allowHeaders: ["*"],
  allowMethods: methodSets[2],
  exposeHeaders: ["*"],
};
const security: readonly PolicyHeader[] = managedSecurityHeaders;

function responseHeaders(
  name: keyof typeof ids.responseHeaders,
  over: Partial<Pick<ResponseHeadersPolicy, "cors" | "securityHeaders">>,
): ResponseHeadersPolicy {
  const id = ids.responseHeaders[name];
  return {
    id,
    name: managedPolicyName(name),
    securityHeaders: [],
    customHeaders: [],
    removeHeaders: [],
    ...over,
  };
}

const responseHeadersPolicies: readonly ResponseHeadersPolicy[] = [
  responseHeaders("SimpleCORS", { cors: simpleCors }),
  responseHeaders("CORS-With-Preflight", { cors: preflightCors }),
  responseHeaders("SecurityHeadersPolicy", {
    securityHeaders: security,
  }),
  responseHeaders("CORS-and-SecurityHeadersPolicy", {
    cors: simpleCors,
    securityHeaders: security,
  }),
  responseHeaders("CORS-with-preflight-and-SecurityHeadersPolicy", {
    cors: preflightCors,
    securityHeaders: security,
  }),
];

/** AWS's own policies of each kind. */
export const managedPolicies = {
  cache: cachePolicies,
  originRequest: originRequestPolicies,
  responseHeaders: responseHeadersPolicies,
} as const;
