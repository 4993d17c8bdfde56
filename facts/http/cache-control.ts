import { parseHttpDate } from "./date";
import type { HeaderMap } from "./header-map";

/** CloudFront guide, "Expiration": max-age and s-maxage are capped at 100 years. Seconds. */
export const HUNDRED_YEARS = 3_153_600_000;

/** The directives of a response that decide about caching. Durations in seconds, 0 to 100 years. */
export interface CacheControl {
  readonly maxAge?: number;
  readonly sMaxAge?: number;
  /** Seconds from `now` to the Expires date; 0 when past or unreadable. */
  readonly expiresIn?: number;
  readonly noCache: boolean;
  /** `no-cache="Set-Cookie"`: the answer may be kept, without its cookies. */
  readonly keepsOutCookies: boolean;
  /** no-store or private. */
  readonly noStore: boolean;
  /** private without no-store: a browser may keep what a shared cache may not (RFC 9111, 5.2.2.7). */
  readonly isPrivate: boolean;
  /** must-revalidate or proxy-revalidate. */
  readonly mustRevalidate: boolean;
  readonly staleWhileRevalidate?: number;
  readonly staleIfError?: number;
  /** For names that change with their bytes (RFC 8246). */
  readonly immutable: boolean;
  /**
   * The header is no list of directives, says one twice and differently, or gives one a value that it cannot have. What
   * it says here is the strictest reading; what another cache makes of it nobody knows.
   */
  readonly isUncertain: boolean;
}

/**
 * Reads Cache-Control and Expires, and fails closed: of what has several readings, the one counts that keeps an answer
 * for the shortest time (RFC 9111, 4.2.1). Never throws.
 */
export function parseCacheControl(headers: HeaderMap, now: number): CacheControl {
  const expires = headers.getAll("expires")[0];
  const directives = directivesOf(headers.get("cache-control") ?? "");
  return expires === undefined ? directives : { ...directives, expiresIn: secondsUntil(expires, now) };
}

/** A site has a handful of values, and each answer of an origin has one of them. */
const known = new Map<string, CacheControl>();
const MOST_KNOWN = 64;

function directivesOf(value: string): CacheControl {
  let directives = known.get(value);
  if (directives === undefined) {
    directives = parseDirectives(value);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(value, directives);
  }
  return directives;
}

/** What is between commas, where those within quotes are none. */
const ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const DIRECTIVE = /^([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"=;]*)))?$/;

function parseDirectives(value: string): CacheControl {
  const values = new Map<string, string>();
  const conflicting = new Set<string>();
  let isList = true;
  for (const [element] of value.matchAll(ELEMENT)) {
    const trimmed = element.trim();
    if (trimmed === "") continue;
    const [, name, quoted, token] = DIRECTIVE.exec(trimmed) ?? [];
    if (name === undefined) {
      isList = false;
      continue;
    }
    const [key, said] = [name.toLowerCase(), quoted ?? token ?? ""];
    if (values.has(key) && values.get(key) !== said) conflicting.add(key);
    values.set(key, said);
  }
  let isUncertain = !isList || conflicting.size > 0;
  const seconds = (name: string) => {
    const said = values.get(name);
    if (said === undefined) return undefined;
    if (/^\d+$/.test(said) && !conflicting.has(name)) return Math.min(Number(said), HUNDRED_YEARS);
    isUncertain = true;
    return 0;
  };
  const has = (name: string) => values.has(name);
  // Another field's name, or `private="Set-Cookie"`, speaks of a header; for whoever does not keep to that, it is the plain directive.
  const keepsOutCookies = values.get("no-cache")?.toLowerCase() === "set-cookie";
  if (values.get("no-cache") || values.get("private")) isUncertain = true;
  return {
    maxAge: seconds("max-age"),
    sMaxAge: seconds("s-maxage"),
    noCache: has("no-cache") && !keepsOutCookies,
    keepsOutCookies,
    noStore: !isList || has("no-store") || has("private"),
    isPrivate: isList && has("private") && !has("no-store"),
    mustRevalidate: has("must-revalidate") || has("proxy-revalidate"),
    staleWhileRevalidate: seconds("stale-while-revalidate"),
    staleIfError: seconds("stale-if-error"),
    immutable: has("immutable"),
    isUncertain,
  };
}

function secondsUntil(date: string, now: number): number {
  const time = parseHttpDate(date, now);
  if (time === undefined) return 0;
  return Math.min(Math.max(0, Math.floor((time - now) / 1000)), HUNDRED_YEARS);
}
