import { narrows } from "../../facts/s3/public-policy";
import { compileWildcard } from "../../facts/wildcard";
import {
  cloudFrontService,
  isAbout,
  type PolicyStatement,
  policyStatements,
} from "../review/policy-document";
import type { Judged } from "./judged";
import { isWebsite } from "./origins";
import { type AuditRule, cloudFrontGuide, pairWithin, s3Guide } from "./rule";
import { type AuditedSite, policyIn } from "./site";

const texts = (parts: readonly unknown[]) => parts.filter((one): one is string => typeof one === "string");

/** Whether a condition keeps a statement from being one for everybody, as S3 sees it. */
function isNarrowed({ conditions }: PolicyStatement): boolean {
  return conditions.some(
    ({ key, operator, values }) =>
      typeof key === "string" && typeof operator === "string" && narrows(operator, key, texts(values)),
  );
}

/** As `isNarrowed`, or by the distributions of one account: public to S3, and not everybody's. */
function isHeld(statement: PolicyStatement): boolean {
  const isOfAccount = (one: string) => /^arn:[^:*?]+:cloudfront::\d{12}:/.test(one);
  return (
    isNarrowed(statement) ||
    statement.conditions.some(
      ({ key, values }) => key === "aws:sourcearn" && texts(values).every(isOfAccount),
    )
  );
}

/** Whether a policy lets CloudFront do something in the name of a distribution, or of an access identity. */
function grants(statements: readonly PolicyStatement[], action: string, arns: readonly string[]): boolean {
  return statements.some((statement) => {
    const { conditions, effect, principals } = statement;
    if (effect !== "Allow" || !isAbout(statement, action)) return false;
    const names = texts(principals);
    if (names.includes("*") || names.some((one) => /Origin Access Identity|CanonicalUser/.test(one)))
      return true;
    if (!names.includes(cloudFrontService)) return false;
    const sources = conditions
      .filter(({ key }) => key === "aws:sourcearn")
      .flatMap(({ values }) => texts(values));
    return sources.length === 0 || arns.some((arn) => sources.some((one) => compileWildcard(one)(arn)));
  });
}

/** The distributions that read a bucket by signed requests, or by an identity. */
function readersOf(bucket: Judged, site: AuditedSite): readonly Judged[] {
  const distributions = site.all("aws_cloudfront_distribution");
  return distributions.filter((one) =>
    one.blocks("origin").some((origin) => site.bucketOf(origin) === bucket && !isWebsite(origin)),
  );
}

const buckets = ["aws_s3_bucket"];

const unreadable: AuditRule = {
  id: "origin-unreadable",
  severity: "critical",
  title: "CloudFront may not read a bucket that it asks",
  types: buckets,
  visitors:
    "The bucket answers 403 to everything; of the second region, nobody notices before the day it is needed.",
  source: cloudFrontGuide("private-content-restricting-access-to-s3"),
  fails: `        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/EOTHER" } }`,
  mend: `        Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.site.arn } }`,
  judge(bucket, site) {
    const readers = readersOf(bucket, site);
    if (readers.length === 0) return undefined;
    const policy = site.policyOf(bucket);
    const arns = readers.flatMap((one) => one.text("arn") ?? []);
    if (policy && grants(policy.statements, "s3:GetObject", arns)) return undefined;
    const why = policy ? "has a policy that does not let it read objects" : "has no policy";
    return { says: `${readers.map(({ address }) => address).join(", ")} reads it, and it ${why}` };
  },
};

const unlistable: AuditRule = {
  id: "origin-unlistable",
  severity: "medium",
  title: "A missing page is a 403",
  types: buckets,
  visitors:
    "S3 tells a missing key from a forbidden one only with s3:ListBucket: visitors see Access Denied, and where 403 fails over each wrong URL asks both regions.",
  source: s3Guide("using-with-s3-policy-actions"),
  fails: `        Action    = ["s3:GetObject"]`,
  mend: `        Action    = ["s3:GetObject", "s3:ListBucket"]`,
  judge(bucket, site) {
    const readers = readersOf(bucket, site);
    const policy = site.policyOf(bucket);
    const arns = readers.flatMap((one) => one.text("arn") ?? []);
    if (readers.length === 0 || !policy || !grants(policy.statements, "s3:GetObject", arns)) return undefined;
    if (grants(policy.statements, "s3:ListBucket", arns)) return undefined;
    return { says: `its policy lets CloudFront read objects, and not list: ${policy.part.address}` };
  },
};

