import { readHsts } from "../../../facts/cloudfront/header-values";
import { managedPolicies } from "../../edge/managed-policies";
import type {
  CachePolicy,
  CorsConfig,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
  Selection,
} from "../../edge/model";
import type { Kept } from "./kept";
import type {
  CachePolicyConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from "./schema/plain";

/** When AWS last changed any of them, as far as this account is concerned. */
const PUBLISHED = Date.UTC(2021, 2, 1);

/** AWS's policies in the API's own terms, by kind. */
export const managed: Readonly<Record<string, readonly Kept[]>> = {
  CachePolicy: managedPolicies.cache.map((policy) => kept(policy.id, cachePolicy(policy))),
  OriginRequestPolicy: managedPolicies.originRequest.map((policy) =>
    kept(policy.id, originRequestPolicy(policy)),
  ),
  ResponseHeadersPolicy: managedPolicies.responseHeaders.map((policy) =>
    kept(policy.id, responseHeadersPolicy(policy)),
  ),
};

function kept(id: string, config: object): Kept {
  return {
    id,
    etag: `E${id.replaceAll("-", "").slice(0, 13).toUpperCase()}`,
    created: PUBLISHED,
    lastModified: PUBLISHED,
    config: { ...config },
    tags: [],
  };
}

function names({ items }: Selection): readonly string[] | undefined {
  return items.length > 0 ? items : undefined;
}

function cachePolicy(policy: CachePolicy): CachePolicyConfig {
  return {
    Comment: "",
    Name: policy.name,
    DefaultTTL: policy.defaultTtl,
    MaxTTL: policy.maxTtl,
    MinTTL: policy.minTtl,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: policy.enableAcceptEncodingGzip,
      EnableAcceptEncodingBrotli: policy.enableAcceptEncodingBrotli,
      HeadersConfig: {
        HeaderBehavior: policy.headers.behavior === "none" ? "none" : "whitelist",
        Headers: names(policy.headers),
      },
      CookiesConfig: { CookieBehavior: policy.cookies.behavior, Cookies: names(policy.cookies) },
      QueryStringsConfig: {
        QueryStringBehavior: policy.queryStrings.behavior,
        QueryStrings: names(policy.queryStrings),
      },
    },
  };
}

function originRequestPolicy(policy: OriginRequestPolicy): OriginRequestPolicyConfig {
  const { behavior, items } = policy.headers;
  const forViewer = items.length > 0 ? "allViewerAndWhitelistCloudFront" : "allViewer";
  return {
    Comment: "",
    Name: policy.name,
    HeadersConfig: {
      HeaderBehavior: behavior === "all" ? forViewer : behavior,
      Headers: names(policy.headers),
    },
    CookiesConfig: { CookieBehavior: policy.cookies.behavior, Cookies: names(policy.cookies) },
    QueryStringsConfig: {
      QueryStringBehavior: policy.queryStrings.behavior,
      QueryStrings: names(policy.queryStrings),
    },
  };
}

function responseHeadersPolicy(policy: ResponseHeadersPolicy): ResponseHeadersPolicyConfig {
  return {
    Comment: "",
    Name: policy.name,
    CorsConfig: policy.cors && corsConfig(policy.cors),
    SecurityHeadersConfig:
      policy.securityHeaders.length > 0 ? securityConfig(policy.securityHeaders) : undefined,
    ServerTimingHeadersConfig: undefined,
    CustomHeadersConfig: undefined,
    RemoveHeadersConfig: undefined,
  };
}

type Cors = NonNullable<ResponseHeadersPolicyConfig["CorsConfig"]>;

function corsConfig(cors: CorsConfig): Cors {
  return {
    AccessControlAllowOrigins: cors.allowOrigins,
    AccessControlAllowHeaders: cors.allowHeaders,
    AccessControlAllowMethods: cors.allowMethods as Cors["AccessControlAllowMethods"],
    AccessControlAllowCredentials: cors.allowCredentials,
    AccessControlExposeHeaders: cors.exposeHeaders,
    AccessControlMaxAgeSec: cors.maxAge,
    OriginOverride: cors.originOverride,
  };
}

type Security = NonNullable<ResponseHeadersPolicyConfig["SecurityHeadersConfig"]>;
type FrameOption = NonNullable<Security["FrameOptions"]>["FrameOption"];
type Referrer = NonNullable<Security["ReferrerPolicy"]>["ReferrerPolicy"];

/** The five headers of the managed policies, read back from what they write. */
function securityConfig(headers: readonly PolicyHeader[]): Security {
  const headerOf = (name: string) => headers.find((header) => header.name === name);
  const override = (name: string) => headerOf(name)?.override ?? false;
  const value = (name: string) => headerOf(name)?.value ?? "";
  const [protection, mode] = value("X-XSS-Protection").split("; ");
  const { maxAge, includeSubDomains, preload } = readHsts(value("Strict-Transport-Security"));
  return {
    XSSProtection: {
      Override: override("X-XSS-Protection"),
      Protection: protection === "1",
      ModeBlock: mode === "mode=block",
      ReportUri: undefined,
    },
    FrameOptions: {
      Override: override("X-Frame-Options"),
      FrameOption: value("X-Frame-Options") as FrameOption,
    },
    ReferrerPolicy: {
      Override: override("Referrer-Policy"),
      ReferrerPolicy: value("Referrer-Policy") as Referrer,
    },
    ContentSecurityPolicy: undefined,
    ContentTypeOptions: { Override: override("X-Content-Type-Options") },
    StrictTransportSecurity: {
      Override: override("Strict-Transport-Security"),
      IncludeSubdomains: includeSubDomains,
      Preload: preload,
      AccessControlMaxAgeSec: maxAge,
    },
  };
}
