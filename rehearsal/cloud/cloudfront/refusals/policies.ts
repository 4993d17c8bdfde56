import { cacheTtls } from "../../../../facts/cloudfront/cache-ttls";
import {
  isForbiddenToOriginRequests,
  isForbiddenToPolicy,
} from "../../../../facts/cloudfront/forbidden-headers";
import { headersPolicyLimits } from "../../../../facts/cloudfront/limits";
import { CloudFrontError, invalidArgument } from "../errors";
import type {
  CachePolicyConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from "../schema/plain";
import { checkHeaderLengths } from "./header-lengths";

/** API shape CachePolicyConfig: the TTLs' defaults and their order, and what a policy without caching cannot have. */
export function checkCachePolicy(given: CachePolicyConfig): CachePolicyConfig {
  checkName(given.Name);
  const { MinTTL } = given;
  const { defaultTtl: DefaultTTL, maxTtl: MaxTTL } = cacheTtls({
    minTtl: MinTTL,
    defaultTtl: given.DefaultTTL,
    maxTtl: given.MaxTTL,
  });
  if (MinTTL < 0 || MinTTL > DefaultTTL || DefaultTTL > MaxTTL)
    throw invalidArgument(
      `The TTL order is not valid: MinTTL ${MinTTL}, DefaultTTL ${DefaultTTL}, MaxTTL ${MaxTTL}; each must be at most the next.`,
    );
  const key = given.ParametersInCacheKeyAndForwardedToOrigin;
  if (key) {
    checkSelection(key.HeadersConfig.HeaderBehavior, key.HeadersConfig.Headers, "Headers");
    checkSelection(key.CookiesConfig.CookieBehavior, key.CookiesConfig.Cookies, "Cookies");
    checkSelection(
      key.QueryStringsConfig.QueryStringBehavior,
      key.QueryStringsConfig.QueryStrings,
      "QueryStrings",
    );
    const compresses = key.EnableAcceptEncodingGzip || key.EnableAcceptEncodingBrotli;
    checkNames(key.HeadersConfig.Headers, (name) => compresses && name.toLowerCase() === "accept-encoding");
  }
  if (MaxTTL === 0 && key) {
    const isKeyed =
      key.EnableAcceptEncodingGzip ||
      key.EnableAcceptEncodingBrotli ||
      key.HeadersConfig.HeaderBehavior !== "none" ||
      key.CookiesConfig.CookieBehavior !== "none" ||
      key.QueryStringsConfig.QueryStringBehavior !== "none";
    if (isKeyed)
      throw invalidArgument(
        "The parameters of the cache key are invalid for a policy with caching disabled: no headers, cookies, query strings or Accept-Encoding.",
      );
  }
  return { ...given, DefaultTTL, MaxTTL };
}

/** API shape OriginRequestPolicyConfig. */
export function checkOriginRequestPolicy(config: OriginRequestPolicyConfig): OriginRequestPolicyConfig {
  checkName(config.Name);
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = config;
  checkSelection(HeadersConfig.HeaderBehavior, HeadersConfig.Headers, "Headers");
  checkSelection(CookiesConfig.CookieBehavior, CookiesConfig.Cookies, "Cookies");
  checkSelection(QueryStringsConfig.QueryStringBehavior, QueryStringsConfig.QueryStrings, "QueryStrings");
  checkNames(HeadersConfig.Headers, isForbiddenToOriginRequests);
  return config;
}

/** API shape ResponseHeadersPolicyConfig. */
export function checkResponseHeadersPolicy(config: ResponseHeadersPolicyConfig): ResponseHeadersPolicyConfig {
  checkName(config.Name);
  const { CustomHeadersConfig: custom = [], RemoveHeadersConfig: removed = [] } = config;
  if (custom.length > headersPolicyLimits.custom)
    throw new CloudFrontError(
      "TooManyCustomHeadersInResponseHeadersPolicy",
      `A policy has at most ${headersPolicyLimits.custom} custom headers.`,
    );
  if (removed.length > headersPolicyLimits.removed)
    throw new CloudFrontError(
      "TooManyRemoveHeadersInResponseHeadersPolicy",
      `A policy removes at most ${headersPolicyLimits.removed} headers.`,
    );
  checkHeaderLengths(custom.map(({ Header, Value }) => [Header, Value ?? ""]));
  const csp = config.SecurityHeadersConfig?.ContentSecurityPolicy?.ContentSecurityPolicy ?? "";
  if (csp.length > headersPolicyLimits.contentSecurityPolicy)
    throw new CloudFrontError(
      "TooLongCSPInResponseHeadersPolicy",
      `The Content-Security-Policy has ${csp.length} characters; it can have ${headersPolicyLimits.contentSecurityPolicy}.`,
    );
  const kept = removed.find(({ Header }) => isForbiddenToPolicy(Header));
  if (kept) throw invalidArgument(`The header ${kept.Header} cannot be removed.`);
  const report = config.SecurityHeadersConfig?.XSSProtection;
  if (report?.ModeBlock && report.ReportUri)
    throw invalidArgument("XSSProtection takes either ModeBlock or ReportUri.");
  const rate = config.ServerTimingHeadersConfig?.SamplingRate ?? 0;
  if (rate < 0 || rate > 100) throw invalidArgument("SamplingRate is a percentage of 0 to 100.");
  return config;
}

/** A list of names goes with the behaviours that need one, and only with them. */
function checkSelection(behavior: string, names: readonly string[] | undefined, what: string): void {
  const needsNames = ["whitelist", "allExcept", "allViewerAndWhitelistCloudFront"].includes(behavior);
  if (needsNames === (names !== undefined && names.length > 0)) return;
  throw invalidArgument(
    `The parameter ${what} ${needsNames ? "is required" : "is not allowed"} for ${behavior}.`,
  );
}

function checkNames(
  names: readonly string[] | undefined,
  isRefused: (name: string) => boolean | undefined,
): void {
  const refused = names?.find(isRefused);
  if (refused !== undefined)
    throw invalidArgument(`The parameter Headers contains ${refused} that is not allowed.`);
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9-_]{1,128}$/.test(name))
    throw invalidArgument("A policy's name has 1 to 128 letters, digits, hyphens and underscores.");
}
