/** Seconds for which an edge keeps what an origin answered. */
export interface CacheTtls {
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
}

/** A day and a year, as cache policies and legacy settings alike have it. */
const usual = { defaultTtl: 86_400, maxTtl: 31_536_000 } as const;

/**
 * The TTLs that CloudFront goes by where some are left out: none is shorter than the one before it (CloudFront API,
 * CachePolicyConfig, and the deprecated members of CacheBehavior).
 */
export function cacheTtls(given: Partial<CacheTtls>): CacheTtls {
  const { minTtl = 0 } = given;
  const { defaultTtl = Math.max(minTtl, usual.defaultTtl) } = given;
  const { maxTtl = Math.max(defaultTtl, usual.maxTtl) } = given;
  return { minTtl, defaultTtl, maxTtl };
}
