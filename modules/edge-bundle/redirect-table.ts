import type { Redirect } from "../../config/schema";
import { placeOf } from "../../edge-functions/viewer-request/redirects";
import type { RedirectRules, RedirectSettings } from "../../edge-functions/viewer-request/settings";
import { canonicalPath, encodeUnsafe } from "../../facts/site/path";

/** The site's redirects as the function looks them up. */
export function redirectRules(redirects: readonly Redirect[]): RedirectRules {
  return Object.fromEntries(
    redirects.map(({ from, match, status, to }) => {
      const path = canonicalPath(from);
      const key = match === "prefix" ? `>${path}` : path;
      return [key, (status === 301 ? "" : status) + encodeUnsafe(to)];
    }),
  );
}

/** Settings that carry the whole table in the code. */
export function redirectsInCode(rules: RedirectRules): RedirectSettings {
  return { table: rules, depths: depthsOf(rules), longest: 0 };
}

/** How many segments the prefixes have, most first. */
export function depthsOf(rules: RedirectRules): number[] {
  const prefixes = Object.keys(rules).filter((key) => key.startsWith(">"));
  const depths = new Set(prefixes.map((key) => placeOfRule(key).split("/").length - 1));
  return [...depths].sort((a, b) => b - a);
}

/** Where requests that a rule may apply to look for it. */
export function placeOfRule(key: string): string {
  return placeOf(key.replace(/^>/, ""));
}
