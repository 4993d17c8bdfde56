import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule } from "../rule";
import { textAt } from "../values";

/** How buckets for Terraform's state are called. */
const stateName = /(^|[-_.])(tf-?|terraform-?)?state([-_.]|$)/i;

/** Buckets that go, or that may be emptied by a destroy. */
export const buckets: ReviewRule = {
  types: ["aws_s3_bucket"],
  find(change) {
    const found: StatedFinding[] = [];
    const name = textAt(change.before, "bucket") ?? change.name;
    if (goes(change) || change.fate === "forgotten") found.push(loss(name, change));
    if (change.before.force_destroy !== true && change.after.force_destroy === true) {
      found.push({
        severity: "high",
        rule: "bucket-force-destroy",
        attribute: "force_destroy",
        title: "The bucket may be destroyed with everything in it",
        before: false,
        after: true,
        why: "A later destroy or replacement would delete every version of every object without a question.",
        mend: "Leave force_destroy out, unless this bucket is to go next.",
      });
    }
    return found;
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
