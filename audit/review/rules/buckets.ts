import { textAt } from "../../../terraform/values-at";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule } from "../rule";

/** How buckets for Terraform's state are called. */
const stateName = /(^|[-_.])(tf-?|terraform-?)?state([-_.]|$)/i;

/** Buckets that go. */
export const buckets: ReviewRule = {
  types: ["aws_s3_bucket"],
  find(change) {
    const name = textAt(change.before, "bucket") ?? change.name;
    return goes(change) || change.fate === "forgotten" ? [loss(name, change)] : [];
  },
};

function loss(name: string, change: Parameters<ReviewRule["find"]>[0]): StatedFinding {
  const what = stateName.test(name) ? "The bucket with Terraform's state" : "The bucket";
  const by = change.replacedBy.length > 0 ? `, forced by ${change.replacedBy.join(", ")}` : "";
  return {
    severity: change.fate === "forgotten" ? "high" : "critical",
    rule: stateName.test(name) ? "state-bucket-lost" : "bucket-lost",
    ...(change.replacedBy[0] !== undefined && { attribute: change.replacedBy[0] }),
    title: `${what} ${fateWords(change)}${by}`,
    before: name,
    after: change.fate === "replaced" ? (textAt(change.after, "bucket") ?? "a new, empty bucket") : "nothing",
    why: stateName.test(name)
      ? "Terraform forgets what it made: every stack would be made a second time. A freed name can be taken by anybody."
      : "Its objects and all their versions go with it, and a freed bucket name can be taken by anybody.",
    mend: "If it is meant, move the content first; if not, take back what forces it, or add a `moved` block for a renamed resource.",
  };
}
