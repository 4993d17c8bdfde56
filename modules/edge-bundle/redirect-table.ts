import type { Redirect } from "../../config/schema";
import { canonicalPath, encodeUnsafe, isPlain } from "../../edge-functions/shared/path";
import { placeOf } from "../../edge-functions/viewer-request/redirects";
import type { RedirectRules, RedirectSettings } from "../../edge-functions/viewer-request/settings";
import { EdgeBundleError, type EdgeProblem } from "./errors";

/**
 * The site's redirects as the function looks them up.
 * @throws EdgeBundleError for redirects that no request could take.
 */
export function redirectRules(redirects: readonly Redirect[]): RedirectRules {
  const rules: RedirectRules = {};
  const problems: EdgeProblem[] = [];
  for (const { from, match, status, to } of redirects) {
    const path = canonicalPath(from);
    const key = match === "prefix" ? `>${path}` : path;
    if (!isPlain(path)) problems.push(notPlain(from));
    if (rules[key] !== undefined) problems.push(twice(from));
    rules[key] = (status === 301 ? "" : status) + encodeUnsafe(to);
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new EdgeBundleError("viewer-request", [first, ...rest]);
  return rules;
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

function notPlain(from: string): EdgeProblem {
  return {
    code: "EDGE_REDIRECT_NOT_PLAIN",
    value: `a redirect from ${JSON.stringify(from)}`,
    rule: "Paths with empty or dot segments, backslashes, control characters or broken escapes are never redirected.",
    mend: "Write the path as browsers send it.",
  };
}

function twice(from: string): EdgeProblem {
  return {
    code: "EDGE_REDIRECT_TWICE",
    value: `a second redirect from ${JSON.stringify(from)}`,
    rule: "Spellings of one path, such as /a and /%61, are one path.",
    mend: "Remove one of the two.",
  };
}
