import { createHash } from "node:crypto";
import type { CacheMode, OriginPath } from "../../config/schema";

/** One cache policy: what CloudFront stores under which key, and for how long (seconds). */
export interface CachePolicySettings {
  /** Readable and stable: it depends on the settings alone, not on where in the config they stand. */
  readonly name: string;
  readonly comment: string;
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  readonly queryStrings: readonly string[] | "all";
  readonly headers: readonly string[];
  readonly cookies: readonly string[];
}

const oneYear = 31_536_000;

const charge = {
  origin: "S3 is in charge: revalidated whenever S3 says so",
  edge: "CloudFront is in charge unless S3 says otherwise",
  immutable: "The name changes whenever the bytes do",
} as const;

/**
 * The policy that a way of being in charge needs. The minimum is always 0, so that `no-store` and `private` are
 * honoured, and the maximum never is, which would switch caching off (CloudFront guide, Expiration).
 */
export function cachePolicySettings(cache: CacheMode): CachePolicySettings {
  const defaultTtl = defaultTtlOf(cache);
  const maxTtl = cache.mode === "immutable" ? oneYear : cache.maxTtl;
  const key = {
    queryStrings: [...cache.queryStrings].sort(),
    headers: [...cache.headers].sort(),
    cookies: [...cache.cookies].sort(),
  };
  return {
    name: nameOf(cache.mode, defaultTtl, maxTtl, key),
    comment: charge[cache.mode],
    minTtl: 0,
    defaultTtl,
    maxTtl,
    ...key,
  };
}

/** The policy of a server's paths: what it says of its answers holds, up to the maximum. */
export function serverCachePolicySettings(cache: Exclude<OriginPath["cache"], false>): CachePolicySettings {
  const { ttl: defaultTtl, maxTtl } = cache;
  const key = {
    queryStrings: cache.queryStrings === "all" ? cache.queryStrings : [...cache.queryStrings].sort(),
    headers: [...cache.headers].sort(),
    cookies: [...cache.cookies].sort(),
  };
  return {
    name: nameOf("server", defaultTtl, maxTtl, key),
    comment: "The server is in charge: kept as its answers say",
    minTtl: 0,
    defaultTtl,
    maxTtl,
    ...key,
  };
}

function defaultTtlOf(cache: CacheMode): number {
  if (cache.mode === "origin") return 0;
  return cache.mode === "edge" ? cache.ttl : oneYear;
}

type KeyParts = Pick<CachePolicySettings, "queryStrings" | "headers" | "cookies">;

function nameOf(
  mode: CacheMode["mode"] | "server",
  defaultTtl: number,
  maxTtl: number,
  key: KeyParts,
): string {
  const lifetime = mode === "edge" || mode === "server" ? [seconds(defaultTtl)] : [];
  const bound = maxTtl === oneYear ? [] : ["max", seconds(maxTtl)];
  const hasKey = Object.values(key).some((names) => names.length > 0);
  return [mode, ...lifetime, ...bound, ...(hasKey ? ["key", digest(key)] : [])].join("-");
}

const units = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
] as const;

/** Seconds as a duration of the config: 600 is "10m". */
function seconds(value: number): string {
  const unit = units.find(([, size]) => value > 0 && value % size === 0);
  return unit ? `${value / unit[1]}${unit[0]}` : `${value}s`;
}

/** Key parts may hold characters that no policy name takes. */
function digest(key: KeyParts): string {
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 8);
}
