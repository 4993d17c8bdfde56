import type { Values } from "../../../terraform/value";
import { textAt } from "../../../terraform/values-at";
import type { StatedFinding } from "../finding";
import { type ReviewRule, stays } from "../rule";
import { pairs } from "../values";
import { behaviours } from "./distribution";

/** Behaviours that lose their response headers policy. */
export const headersAttached: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    if (!stays(change)) return [];
    const kept = pairs(named(change.before), named(change.after), (behaviour) => String(behaviour.path));
    return kept.flatMap(({ key, before, after }): StatedFinding[] => {
      const was = textAt(before, "response_headers_policy_id");
      const is = after.response_headers_policy_id;
      if (was === undefined || (is !== null && is !== "")) return [];
      return [
        {
          severity: "high",
          rule: "headers-policy-detached",
          insteadOf: ["headers-missing", "headers-in-function-only"],
          attribute: "response_headers_policy_id",
          title: `${key} is served without the response headers policy`,
          before: was,
          after: "nothing",
          why: "Its pages, errors and redirects have no security headers.",
          mend: "Attach the policy to every behaviour.",
        },
      ];
    });
  },
};

function named(values: Values): Values[] {
  return [...behaviours(values)].map(([path, behaviour]) => ({ ...behaviour, path }));
}
