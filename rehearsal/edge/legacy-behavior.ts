import { type CacheTtls, cacheTtls } from "../../facts/cloudfront/cache-ttls";
import type { CachePolicy, OriginRequestPolicy, Selection } from "./model";

/** The settings of a behaviour that has no cache policy (CloudFront API, ForwardedValues). */
export interface LegacySettings {
  readonly ttls: Partial<CacheTtls>;
  readonly queryString: boolean;
  readonly queryStringCacheKeys: readonly string[];
  readonly headers: readonly string[];
  readonly cookies: { readonly forward: "none" | "whitelist" | "all"; readonly names: readonly string[] };
}

const nothing: Selection = { behavior: "none", items: [] };
const everything: Selection = { behavior: "all", items: [] };

/**
 * Removed or replaced unless they are listed; every other header goes to the origin (CloudFront guide, "HTTP request
 * headers and CloudFront behavior", column of legacy cache settings).
 */
const removed: Selection = {
  behavior: "allExcept",
  items: [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "authorization",
    "host",
    "referer",
    "user-agent",
    "x-http-method-override",
  ],
};

/**
 * Legacy settings in the terms of policies: the cache tells answers apart by what is listed, and the origin gets more
 * than that. `*` for headers forwards all of them and caches nothing (CloudFront guide, "Cache content based on
 * request headers").
 */
export function legacyPolicies(settings: LegacySettings): {
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy: OriginRequestPolicy;
} {
  const { ttls, queryString, queryStringCacheKeys, headers, cookies } = settings;
  const isAll = headers.includes("*");
  const query = queryString ? everything : nothing;
  const name = "ForwardedValues";
  return {
    cachePolicy: {
      ...{ id: "", name },
      ...(isAll ? { minTtl: 0, defaultTtl: 0, maxTtl: 0 } : cacheTtls(ttls)),
      // Without a policy, CloudFront compresses with gzip only.
      enableAcceptEncodingGzip: !isAll,
      enableAcceptEncodingBrotli: false,
      queryStrings: queryString && queryStringCacheKeys.length > 0 ? only(queryStringCacheKeys) : query,
      headers: isAll ? everything : only(headers),
      cookies: cookies.forward === "all" ? everything : only(cookies.forward === "none" ? [] : cookies.names),
    },
    originRequestPolicy: { id: "", name, queryStrings: query, headers: removed, cookies: nothing },
  };
}

/** Whether a behaviour's cache policy stands for legacy settings. */
export function isLegacy({ id }: CachePolicy): boolean {
  return id === "";
}

function only(items: readonly string[]): Selection {
  return items.length === 0 ? nothing : { behavior: "whitelist", items };
}
