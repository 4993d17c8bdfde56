import { type AuditRule, pairWithin, s3Guide } from "./rule";

const buckets = ["aws_s3_bucket"];

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
    prowler: ["s3_bucket_level_public_access_block", "s3_account_level_public_access_blocks"],
    guard: [
      ...["s3_bucket_level_public_access_prohibited", "s3_account_level_public_access_blocks"],
      ...["s3_bucket_public_read_prohibited", "s3_bucket_public_write_prohibited"],
    ],
    cdkNag: ["AwsSolutions-S2"],
  },
  judge(part, site) {
    // Of what the bucket and its account say, the most restrictive counts (the same page).
    const accounts = site.all("aws_s3_account_public_access_block").filter((one) => one !== part);
    const open = blockSettings.filter((name) => !accounts.some((account) => account.is(name)));
    if (part.type !== "aws_s3_bucket") {
      const off = open.filter((name) => part.text(name) === "false");
      return off.length === 0
        ? undefined
        : { attribute: off[0] ?? "", says: `it leaves ${off.join(", ")} off` };
    }
    if (open.length === 0 || !site.isOriginBucket(part)) return undefined;
    const block = site.besides(part, "aws_s3_bucket_public_access_block");
    if (!block) return { says: "it has no aws_s3_bucket_public_access_block" };
    const unset = open.filter((name) => block.text(name) === undefined);
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
  ...pairWithin(
    "",
    `
  bucket = "acme-site-primary"
}`,
    {
      fails: `resource "aws_s3_bucket" "primary" {
  acl    = "public-read"`,
      mend: `resource "aws_s3_bucket" "primary" {`,
    },
  ),
  answersTo: {
    checkov: ["CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375", "CKV2_AWS_43"],
    trivy: ["AWS-0092"],
    securityHub: ["S3.12"],
    prowler: ["s3_bucket_acl_prohibited", "s3_bucket_public_list_acl", "s3_bucket_public_write_acl"],
    guard: ["s3_bucket_public_read_acl", "s3_bucket_public_rw_acl"],
  },
  judge(part) {
    const acl = part.text("acl");
    const isPublic = acl !== undefined && /^(public-read(-write)?|authenticated-read)$/.test(acl);
    if (isPublic) return { attribute: "acl", says: `acl = "${acl}"` };
    const grants =
      part.type === "aws_s3_bucket"
        ? part.blocks("grant")
        : (part.block("access_control_policy")?.blocks("grant") ?? []);
    for (const grant of grants) {
      const group = grant.text("grantee.uri") ?? grant.text("uri") ?? "";
      if (/\/groups\/global\//.test(group))
        return {
          attribute: grant.path,
          says: `it grants ${grant.text("permission") ?? "something"} to ${group}`,
        };
    }
    return undefined;
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

/** What keeps a bucket from being public. */
export const bucketPublicRules: readonly AuditRule[] = [publicAccess, publicAcl, aclsEnabled];
