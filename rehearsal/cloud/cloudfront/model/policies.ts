import { hstsValue } from "../../../../facts/cloudfront/header-values";
import type {
  CachePolicy,
  CorsConfig,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
  Selection,
} from "../../../edge";
import { legacyPolicies } from "../../../edge/legacy-behavior";
import type { Entity } from "../entities";
import type {
  BehaviorConfig,
  CachePolicyConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from "../schema/plain";

const none: Selection = { behavior: "none", items: [] };

/** A stored cache policy as the edge runs it. */
export function toCachePolicy({ id, config }: Entity<CachePolicyConfig>): CachePolicy {
  const key = config.ParametersInCacheKeyAndForwardedToOrigin;
  return {
    id,
    name: config.Name,
    minTtl: config.MinTTL,
    defaultTtl: config.DefaultTTL ?? 0,
    maxTtl: config.MaxTTL ?? 0,
    enableAcceptEncodingGzip: key?.EnableAcceptEncodingGzip ?? false,
    enableAcceptEncodingBrotli: key?.EnableAcceptEncodingBrotli ?? false,
    queryStrings: key
      ? select(key.QueryStringsConfig.QueryStringBehavior, key.QueryStringsConfig.QueryStrings)
      : none,
    headers: key ? select(key.HeadersConfig.HeaderBehavior, key.HeadersConfig.Headers) : none,
    cookies: key ? select(key.CookiesConfig.CookieBehavior, key.CookiesConfig.Cookies) : none,
  };
}

/** The legacy settings of a behaviour in the terms of policies. */
export function toLegacyPolicies(behavior: BehaviorConfig): ReturnType<typeof legacyPolicies> {
  const { ForwardedValues: values, MinTTL, DefaultTTL, MaxTTL } = behavior;
  return legacyPolicies({
    ttls: { minTtl: MinTTL, defaultTtl: DefaultTTL, maxTtl: MaxTTL },
    queryString: values?.QueryString ?? false,
    queryStringCacheKeys: values?.QueryStringCacheKeys ?? [],
    headers: values?.Headers ?? [],
    cookies: {
      forward: values?.Cookies.Forward ?? "none",
      names: values?.Cookies.WhitelistedNames ?? [],
    },
  });
}

/** A stored origin request policy as the edge runs it. */
export function toOriginRequestPolicy({
  id,
  config,
}: Entity<OriginRequestPolicyConfig>): OriginRequestPolicy {
  const { HeaderBehavior, Headers } = config.HeadersConfig;
  const behavior = HeaderBehavior.startsWith("allViewer") ? "all" : HeaderBehavior;
  return {
    id,
    name: config.Name,
    queryStrings: select(
      config.QueryStringsConfig.QueryStringBehavior,
      config.QueryStringsConfig.QueryStrings,
    ),
    headers: select(behavior as Selection["behavior"], Headers),
    cookies: select(config.CookiesConfig.CookieBehavior, config.CookiesConfig.Cookies),
  };
}

/** A stored response headers policy as the edge runs it. */
export function toResponseHeadersPolicy({
  id,
  config,
}: Entity<ResponseHeadersPolicyConfig>): ResponseHeadersPolicy {
  const timing = config.ServerTimingHeadersConfig;
  return {
    id,
    name: config.Name,
    securityHeaders: securityHeaders(config.SecurityHeadersConfig),
    customHeaders: (config.CustomHeadersConfig ?? []).map(({ Header, Value, Override }) => ({
      name: Header,
      value: Value,
      override: Override,
    })),
    removeHeaders: (config.RemoveHeadersConfig ?? []).map(({ Header }) => Header),
    ...(config.CorsConfig && { cors: cors(config.CorsConfig) }),
    ...(timing?.Enabled && { serverTimingSamplingRate: timing.SamplingRate ?? 0 }),
  };
}

function select(behavior: Selection["behavior"], items: readonly string[] | undefined): Selection {
  return { behavior, items: items ?? [] };
}

function cors(config: NonNullable<ResponseHeadersPolicyConfig["CorsConfig"]>): CorsConfig {
  return {
    allowCredentials: config.AccessControlAllowCredentials,
    allowHeaders: config.AccessControlAllowHeaders,
    allowMethods: config.AccessControlAllowMethods,
    allowOrigins: config.AccessControlAllowOrigins,
    exposeHeaders: config.AccessControlExposeHeaders ?? [],
    originOverride: config.OriginOverride,
    ...(config.AccessControlMaxAgeSec !== undefined && { maxAge: config.AccessControlMaxAgeSec }),
  };
}

/** The headers as CloudFront writes them (CloudFront guide, "Understand response headers policies"). */
function securityHeaders(
  config: ResponseHeadersPolicyConfig["SecurityHeadersConfig"],
): readonly PolicyHeader[] {
  if (config === undefined) return [];
  const { StrictTransportSecurity: hsts, XSSProtection: xss } = config;
  const headers: PolicyHeader[] = [];
  const add = (name: string, section: { readonly Override: boolean } | undefined, value: string) => {
    if (section) headers.push({ name, value, override: section.Override });
  };
  const { AccessControlMaxAgeSec: maxAge = 0, IncludeSubdomains = false, Preload = false } = hsts ?? {};
  const strict = hstsValue({ maxAge, includeSubDomains: IncludeSubdomains, preload: Preload });
  add("Strict-Transport-Security", hsts, strict);
  add("X-Content-Type-Options", config.ContentTypeOptions, "nosniff");
  add("X-Frame-Options", config.FrameOptions, config.FrameOptions?.FrameOption ?? "");
  add("Referrer-Policy", config.ReferrerPolicy, config.ReferrerPolicy?.ReferrerPolicy ?? "");
  add(
    "Content-Security-Policy",
    config.ContentSecurityPolicy,
    config.ContentSecurityPolicy?.ContentSecurityPolicy ?? "",
  );
  const mode = `${xss?.ModeBlock ? "; mode=block" : ""}${xss?.ReportUri ? `; report=${xss.ReportUri}` : ""}`;
  add("X-XSS-Protection", xss, xss?.Protection ? `1${mode}` : "0");
  return headers;
}
