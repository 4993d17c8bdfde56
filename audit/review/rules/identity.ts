import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { type PolicyStatement, plannedPolicy, policyStatements, shownParts } from "../policy-document";
import { fateWords, type PlanContext, type ReviewRule, stays } from "../rule";
import { lost } from "../values";

/** Who may become a role. */
export const trust: ReviewRule = {
  types: ["aws_iam_role"],
  find(change, context) {
    if (change.fate === "destroyed") return [roleLost(change)];
    if (change.fate !== "created" && !stays(change)) return [];
    const attribute = "assume_role_policy";
    const before = policyStatements(change.before[attribute]);
    const after = plannedPolicy(change, attribute, context) ?? [];
    return [...everybody(before, after), ...(change.fate === "created" ? [] : widened(before, after))];
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

function everybody(before: readonly PolicyStatement[], after: readonly PolicyStatement[]): StatedFinding[] {
  const open = ({ effect, principals, conditions }: PolicyStatement) =>
    effect === "Allow" && principals.includes("*") && conditions.length === 0;
  if (!after.some(open) || before.some(open)) return [];
  return [
    {
      severity: "critical",
      rule: "trust-everybody",
      attribute,
      title: "Every AWS account may assume the role",
      before: principalsOf(before),
      after: principalsOf(after),
      why: "Whoever knows the role's name has its permissions.",
      mend: "Name the principals.",
    },
  ];
}

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

/** What a role may do. */
export const permissions: ReviewRule = {
  types: ["aws_iam_role_policy", "aws_iam_policy"],
  find(change, context) {
    if (change.fate !== "created" && !stays(change)) return [];
    return allPowerful(change, context);
  },
};

function allPowerful(change: Change, context: PlanContext): StatedFinding[] {
  const before = policyStatements(change.before.policy);
  const after = plannedPolicy(change, "policy", context) ?? [];
  const broad = ({ effect, actions, resources }: PolicyStatement) =>
    effect === "Allow" &&
    resources.includes("*") &&
    actions.some((action) => action === "*" || action === "iam:*");
  if (!after.some(broad) || before.some(broad)) return [];
  return [
    {
      severity: "high",
      rule: "permissions-widened",
      attribute: "policy",
      title: "The policy allows everything",
      before: [...new Set(before.flatMap(({ actions }) => actions))],
      after: [...new Set(after.filter(broad).flatMap(({ actions }) => actions))],
      why: "Whoever can use the role owns the account.",
      mend: "Name the actions and the resources.",
    },
  ];
}
