/** What a distribution of a flat-rate plan may have. */
export interface PlanRules {
  readonly title: string;
  /** Most cache behaviours, the default one among them. */
  readonly behaviours: number;
  /** Cache, origin request and response headers policies other than those that AWS manages. */
  readonly ownPolicies: boolean;
  /** Standard logs, of both versions. */
  readonly accessLogs: boolean;
  /** Rules of the web ACL that look for a text or a pattern in a request. */
  readonly matchedTexts: boolean;
}

/**
 * CloudFront guide, "CloudFront flat-rate pricing plans", features by tier; own headers policies, logs and price classes
 * are what `UpdateDistribution` was seen to refuse in 2026 ("Distributions with the Free pricing plan can't have the
 * following features"). Every plan demands a web ACL that belongs to the distribution alone, and PriceClass_All.
 */
export const flatRatePlans = {
  free: { title: "Free", behaviours: 5, ownPolicies: false, accessLogs: false, matchedTexts: false },
  pro: { title: "Pro", behaviours: 10, ownPolicies: false, accessLogs: true, matchedTexts: false },
  business: { title: "Business", behaviours: 50, ownPolicies: true, accessLogs: true, matchedTexts: true },
  premium: { title: "Premium", behaviours: 100, ownPolicies: true, accessLogs: true, matchedTexts: true },
} as const satisfies Readonly<Record<string, PlanRules>>;

/** A plan as the config and tags have it. */
export type PlanName = keyof typeof flatRatePlans;

/** What a text names, if it names a plan. */
export function planRules(name: string): PlanRules | undefined {
  return Object.entries(flatRatePlans).find(([one]) => one === name)?.[1];
}

/** Most sites of an account that are on the Free plan. */
export const mostFreePlans = 3;
