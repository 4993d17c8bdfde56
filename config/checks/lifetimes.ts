import { type ConfigFinding, type Path, reporter } from "../problem";
import type { CacheMode } from "../schema";
import type { ConfigCheck } from "./check";

/** What CloudFront counts at most (API, MaxTTL). Seconds. */
const century = 100 * 31_536_000;

const rules = {
  CACHE_TTL_ZERO: {
    severity: "error",
    rule: 'Mode "edge" is for paths that CloudFront keeps for a while: its ttl is at least 1 s.',
    mend: 'Give a ttl, or use mode "origin", which asks S3 every time.',
  },
  CACHE_TTL_OUT_OF_ORDER: {
    severity: "error",
    rule: 'maxTtl is longer than the ttl (0 in mode "origin"): CloudFront refuses TTLs out of order, and serves nothing stale once the maximum has passed.',
    mend: "Raise maxTtl, or leave it out for a year.",
  },
  CACHE_STALE_WITHOUT_ROOM: {
    severity: "error",
    rule: "CloudFront drops an object when maxTtl has passed, stale or not: ttl plus the stale window is at most maxTtl.",
    mend: "Raise maxTtl, or shorten the window.",
  },
  CACHE_TTL_TOO_LONG: {
    severity: "error",
    rule: "CloudFront counts no lifetime beyond 100 years.",
    mend: "Choose a shorter duration.",
  },
} as const;

const report = reporter(rules);

/** TTLs in order, with room for what is served stale (CloudFront guide, Expiration). */
export const lifetimesCheck: ConfigCheck = {
  rules,
  find({ cache, paths }) {
    return [
      ...modeFindings(cache.default, ["cache", "default"]),
      ...cache.paths.flatMap((mode, index) => modeFindings(mode, ["cache", "paths", index])),
      ...paths.flatMap(({ cache: kept }, index) =>
        kept === false ? [] : boundFindings(kept.ttl, kept.maxTtl, ["paths", index, "cache"]),
      ),
    ];
  },
};

function modeFindings(cache: CacheMode, path: Path): ConfigFinding[] {
  if (cache.mode === "immutable") return [];
  const ttl = cache.mode === "edge" ? cache.ttl : 0;
  const found: ConfigFinding[] = [];
  if (cache.mode === "edge" && ttl === 0) found.push(report("CACHE_TTL_ZERO", [...path, "ttl"], ttl));

  const { maxTtl, staleIfError, staleWhileRevalidate } = cache;
  found.push(...boundFindings(ttl, maxTtl, path));
  if (maxTtl <= ttl) return found;

  for (const [key, window] of Object.entries({ staleIfError, staleWhileRevalidate })) {
    if (ttl + window <= maxTtl) continue;
    const hint = `ttl ${ttl} s and ${key} ${window} s need ${ttl + window} s, and maxTtl is ${maxTtl} s.`;
    found.push(report("CACHE_STALE_WITHOUT_ROOM", [...path, key], window, hint));
  }
  return found;
}

function boundFindings(ttl: number, maxTtl: number, path: Path): ConfigFinding[] {
  const at = [...path, "maxTtl"];
  return [
    ...(maxTtl > century ? [report("CACHE_TTL_TOO_LONG", at, maxTtl)] : []),
    ...(maxTtl <= ttl ? [report("CACHE_TTL_OUT_OF_ORDER", at, maxTtl)] : []),
  ];
}
