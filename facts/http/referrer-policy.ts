/** What a Referrer-Policy may say, from the one that tells least down (Referrer Policy, W3C). */
export const referrerPolicies = [
  "no-referrer",
  "same-origin",
  "strict-origin",
  "origin",
  "strict-origin-when-cross-origin",
  "origin-when-cross-origin",
  "no-referrer-when-downgrade",
  "unsafe-url",
] as const;

/** Whether one tells a server more than another does; of what is none of them, nothing is known. */
export function tellsMore(one: string, other: string): boolean {
  const places: readonly string[] = referrerPolicies;
  return places.indexOf(one) > places.indexOf(other);
}
