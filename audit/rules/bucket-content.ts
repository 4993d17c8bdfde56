import { type AuditRule, cloudFrontGuide, pairWithin, providerDocs, s3Guide } from "./rule";

const buckets = ["aws_s3_bucket"];

const versioning: AuditRule = {
  id: "versioning-off",
  severity: "high",
  title: "A content bucket without versioning",
  types: [...buckets, "aws_s3_bucket_versioning"],
  visitors: "A bad release cannot be taken back, and S3 replicates between versioned buckets only.",
  source: s3Guide("Versioning"),
  ...pairWithin(
    "",
    `
  }`,
    {
      fails: `  bucket = aws_s3_bucket.primary.id

  versioning_configuration {
    status = "Suspended"`,
      mend: `  bucket = aws_s3_bucket.primary.id

  versioning_configuration {
    status = "Enabled"`,
    },
  ),
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
  ...pairWithin(
    "",
    `

    noncurrent_version_expiration {
      noncurrent_days = 31
    }
  }`,
    {
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
    },
  ),
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
  ...pairWithin(
    "",
    `
    }
  }`,
    {
      fails: `  bucket   = aws_s3_bucket.replica.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"`,
      mend: `  bucket   = aws_s3_bucket.replica.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"`,
    },
  ),
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

const forceDestroy: AuditRule = {
  id: "bucket-force-destroy",
  severity: "medium",
  introduced: "high",
  title: "A destroy empties the bucket without a question",
  types: ["aws_s3_bucket"],
  visitors: "One wrong plan, and every version of every page is gone in that region.",
  source: providerDocs("resources/s3_bucket"),
  fails: `  bucket = "acme-site-primary"
  force_destroy = true`,
  mend: `  bucket = "acme-site-primary"`,
  judge: (bucket) =>
    bucket.is("force_destroy") ? { attribute: "force_destroy", says: "force_destroy = true" } : undefined,
};

const expiring: AuditRule = {
  id: "content-expires",
  severity: "high",
  title: "Pages are deleted when they are old",
  types: ["aws_s3_bucket_lifecycle_configuration"],
  visitors: "A page that nobody has changed for so long is gone from the site, with nobody there who did it.",
  source: s3Guide("lifecycle-expire-general-considerations"),
  fails: `    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    expiration {
      days = 365
    }`,
  mend: `    noncurrent_version_expiration {
      noncurrent_days = 30
    }`,
  judge(part, site) {
    if (!site.isOriginBucket(part)) return undefined;
    return part.blocks("rule").flatMap((rule) => {
      const days = rule.number("expiration.days", 0);
      if (days === 0 || rule.text("status") !== "Enabled") return [];
      return [
        {
          attribute: rule.at("expiration[0].days"),
          says: `${rule.text("id") ?? rule.path} deletes what is ${days} days old`,
        },
      ];
    });
  },
};

/** What becomes of the content of a bucket. */
export const bucketContentRules: readonly AuditRule[] = [
  versioning,
  endlessVersions,
  kms,
  forceDestroy,
  expiring,
];
