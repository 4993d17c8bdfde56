import { narrows } from "../../facts/s3/public-policy";
import { compileWildcard } from "../../facts/wildcard";
import { type PolicyStatement, policyStatements } from "../review/policy-document";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, s3Guide } from "./rule";
import type { AuditedSite } from "./site";

const cloudFront = "Service:cloudfront.amazonaws.com";

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
  const covers = (pattern: string) => compileWildcard(pattern.toLowerCase())(action.toLowerCase());
  return statements.some(({ actions, conditions, effect, principals }) => {
    if (effect !== "Allow" || !actions.some(covers)) return false;
    const names = texts(principals);
    if (names.includes("*") || names.some((one) => /Origin Access Identity|CanonicalUser/.test(one)))
      return true;
    if (!names.includes(cloudFront)) return false;
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

function isWebsite(origin: Judged): boolean {
  return /\.s3-website[.-]/.test(origin.text("domain_name") ?? "");
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
const statementsOf = (part: Judged) => policyStatements(part.text("policy"));

const publicPolicy: AuditRule = {
  id: "bucket-policy-public",
  severity: "critical",
  title: "The bucket's policy lets everybody in",
  types: policyTypes,
  visitors:
    "Content is read past the distribution: no headers, no TLS policy, no logs; with write actions, by anybody.",
  source: s3Guide("access-control-block-public-access"),
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
  answersTo: {
    checkov: ["CKV_AWS_70"],
    securityHub: ["S3.2", "S3.3"],
    prowler: ["s3_bucket_policy_public_write_access"],
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
      (one) => one.effect === "Allow" && one.principals.includes(cloudFront) && !isHeld(one),
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

const blockSettings = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

const publicAccess: AuditRule = {
  id: "public-access-block",
  severity: "high",
  introduced: "critical",
  title: "Public access to the bucket is not blocked",
  types: [...buckets, "aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"],
  visitors:
    "A policy or an ACL, by mistake or by whoever gets in, can give the content to everybody, past the distribution.",
  source: s3Guide("access-control-block-public-access"),
  fails: `  provider                = aws.replica
  bucket                  = aws_s3_bucket.replica.id
  block_public_acls       = true
  block_public_policy     = false`,
  mend: `  provider                = aws.replica
  bucket                  = aws_s3_bucket.replica.id
  block_public_acls       = true
  block_public_policy     = true`,
  answersTo: {
    checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    trivy: ["AWS-0086", "AWS-0087", "AWS-0091", "AWS-0093", "AWS-0094"],
    securityHub: ["S3.1", "S3.8"],
    prowler: ["s3_bucket_level_public_access_block"],
    cdkNag: ["AwsSolutions-S2"],
  },
  judge(part, site) {
    if (part.type !== "aws_s3_bucket") {
      const off = blockSettings.filter((name) => part.text(name) === "false");
      return off.length === 0
        ? undefined
        : { attribute: off[0] ?? "", says: `it leaves ${off.join(", ")} off` };
    }
    if (!site.isOriginBucket(part)) return undefined;
    const block = site.besides(part, "aws_s3_bucket_public_access_block");
    if (!block) return { says: "it has no aws_s3_bucket_public_access_block" };
    const unset = blockSettings.filter((name) => block.text(name) === undefined);
    return unset.length === 0 ? undefined : { says: `${block.address} leaves ${unset.join(", ")} out` };
  },
};

const publicAcl: AuditRule = {
  id: "public-acl",
  severity: "critical",
  title: "The ACL opens the bucket to everybody",
  types: ["aws_s3_bucket_acl", "aws_s3_bucket"],
  visitors:
    "Content is served past the distribution: no headers, no TLS policy, no logs, and its whole list of keys.",
  source: s3Guide("about-object-ownership"),
  fails: `resource "aws_s3_bucket" "primary" {
  acl    = "public-read"`,
  mend: `resource "aws_s3_bucket" "primary" {`,
  answersTo: {
    checkov: ["CKV_AWS_20", "CKV_AWS_57"],
    trivy: ["AWS-0092"],
    securityHub: ["S3.12"],
    prowler: ["s3_bucket_acl_prohibited"],
  },
  judge(part) {
    const acl = part.text("acl");
    const isPublic = acl !== undefined && /^(public-read(-write)?|authenticated-read)$/.test(acl);
    return isPublic ? { attribute: "acl", says: `acl = "${acl}"` } : undefined;
  },
};

const aclsEnabled: AuditRule = {
  id: "acls-enabled",
  severity: "medium",
  title: "ACLs take effect",
  types: ["aws_s3_bucket_ownership_controls"],
  visitors:
    "Single objects can be public, or belong to another account and not be readable, whatever the bucket's policy says.",
  source: s3Guide("about-object-ownership"),
  fails: `    object_ownership = "ObjectWriter"`,
  mend: `    object_ownership = "BucketOwnerEnforced"`,
  answersTo: { checkov: ["CKV2_AWS_65"], securityHub: ["S3.12"] },
  judge(part, site) {
    const ownership = part.text("rule.object_ownership");
    if (ownership === "BucketOwnerEnforced" || !site.isOriginBucket(part)) return undefined;
    return { attribute: "rule[0].object_ownership", says: `object_ownership = "${ownership}"` };
  },
};

const versioning: AuditRule = {
  id: "versioning-off",
  severity: "high",
  title: "A content bucket without versioning",
  types: [...buckets, "aws_s3_bucket_versioning"],
  visitors: "A bad release cannot be taken back, and S3 replicates between versioned buckets only.",
  source: s3Guide("Versioning"),
  fails: `  bucket = aws_s3_bucket.primary.id

  versioning_configuration {
    status = "Suspended"`,
  mend: `  bucket = aws_s3_bucket.primary.id

  versioning_configuration {
    status = "Enabled"`,
  answersTo: {
    checkov: ["CKV_AWS_21"],
    trivy: ["AWS-0090"],
    securityHub: ["S3.14"],
    prowler: ["s3_bucket_object_versioning"],
    guard: ["s3_bucket_versioning_enabled"],
  },
  judge(part, site) {
    const attribute = "versioning_configuration[0].status";
    if (part.type === "aws_s3_bucket_versioning")
      return part.text("versioning_configuration.status") === "Suspended"
        ? { attribute, says: "it is suspended" }
        : undefined;
    const isSaidBeside = site.besides(part, "aws_s3_bucket_versioning") !== undefined;
    if (!site.isOriginBucket(part) || isSaidBeside || site.isVersioned(part)) return undefined;
    return { says: "its versions are not kept" };
  },
};

const endlessVersions: AuditRule = {
  id: "versions-for-ever",
  severity: "low",
  title: "Old versions are kept, and paid for, for ever",
  types: buckets,
  visitors:
    "Nobody but whoever pays: every release leaves a copy of all that it replaced, in this region. Rules are not replicated: each bucket needs its own.",
  source: s3Guide("lifecycle-configuration-examples"),
  fails: `  provider = aws.replica
  bucket   = aws_s3_bucket.replica.id

  rule {
    id     = "old"
    status = "Disabled"`,
  mend: `  provider = aws.replica
  bucket   = aws_s3_bucket.replica.id

  rule {
    id     = "old"
    status = "Enabled"`,
  answersTo: {
    checkov: ["CKV_AWS_300", "CKV2_AWS_61"],
    securityHub: ["S3.10", "S3.13"],
    prowler: ["s3_bucket_lifecycle_enabled"],
  },
  judge(bucket, site) {
    if (!site.isOriginBucket(bucket) || !site.isVersioned(bucket)) return undefined;
    const beside = site.besides(bucket, "aws_s3_bucket_lifecycle_configuration");
    const rules = beside?.blocks("rule") ?? bucket.blocks("lifecycle_rule");
    const expires = rules.some(
      (rule) =>
        (rule.text("status") === "Enabled" || rule.is("enabled")) &&
        rule.block("noncurrent_version_expiration") !== undefined,
    );
    return expires ? undefined : { says: "no rule expires noncurrent versions" };
  },
};

const kms: AuditRule = {
  id: "kms-without-cloudfront",
  severity: "high",
  title: "Content is encrypted with a key that CloudFront cannot use",
  types: buckets,
  visitors:
    "Every object that is encrypted with it is a 403: AWS's own key aws/s3 lets no service of another account in, and its policy cannot be changed.",
  source: cloudFrontGuide("private-content-restricting-access-to-s3"),
  fails: `  bucket   = aws_s3_bucket.replica.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"`,
  mend: `  bucket   = aws_s3_bucket.replica.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"`,
  judge(bucket, site) {
    if (!site.isOriginBucket(bucket)) return undefined;
    const encryption = site.encryptionOf(bucket);
    if (!/^aws:kms/.test(encryption?.text("sse_algorithm") ?? "")) return undefined;
    const id = encryption?.text("kms_master_key_id");
    if (id === undefined || /alias\/aws\/s3$/.test(id))
      return { says: "it uses aws/s3, the key that AWS manages" };
    const key = site
      .all("aws_kms_key")
      .find((one) => [one.knownText("arn"), one.knownText("id")].includes(id));
    const policy = key?.text("policy");
    if (key === undefined || policy?.includes("cloudfront.amazonaws.com")) return undefined;
    return { says: `the policy of ${key.address} does not name cloudfront.amazonaws.com` };
  },
};

const website: AuditRule = {
  id: "website-endpoint",
  severity: "medium",
  title: "The origin is a bucket's website",
  types: ["aws_cloudfront_distribution"],
  visitors:
    "The way to it is plain HTTP, it takes no origin access control, and needs a bucket that is open to everybody.",
  source: cloudFrontGuide("DownloadDistS3AndCustomOrigins"),
  fails: `  origin {
    origin_id   = "website"
    domain_name = "acme-site-primary.s3-website.eu-central-1.amazonaws.com"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  origin {
    origin_id   = "api"`,
  mend: `  origin {
    origin_id   = "api"`,
  judge(distribution) {
    return distribution
      .blocks("origin")
      .filter(isWebsite)
      .map((origin) => ({ attribute: origin.at("domain_name"), says: `${origin.text("domain_name")}` }));
  },
};

const globalDomain: AuditRule = {
  id: "origin-global-domain",
  severity: "medium",
  title: "The origin is named without its region",
  types: ["aws_cloudfront_distribution"],
  visitors:
    "S3 sends requests for a fresh bucket on to its region by a 307, which CloudFront hands to visitors: they leave the site for a bucket that refuses them.",
  source: cloudFrontGuide("DownloadDistS3AndCustomOrigins"),
  fails: "    domain_name              = aws_s3_bucket.replica.bucket_domain_name",
  mend: "    domain_name              = aws_s3_bucket.replica.bucket_regional_domain_name",
  judge(distribution) {
    return distribution
      .blocks("origin")
      .filter((origin) => /\.s3\.amazonaws\.com$/.test(origin.text("domain_name") ?? ""))
      .map((origin) => ({ attribute: origin.at("domain_name"), says: `${origin.text("domain_name")}` }));
  },
};

const identity: AuditRule = {
  id: "origin-access-identity",
  severity: "low",
  title: "An access identity in place of an access control",
  types: ["aws_cloudfront_distribution"],
  visitors:
    "Nothing yet: AWS adds to identities no more, which know no KMS, no newer regions and no methods that write.",
  source: cloudFrontGuide("private-content-restricting-access-to-s3"),
  fails: `    domain_name              = aws_s3_bucket.replica.bucket_regional_domain_name
    s3_origin_config {
      origin_access_identity = "origin-access-identity/cloudfront/E2EXAMPLE"
    }`,
  mend: `    domain_name              = aws_s3_bucket.replica.bucket_regional_domain_name`,
  answersTo: {
    checkov: ["CKV2_AWS_46"],
    securityHub: ["CloudFront.13"],
    guard: ["cloudfront_origin_access_identity_enabled"],
    prowler: ["cloudfront_distributions_s3_origin_access_control"],
    cdkNag: ["AwsSolutions-CFR7"],
  },
  judge(distribution) {
    return distribution
      .blocks("origin")
      .filter((origin) => origin.text("s3_origin_config.origin_access_identity"))
      .map((origin) => ({
        attribute: origin.at("s3_origin_config"),
        says: `${origin.text("origin_id")} is read as an identity`,
      }));
  },
};

/** The buckets that content is in. */
export const bucketRules: readonly AuditRule[] = [
  ...[
    unreadable,
    unlistable,
    publicPolicy,
    anyDistribution,
    plainBucket,
    publicAccess,
    publicAcl,
    aclsEnabled,
  ],
  ...[versioning, endlessVersions, kms, website, globalDomain, identity],
];
