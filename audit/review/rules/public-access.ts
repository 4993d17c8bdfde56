import { stringsAt, textAt } from "../../../terraform/values-at";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule, stays } from "../rule";
import { lost } from "../values";

/** The block in front of everything that could make a bucket public. */
export const publicAccessBlock: ReviewRule = {
  types: ["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"],
  find(change) {
    const isAccount = change.type.includes("account");
    if (goes(change) && change.fate !== "replaced") {
      return [
        {
          severity: "critical",
          rule: "public-access-block-removed",
          title: `The public access block of the ${isAccount ? "account" : "bucket"} ${fateWords(change)}`,
          before: "blocked",
          after: "not blocked",
          why: "A policy or an ACL is then all that stands between the content and everybody, past the distribution.",
          mend: "Keep the block: CloudFront reaches a private bucket by its origin access control.",
        },
      ];
    }
    return [];
  },
};

/** The ownership that makes ACLs mean anything, and websites. */
export const accessLists: ReviewRule = {
  types: ["aws_s3_bucket_ownership_controls", "aws_s3_bucket_website_configuration"],
  find(change) {
    if (change.type === "aws_s3_bucket_website_configuration") {
      return change.fate === "created" ? [website] : [];
    }
    const path = ["rule", "object_ownership"] as const;
    const [was, is] = [textAt(change.before, ...path), textAt(change.after, ...path)];
    if (was !== "BucketOwnerEnforced" || is === was || !(stays(change) || goes(change))) return [];
    return [{ ...ownership, before: was, after: is ?? "" }];
  },
};

const ownership: StatedFinding = {
  severity: "medium",
  rule: "acls-enabled",
  attribute: "rule.object_ownership",
  title: "ACLs take effect again",
  why: "Single objects can then be public, or belong to another account, whatever the bucket's policy says.",
  mend: "Keep BucketOwnerEnforced.",
};

const website: StatedFinding = {
  severity: "medium",
  rule: "website-endpoint",
  title: "The bucket gets a website endpoint",
  why: "It speaks plain HTTP only, takes no origin access control, and needs a public bucket.",
  mend: "Serve directory pages by a function at the edge, from the bucket's REST endpoint.",
};

/** Encryption at rest. */
export const encryption: ReviewRule = {
  types: ["aws_s3_bucket_server_side_encryption_configuration"],
  find(change) {
    const path = ["rule", "apply_server_side_encryption_by_default", "sse_algorithm"] as const;
    if (!stays(change)) return [];
    const [was, is] = [stringsAt(change.before, ...path), stringsAt(change.after, ...path)];
    if (is.length === 0 || was.length === 0 || lost(was, is).length === 0) return [];
    return [
      {
        severity: "medium",
        rule: "encryption-changed",
        attribute: path.join("."),
        title: "New objects are encrypted in another way",
        before: was,
        after: is,
        why: "With KMS, ETags differ between regions, so CloudFront fetches everything again after a failover; and each region's key has to let CloudFront decrypt.",
        mend: "Keep the same algorithm in both buckets; SSE-S3 (AES256) needs no key policy.",
      },
    ];
  },
};
