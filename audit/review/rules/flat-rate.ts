import { planRules } from "../../../facts/cloudfront/flat-rate-plans";
import { planTag } from "../../../facts/site/plan-tag";
import { textAt } from "../../../terraform/values-at";
import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule } from "../rule";

/**
 * What CloudFront refuses of a distribution that is subscribed to a plan, and of its web ACL, and only a change can show;
 * that one may have been subscribed is what its tag says. The rest is the audit's rule `flat-rate-blocked`.
 */
export const flatRate: ReviewRule = {
  types: ["aws_cloudfront_distribution", "aws_wafv2_web_acl"],
  find(change) {
    const plan = planRules(textAt(change.before, "tags", planTag) ?? "");
    if (plan === undefined) return [];
    if (goes(change)) return [gone(change, plan.title)];
    const [was, is] = [change.before, change.after].map((values) => textAt(values, "web_acl_id"));
    return change.type === "aws_cloudfront_distribution" && was !== undefined && was !== is
      ? [otherAcl(was, is, plan.title)]
      : [];
  },
};

function gone(change: Change, plan: string): StatedFinding {
  const what = change.type === "aws_cloudfront_distribution" ? "distribution" : "web ACL";
  return {
    severity: "high",
    rule: "flat-rate-kept",
    title: `The ${what} of a site on a flat-rate plan ${fateWords(change)}`,
    before: `${plan}, by its tag ${planTag}`,
    after: "nothing",
    why: `CloudFront deletes no distribution that is subscribed to a plan, and takes no web ACL away from one: the apply fails where it stands, with what it did before that done.`,
    mend: "Cancel the plan first, in the console; a paid one ends with its billing cycle. Or keep both.",
  };
}

function otherAcl(was: string, is: string | undefined, plan: string): StatedFinding {
  return {
    severity: "high",
    rule: "flat-rate-kept",
    attribute: "web_acl_id",
    title: "The web ACL of a distribution on a flat-rate plan is another",
    before: was,
    after: is ?? "nothing, or one that is not there yet",
    why: `CloudFront neither removes nor replaces the web ACL of a distribution that is subscribed to ${plan}: the apply fails.`,
    mend: "Keep web_acl_id, and change the rules of that web ACL; or cancel the plan first.",
  };
}
