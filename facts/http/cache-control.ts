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
  /** no-store or private. */
  readonly noStore: boolean;
  /** must-revalidate or proxy-revalidate. */
  readonly mustRevalidate: boolean;
  readonly staleWhileRevalidate?: number;
  readonly staleIfError?: number;
}

const DIRECTIVE = /([^\s,="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/**
 * Reads Cache-Control and Expires. The first of duplicate directives counts; a lifetime that is not a number
 * is 0, as RFC 9111, 4.2.1 advises. Never throws.
 */
export function parseCacheControl(headers: HeaderMap, now: number): CacheControl {
  const directives = directivesOf(headers.get("cache-control") ?? "");
  const seconds = (name: string) => {
    const value = directives.get(name);
    return value === undefined ? undefined : deltaSeconds(value);
  };
  const expires = headers.getAll("expires")[0];
  return {
    maxAge: seconds("max-age"),
    sMaxAge: seconds("s-maxage"),
    expiresIn: expires === undefined ? undefined : secondsUntil(expires, now),
    noCache: directives.has("no-cache"),
    noStore: directives.has("no-store") || directives.has("private"),
    mustRevalidate: directives.has("must-revalidate") || directives.has("proxy-revalidate"),
    staleWhileRevalidate: seconds("stale-while-revalidate"),
    staleIfError: seconds("stale-if-error"),
  };
}

type Directives = ReadonlyMap<string, string>;

/** A site has a handful of values, and each answer of an origin has one of them. */
const known = new Map<string, Directives>();
const MOST_KNOWN = 64;

function directivesOf(value: string): Directives {
  let directives = known.get(value);
  if (directives === undefined) {
    directives = parseDirectives(value);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(value, directives);
  }
  return directives;
}

function parseDirectives(value: string): Directives {
  const directives = new Map<string, string>();
  for (const [, name, quoted, token] of value.matchAll(DIRECTIVE)) {
    const key = (name as string).toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted ?? token ?? "");
  }
  return directives;
}

function deltaSeconds(value: string): number {
  return /^\d+$/.test(value) ? Math.min(Number(value), HUNDRED_YEARS) : 0;
}

function secondsUntil(date: string, now: number): number {
  const time = parseHttpDate(date);
  if (time === undefined) return 0;
  return Math.min(Math.max(0, Math.floor((time - now) / 1000)), HUNDRED_YEARS);
}

const HTTP_DATE =
  /^(?:\w{3}, \d{2} \w{3} \d{4}|\w{6,9}, \d{2}-\w{3}-\d{2}) \d{2}:\d{2}:\d{2} GMT$|^\w{3} \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** Milliseconds since the epoch of an HTTP date in one of its three forms; undefined for anything else. */
export function parseHttpDate(text: string): number | undefined {
  const trimmed = text.trim();
  if (!HTTP_DATE.test(trimmed)) return undefined;
  const time = Date.parse(trimmed.endsWith("GMT") ? trimmed : `${trimmed} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
