import { describe, expect, it } from "vitest";
import { OriginBucket, OriginBucketPolicy } from "../../../modules/origin-bucket";
import { tlsOnlyStatements } from "../../../modules/tls-only";
import { policies, resource, synthStack } from "../../support/synth";

const json = synthStack((stack, { replica }) => {
  const bucket = new OriginBucket(stack, "Origin", {
    bucketName: "site-replica",
    noncurrentRetentionDays: 30,
    provider: replica,
    tags: { site: "site" },
  });
  new OriginBucketPolicy(stack, "Access", { bucket, distributionArn: "arn:distribution", provider: replica });
});

describe("OriginBucket", () => {
  it("blocks public access in all four ways", () => {
    expect(resource(json, "aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it("keeps versions, encrypts with S3's own key and turns ACLs off", () => {
    expect(resource(json, "aws_s3_bucket_versioning").versioning_configuration).toEqual({
      status: "Enabled",
    });
    expect(resource(json, "aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
    expect(resource(json, "aws_s3_bucket_ownership_controls").rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
  });

  it("lets go of old versions, expired delete markers and unfinished uploads, and of nothing else", () => {
    const filter = [{ prefix: "" }];
    expect(resource(json, "aws_s3_bucket_lifecycle_configuration").rule).toEqual([
      {
        id: "noncurrent-versions",
        status: "Enabled",
        filter,
        noncurrent_version_expiration: [{ noncurrent_days: 30 }],
      },
      {
        id: "expired-delete-markers",
        status: "Enabled",
        filter,
        expiration: [{ expired_object_delete_marker: true }],
      },
      {
        id: "unfinished-uploads",
        status: "Enabled",
        filter,
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  it("is in its provider's region, with its tags", () => {
    expect(resource(json, "aws_s3_bucket")).toMatchObject({
      provider: "aws.replica",
      tags: { site: "site" },
    });
  });
});

describe("OriginBucketPolicy", () => {
  it("grants reading and seeing missing keys to one distribution, keeps release records and plain HTTP out", () => {
    const [statements] = Object.values(policies(json)) as Record<string, unknown>[][];
    const principals = [{ identifiers: ["cloudfront.amazonaws.com"], type: "Service" }];
    const condition = [{ test: "StringEquals", values: ["arn:distribution"], variable: "AWS:SourceArn" }];
    const bucket = expect.stringMatching(/^\$\{aws_s3_bucket\.\w+\.arn\}$/);
    const objects = expect.stringMatching(/^\$\{aws_s3_bucket\.\w+\.arn\}\/\*$/);
    expect(statements).toEqual([
      {
        sid: "DistributionReadsObjects",
        effect: "Allow",
        principals,
        condition,
        actions: ["s3:GetObject"],
        resources: [objects],
      },
      {
        sid: "DistributionSeesMissingKeys",
        effect: "Allow",
        principals,
        condition,
        actions: ["s3:ListBucket"],
        resources: [bucket],
      },
      {
        sid: "NoVisitorReadsReleaseRecords",
        effect: "Deny",
        principals,
        actions: ["s3:GetObject"],
        resources: [expect.stringMatching(/\.arn\}\/\.outlast\/\*$/)],
      },
      ...tlsOnlyStatements("bucket").map((statement) => ({ ...statement, resources: [bucket, objects] })),
    ]);
  });

  it("waits for the public access block, since S3 refuses two changes of a bucket at once", () => {
    expect(resource(json, "aws_s3_bucket_policy").depends_on).toEqual([
      expect.stringMatching(/^aws_s3_bucket_public_access_block\./),
    ]);
  });
});