const policyTypes = ["aws_s3_bucket_policy"];

const statementsOf = (part: Judged) => policyStatements(policyIn(part));

const publicPolicy: AuditRule = {
  id: "bucket-policy-public",
  severity: "critical",
  title: "The bucket's policy lets everybody in",
  types: policyTypes,
  visitors:
    "Content is read past the distribution: no headers, no TLS policy, no logs; with write actions, by anybody.",
  source: s3Guide("access-control-block-public-access"),
  ...pairWithin(
    "  statement {\n",
    `
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudfront_distribution.site.arn]
    }
  }`,
    {
      fails: `    actions   = ["s3:GetObject"]
    resources = ["\${aws_s3_bucket.primary.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }

  statement {
    actions   = ["s3:GetObject"]
    resources = ["\${aws_s3_bucket.primary.arn}/*"]

    principals {`,
      mend: `    actions   = ["s3:GetObject"]
    resources = ["\${aws_s3_bucket.primary.arn}/*"]

    principals {`,
    },
  ),
  answersTo: {
    checkov: ["CKV_AWS_70"],
    securityHub: ["S3.2", "S3.3"],
    prowler: ["s3_bucket_policy_public_write_access", "s3_bucket_public_access"],
    guard: ["s3_bucket_policy_no_wildcard_principal"],
    cdkNag: ["AwsSolutions-S5"],
  },
  judge(part) {
    const open = statementsOf(part).filter(
      (one) => one.effect === "Allow" && one.principals.includes("*") && !isNarrowed(one),
    );
    return open.map(({ actions }) => ({ attribute: "policy", says: `everybody may ${actions.join(", ")}` }));
  },
};

const anyDistribution: AuditRule = {
  id: "bucket-policy-any-distribution",
  severity: "high",
  title: "Every CloudFront distribution of anybody may read the bucket",
  types: policyTypes,
  visitors:
    "The service's name stands for all of its customers: whoever knows the bucket's name can put a distribution in front of it.",
  source: cloudFrontGuide("private-content-restricting-access-to-s3"),
  fails: `        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["s3:GetObject", "s3:ListBucket"]
        Resource  = [aws_s3_bucket.replica.arn, "\${aws_s3_bucket.replica.arn}/*"]`,
  mend: `        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["s3:GetObject", "s3:ListBucket"]
        Resource  = [aws_s3_bucket.replica.arn, "\${aws_s3_bucket.replica.arn}/*"]
        Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.site.arn } }`,
  judge(part) {
    const free = statementsOf(part).filter(
      (one) => one.effect === "Allow" && one.principals.includes(cloudFrontService) && !isHeld(one),
    );
    return free.map(({ actions }) => ({
      attribute: "policy",
      says: `cloudfront.amazonaws.com may ${actions.join(", ")} without aws:SourceArn`,
    }));
  },
};

const plainBucket: AuditRule = {
  id: "bucket-plain-http",
  severity: "low",
  title: "The bucket answers plain HTTP",
  types: policyTypes,
  visitors: "Whoever publishes by a tool without TLS sends its signatures and content in the clear.",
  source: s3Guide("security-best-practices"),
  fails: `      variable = "aws:SecureTransport"
      values   = ["true"]`,
  mend: `      variable = "aws:SecureTransport"
      values   = ["false"]`,
  answersTo: {
    checkov: ["CKV_AWS_379"],
    securityHub: ["S3.5"],
    prowler: ["s3_bucket_secure_transport_policy"],
    guard: ["s3_bucket_ssl_requests_only"],
    cdkNag: ["AwsSolutions-S10"],
  },
  judge(part, site) {
    if (!site.isOriginBucket(part)) return undefined;
    const refuses = statementsOf(part).some(
      ({ conditions, effect, principals }) =>
        effect === "Deny" &&
        principals.includes("*") &&
        conditions.some(({ key, values }) => key === "aws:securetransport" && values.includes("false")),
    );
    return refuses ? undefined : { attribute: "policy", says: "nothing denies aws:SecureTransport = false" };
  },
};

/** Who reads a bucket. */
export const bucketAccessRules: readonly AuditRule[] = [
  unreadable,
  unlistable,
  publicPolicy,
  anyDistribution,
  plainBucket,
];
