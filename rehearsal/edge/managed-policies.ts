import type {
  CachePolicy,
  CorsConfig,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
  Selection,
} from "./model";

/**
 * The policies that AWS manages, by the ids that it publishes. CloudFront guide, "Use managed cache policies",
 * "Use managed origin request policies", "Use managed response headers policies".
 */

const none: Selection = { behavior: "none", items: [] };
const all: Selection = { behavior: "all", items: [] };
const only = (...items: string[]): Selection => ({ behavior: "whitelist", items });

const day = 86_400;
const year = 31_536_000;

function cache(name: string, id: string, over: Partial<CachePolicy> = {}): CachePolicy {
  return {
    id,
    name: `Managed-${name}`,
    minTtl: 1,
    defaultTtl: day,
    maxTtl: year,
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
  cache("CachingOptimized", "658327ea-f89d-4fab-a63d-7e88639e58f6"),
  cache("CachingOptimizedForUncompressedObjects", "b2884449-e4de-46a7-ac36-70bc7f1ddd6d", uncompressed),
  cache("CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", {
    ...uncompressed,
    minTtl: 0,
    defaultTtl: 0,
    maxTtl: 0,
  }),
  cache("UseOriginCacheControlHeaders", "83da9c7e-98b4-4e11-a168-04f0df8e2c65", originInCharge),
  cache("UseOriginCacheControlHeaders-QueryStrings", "4cc15a8a-d715-48a4-82b8-cc0b614638fe", {
    ...originInCharge,
    queryStrings: all,
  }),
  cache("Amplify", "2e54312d-136d-493c-8eb9-b001f22f67d2", {
    minTtl: 2,
    defaultTtl: 2,
    maxTtl: 600,
    headers: only("Authorization", "CloudFront-Viewer-Country", "Host"),
    cookies: all,
    queryStrings: all,
  }),
  cache("Elemental-MediaPackage", "08627262-05a9-4f76-9ded-b50ca2e3a84f", {
    minTtl: 0,
    enableAcceptEncodingBrotli: false,
    headers: only("Origin"),
    queryStrings: only("aws.manifestfilter", "start", "end", "m"),
  }),
];

function originRequest(
  name: string,
  id: string,
  headers: Selection,
  over: Partial<OriginRequestPolicy> = {},
): OriginRequestPolicy {
  return { id, name: `Managed-${name}`, headers, cookies: none, queryStrings: none, ...over };
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
  originRequest("AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3", all, everythingElse),
  originRequest(
    "AllViewerExceptHostHeader",
    "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    { behavior: "allExcept", items: ["Host"] },
    everythingElse,
  ),
  originRequest(
    "AllViewerAndCloudFrontHeaders-2022-06",
    "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    { behavior: "all", items: cloudFrontHeaders },
    everythingElse,
  ),
  originRequest(
    "CORS-S3Origin",
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
    only("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method"),
  ),
  originRequest("CORS-CustomOrigin", "59781a5b-3903-41f3-afcb-af62929ccde1", only("Origin")),
  originRequest(
    "UserAgentRefererHeaders",
    "acba4595-bd28-49b8-b9fe-13317c0390fa",
    only("User-Agent", "Referer"),
  ),
  originRequest(
    "Elemental-MediaTailor-PersonalizedManifests",
    "775133bc-15f2-49f9-abea-afb2e0bf67d2",
    only(
      "Origin",
      "Access-Control-Request-Headers",
      "Access-Control-Request-Method",
      "User-Agent",
      "X-Forwarded-For",
    ),
    { queryStrings: all },
  ),
  originRequest("HostHeaderOnly", "bf0718e1-ba1e-49d1-88b1-f726733018ae", only("Host")),
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
  allowMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  exposeHeaders: ["*"],
};
const security: readonly PolicyHeader[] = [
  { name: "Strict-Transport-Security", value: "max-age=31536000", override: false },
  { name: "X-Content-Type-Options", value: "nosniff", override: true },
  { name: "X-Frame-Options", value: "SAMEORIGIN", override: false },
  { name: "Referrer-Policy", value: "strict-origin-when-cross-origin", override: false },
  { name: "X-XSS-Protection", value: "1; mode=block", override: false },
];

function responseHeaders(
  name: string,
  id: string,
  over: Partial<Pick<ResponseHeadersPolicy, "cors" | "securityHeaders">>,
): ResponseHeadersPolicy {
  return { id, name: `Managed-${name}`, securityHeaders: [], customHeaders: [], removeHeaders: [], ...over };
}

const responseHeadersPolicies: readonly ResponseHeadersPolicy[] = [
  responseHeaders("SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c", { cors: simpleCors }),
  responseHeaders("CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd", { cors: preflightCors }),
  responseHeaders("SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03", {
    securityHeaders: security,
  }),
  responseHeaders("CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c", {
    cors: simpleCors,
    securityHeaders: security,
  }),
  responseHeaders("CORS-with-preflight-and-SecurityHeadersPolicy", "eaab4381-ed33-4a86-88ca-d9558dc6cd63", {
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
