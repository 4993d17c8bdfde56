import { OutlastError } from "../../errors/outlast-error";
import type { Rules } from "../../errors/rules";

/** What the edge takes of distributions and invalidations. */
export const edgeRules = {
  EDGE_DISTRIBUTION_INVALID: {
    rule: "A distribution is one that CloudFront would accept: behaviours and groups name origins that it has.",
    mend: "Correct what the message lists.",
  },
  EDGE_INVALIDATION_INVALID: {
    rule: "An invalidation path begins with a slash, has what is not plain percent-encoded, and at most 4,000 characters. A * counts as a wildcard at its end only.",
    mend: 'Write it as "/blog/*".',
  },
} satisfies Rules;

/** What cannot be run, with a list of all that is wrong with it: each line says what to do. */
export function edgeError(
  code: keyof typeof edgeRules,
  what: string,
  problems: readonly string[],
): OutlastError {
  const value = `${what}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
  return new OutlastError([{ code, severity: "error", value, ...edgeRules[code] }], {
    message: `${code}: ${value}`,
  });
}
