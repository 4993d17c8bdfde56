import { type CacheControl, parseCacheControl } from "../../../facts/http/cache-control";
import type { HeaderMap } from "../../../facts/http/header-map";
import type { CachePolicy } from "../model";
import type { LifetimeRule } from "../ports";
import { defaultReadings, type Readings } from "../readings";

/** How long an object lives at the edge. Durations in seconds. */
export interface Lifetime {
  readonly ttl: number;
  /** What decided on it. */
  readonly by: LifetimeRule;
  readonly storable: boolean;
  /** The object must not be reused without asking the origin (no-cache). */
  readonly revalidateAlways: boolean;
  /** How long after its expiry the object may be served while it is fetched again. */
  readonly staleWhileRevalidate: number;
  /** How long after its expiry it may be served when the origin fails. */
  readonly staleIfError: number;
  /** The origin says how long; otherwise a failing origin is left alone for ErrorCachingMinTTL. */
  readonly saysStaleIfError: boolean;
}

/** The readings that bear on it; those that are not given are as `defaultReadings` says. */
export type FreshnessOptions = Partial<Pick<Readings, "staleWindowCap" | "mustRevalidate" | "originAge">>;

const UNCACHED: Lifetime = {
  ttl: 0,
  by: "max-ttl",
  storable: false,
  revalidateAlways: false,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  saysStaleIfError: false,
};

/** A policy whose TTLs are all 0 turns caching off. CloudFront guide, "Understand cache policies". */
export function isCachingDisabled(policy: CachePolicy): boolean {
  return policy.minTtl === 0 && policy.defaultTtl === 0 && policy.maxTtl === 0;
}

/**
 * The lifetime of a successful response: CloudFront guide, "Manage how long content stays in the cache
 * (expiration)", its table of origin headers against minimum TTL.
 *
 * @param now milliseconds since the epoch
 */
export function lifetime(
  policy: CachePolicy,
  status: number,
  responseHeaders: HeaderMap,
  now: number,
  options: FreshnessOptions = {},
): Lifetime {
  if (isCachingDisabled(policy)) return UNCACHED;
  const {
    mustRevalidate = defaultReadings.mustRevalidate,
    originAge: age = defaultReadings.originAge,
    staleWindowCap = defaultReadings.staleWindowCap,
  } = options;
  const control = parseCacheControl(responseHeaders, now);
  if (TEMPORARY.has(status) && !isDated(control)) return UNCACHED;
  const refuses = control.noStore || control.noCache;
  if (policy.minTtl === 0 && (control.noStore || variesOnEverything(responseHeaders))) return UNCACHED;
  const ageAtOrigin = age === "subtracted" ? originAge(responseHeaders) : 0;
  const { ttl, by } = refuses ? refusedTtl(policy) : clampedTtl(policy, control, ageAtOrigin);
  const isFreshOnly = mustRevalidate === "forbids-stale" && control.mustRevalidate;
  const revalidateAlways = refuses && policy.minTtl === 0;
  const window = (seconds: number) =>
    staleWindowCap === "window"
      ? Math.min(seconds, policy.maxTtl)
      : Math.min(seconds, Math.max(0, policy.maxTtl - ttl));
  return {
    ttl,
    by,
    storable: true,
    revalidateAlways,
    staleWhileRevalidate: revalidateAlways || isFreshOnly ? 0 : window(control.staleWhileRevalidate ?? 0),
    // Expired copies are served "up to the specified maximum TTL" (CloudFront guide, "How CloudFront processes HTTP 4xx
    // and 5xx status codes").
    staleIfError: isFreshOnly ? 0 : window(control.staleIfError ?? Number.POSITIVE_INFINITY),
    saysStaleIfError: isFreshOnly || control.staleIfError !== undefined,
  };
}

/** Redirects that are kept only if they say so (CloudFront guide, "How CloudFront processes HTTP 3xx status codes"). */
const TEMPORARY = new Set([307, 308]);

function isDated({ maxAge, sMaxAge, expiresIn }: CacheControl): boolean {
  return maxAge !== undefined || sMaxAge !== undefined || expiresIn !== undefined;
}

/** s-maxage before max-age before Expires; the max TTL counts only where the origin sent one of them. */
function clampedTtl(
  { defaultTtl, maxTtl, minTtl }: CachePolicy,
  control: CacheControl,
  ageAtOrigin: number,
): Pick<Lifetime, "ttl" | "by"> {
  const { sMaxAge, maxAge, expiresIn } = control;
  const requested = sMaxAge ?? maxAge ?? expiresIn;
  if (requested === undefined)
    return { ttl: Math.max(minTtl, defaultTtl), by: defaultTtl < minTtl ? "min-ttl" : "default-ttl" };
  const ttl = Math.min(Math.max(requested - ageAtOrigin, minTtl), maxTtl);
  if (ttl < requested - ageAtOrigin) return { ttl, by: "max-ttl" };
  if (ttl > requested - ageAtOrigin) return { ttl, by: "min-ttl" };
  return { ttl, by: sMaxAge !== undefined ? "s-maxage" : maxAge !== undefined ? "max-age" : "expires" };
}

/** What refuses to be kept is kept for the minimum TTL all the same. */
function refusedTtl({ minTtl }: CachePolicy): Pick<Lifetime, "ttl" | "by"> {
  return { ttl: minTtl, by: minTtl === 0 ? "no-cache" : "min-ttl" };
}

/** Seconds that a response spent in caches behind the origin. */
function originAge(headers: HeaderMap): number {
  const age = headers.get("age") ?? "";
  return /^\d+$/.test(age) ? Number(age) : 0;
}

/** CloudFront guide, "Request and response behavior for custom origins": such an object is asked for each time. */
function variesOnEverything(headers: HeaderMap): boolean {
  return (
    headers
      .get("vary")
      ?.split(",")
      .some((name) => name.trim() === "*") ?? false
  );
}

/**
 * Whether those who waited for a response may have it: not when it says that it is for one viewer, or, by the reading,
 * for now only, and the minimum TTL does not overrule it (CloudFront guide, Simultaneous requests for the same object).
 */
export function isShareable(
  policy: CachePolicy,
  headers: HeaderMap,
  { answersWithoutLifetime }: Pick<Readings, "answersWithoutLifetime">,
): boolean {
  if (keptHeaders(headers) !== headers) return false;
  if (policy.minTtl > 0) return true;
  const { noStore, noCache, maxAge, sMaxAge } = parseCacheControl(headers, 0);
  if (noStore || noCache) return false;
  return answersWithoutLifetime === "shared" || (maxAge !== 0 && sMaxAge !== 0);
}

/** The headers that are kept: without cookies where the origin wants those of one viewer alone (CloudFront guide, Expiration). */
export function keptHeaders(headers: HeaderMap): HeaderMap {
  if (!headers.has("set-cookie") || !parseCacheControl(headers, 0).keepsOutCookies) return headers;
  return headers.without(["set-cookie"]);
}
