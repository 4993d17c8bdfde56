import { describe, expect, it } from "vitest";
import { LogBucket } from "../../../modules/log-bucket";
import { policies, resource, synthStack } from "../../support/synth";

const json = synthStack((stack) => {
  new LogBucket(stack, "Logs", { bucketName: "site-logs", retentionDays: 30 });
});

describe("LogBucket", () => {
  it("is private, and leaves ACLs on for CloudFront's log delivery", () => {
    expect(resource(json, "aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(resource(json, "aws_s3_bucket_ownership_controls").rule).toEqual({
      object_ownership: "BucketOwnerPreferred",
    });
  });

  it("grants nothing and denies plain HTTP and old TLS", () => {
    const [statements] = Object.values(policies(json));
    expect(statements).toEqual([
      expect.objectContaining({ sid: "NothingWithoutTls", effect: "Deny", actions: ["s3:*"] }),
      expect.objectContaining({ sid: "NothingBelowTls12", effect: "Deny", actions: ["s3:*"] }),
    ]);
  });

  it("deletes log files after the retention", () => {
    expect(resource(json, "aws_s3_bucket_lifecycle_configuration").rule).toEqual([
      expect.objectContaining({ expiration: [{ days: 30 }] }),
    ]);
  });

  it("grants CloudWatch Logs what it delivers from one source, where it delivers", () => {
    const account = { id: "123456789012", partition: "aws" };
    const delivered = synthStack((stack) => {
      const delivery = { account, source: "site" };
      new LogBucket(stack, "Logs", { bucketName: "site-logs", retentionDays: 30, delivery });
    });
    const [statements] = Object.values(policies(delivered));
    expect([statements].flat()[0]).toMatchObject({
      sid: "LogsAreDelivered",
      actions: ["s3:PutObject"],
      principals: [{ type: "Service", identifiers: ["delivery.logs.amazonaws.com"] }],
      condition: [
        { variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] },
        { variable: "aws:SourceAccount", values: [account.id] },
        {
          variable: "aws:SourceArn",
          values: ["arn:aws:logs:us-east-1:123456789012:delivery-source:site"],
        },
      ],
    });
  });
});
