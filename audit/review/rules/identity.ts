import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { type PolicyStatement, plannedPolicy, policyStatements, shownParts } from "../policy-document";
import { fateWords, type ReviewRule, stays } from "../rule";
import { lost } from "../values";

/** Who may become a role. */
export const trust: ReviewRule = {
  types: ["aws_iam_role"],
  find(change, context) {
    if (change.fate === "destroyed") return [roleLost(change)];
    if (!stays(change)) return [];
    const attribute = "assume_role_policy";
    const before = policyStatements(change.before[attribute]);
    const after = plannedPolicy(change, attribute, context) ?? [];
    return widened(before, after);
  },
};

function roleLost(change: Change): StatedFinding {
  return {
    severity: "medium",
    rule: "role-removed",
    title: `The role ${change.before.name ?? change.name} ${fateWords(change)}`,
    before: change.before.name ?? change.name,
    after: "nothing",
    why: "Replication, edge functions or deployments that use it stop, and S3 does not try a replica again that it could not write.",
    mend: "Remove first what uses it.",
  };
}

const attribute = "assume_role_policy";

function widened(before: readonly PolicyStatement[], after: readonly PolicyStatement[]): StatedFinding[] {
  const found: StatedFinding[] = [];
  const added = lost(principalsOf(after), principalsOf(before)).filter((principal) => principal !== "*");
  if (added.length > 0) {
    found.push({
      severity: "high",
      rule: "trust-widened",
      attribute,
      title: `Others may assume the role: ${added.join(", ")}`,
      before: principalsOf(before),
      after: principalsOf(after),
      why: "They get all of its permissions.",
      mend: "Check each new principal with whoever owns the account.",
    });
  }
  const [was, is] = [subjectsOf(before), subjectsOf(after)];
  const newSubjects = lost(is, was);
  const isUnbound = was.length > 0 && is.length === 0 && after.length > 0;
  if (newSubjects.length > 0 || isUnbound) {
    found.push({
      severity: isUnbound || newSubjects.some((subject) => /[*?]/.test(subject)) ? "critical" : "high",
      rule: "trust-subjects-widened",
      attribute,
      title: isUnbound
        ? "Tokens of any subject may assume the role"
        : "Tokens of more subjects may assume the role",
      before: was,
      after: is,
      why: "A wildcard, or no subject at all, lets workflows of other branches, repositories or organisations in.",
      mend: "Name exact subjects with StringEquals.",
    });
  }
  return found;
}

function principalsOf(statements: readonly PolicyStatement[]): string[] {
  const allowing = statements.filter(({ effect }) => effect === "Allow");
  return [...new Set(allowing.flatMap(({ principals }) => shownParts(principals)))].sort();
}

/** Values of the conditions on a token's subject, whichever the issuer. */
function subjectsOf(statements: readonly PolicyStatement[]): string[] {
  const conditions = statements.flatMap(({ conditions }) => conditions);
  return [
    ...new Set(
      conditions
        .filter(({ key }) => typeof key === "string" && key.endsWith(":sub"))
        .flatMap(({ values }) => shownParts(values)),
    ),
  ].sort();
}
