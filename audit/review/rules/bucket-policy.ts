import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import {
  cloudFrontService,
  isAbout,
  type PolicyCondition,
  type PolicyStatement,
  plannedPolicy,
  policyStatements,
  shownParts,
} from "../policy-document";
import { fateWords, goes, type ReviewRule, stays } from "../rule";

const attribute = "policy";

/** Who may read a bucket. */
export const bucketPolicy: ReviewRule = {
  types: ["aws_s3_bucket_policy"],
  find(change, context) {
    if (goes(change) && change.fate !== "replaced") return [removed(change)];
    if (change.fate !== "created" && !stays(change)) return [];
    const before = policyStatements(change.before[attribute]);
    const after = plannedPolicy(change, attribute, context);
    if (after === undefined) return before.length > 0 ? [cannotTell] : [];
    return [...plainHttp(before, after), ...grantsLost(before, after)];
  },
};

function removed(change: Change): StatedFinding {
  return {
    severity: "high",
    rule: "bucket-policy-removed",
    title: `The bucket's policy ${fateWords(change)}`,
    before: summary(policyStatements(change.before[attribute])),
    after: "nothing",
    why: "CloudFront may no longer read this bucket, and nothing refuses plain HTTP: the region answers 403 on the day it is needed.",
    mend: "Keep the policy in both regions.",
  };
}

const cannotTell: StatedFinding = {
  severity: "low",
  rule: "bucket-policy-unknown",
  attribute,
  title: "The bucket's policy is only known after the apply",
  why: "It changes, and the plan does not say how.",
  mend: "Read the policy in the configuration, and check it after the apply.",
};

function plainHttp(before: readonly PolicyStatement[], after: readonly PolicyStatement[]): StatedFinding[] {
  if (!before.some(refusesPlainHttp) || after.some(refusesPlainHttp)) return [];
  return [
    {
      severity: "high",
      rule: "bucket-policy-plain-http",
      insteadOf: ["bucket-plain-http"],
      attribute,
      title: "The bucket no longer refuses plain HTTP",
      before: summary(before.filter(refusesPlainHttp)),
      after: "nothing",
      why: "Credentials' signatures and content may cross the network in the clear.",
      mend: "Keep the Deny on aws:SecureTransport false.",
    },
  ];
}

function refusesPlainHttp({ effect, principals, conditions }: PolicyStatement): boolean {
  const isPlain = ({ key, values }: PolicyCondition) =>
    key === "aws:securetransport" && values.includes("false");
  return effect === "Deny" && principals.includes("*") && conditions.some(isPlain);
}

/** What CloudFront needs of a bucket, and what visitors see without it. */
const needs = [
  {
    action: "s3:GetObject",
    severity: "high",
    title: "CloudFront may no longer read the bucket",
    why: "The region answers 403 to everything.",
  },
  {
    action: "s3:ListBucket",
    severity: "medium",
    title: "A missing page becomes a 403",
    why: "S3 tells a missing key from a forbidden one only with ListBucket; if 403 fails over, each wrong URL asks both regions and real trouble looks like a missing page.",
  },
] as const;

function grantsLost(before: readonly PolicyStatement[], after: readonly PolicyStatement[]): StatedFinding[] {
  return needs.flatMap(({ action, severity, title, why }): StatedFinding[] => {
    if (!grants(before, action) || grants(after, action)) return [];
    return [
      {
        severity,
        rule: "bucket-policy-grant-lost",
        attribute,
        title,
        before: `Allow ${action}`,
        after: "nothing",
        why,
        mend: "Grant cloudfront.amazonaws.com s3:GetObject on the objects and s3:ListBucket on the bucket, in both regions.",
      },
    ];
  });
}

function grants(statements: readonly PolicyStatement[], action: string): boolean {
  return statements.some(
    (one) =>
      one.effect === "Allow" &&
      one.principals.some(
        (name) =>
          typeof name === "string" &&
          (name === cloudFrontService || name === "*" || name.includes("Origin Access Identity")),
      ) &&
      isAbout(one, action),
  );
}

/** Statements in a line: "Allow s3:GetObject to *". */
function summary(statements: readonly PolicyStatement[]): string {
  return statements
    .map(({ effect, actions, principals, conditions }) => {
      const when = shownParts(conditions.map(({ key }) => key)).join(", ");
      return `${effect} ${actions.join(", ")} to ${shownParts(principals).join(", ")}${when && ` if ${when}`}`;
    })
    .join("; ");
}
