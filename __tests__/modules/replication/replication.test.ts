import { describe, expect, it } from "vitest";
import { OriginBucket } from "../../../modules/origin-bucket";
import { Replication } from "../../../modules/replication";
import { policies, resource, synthStack } from "../../support/synth";

function replicate() {
  return synthStack((stack, { replica: provider }) => {
    const from = new OriginBucket(stack, "From", { bucketName: "from", noncurrentRetentionDays: 90 });
    const to = new OriginBucket(stack, "To", { bucketName: "to", noncurrentRetentionDays: 90, provider });
    const account = { id: "123456789012", partition: "aws" };
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/bound";
    new Replication(stack, "Replication", { account, from, to, permissionsBoundary });
  });
}
const rule = {
  id: "everything",
  priority: 1,
  status: "Enabled",
  filter: { prefix: "" },
  delete_marker_replication: { status: "Enabled" },
  destination: {
    bucket: expect.stringMatching(/^\$\{aws_s3_bucket\.To_\w+\.arn\}$/),
    replication_time: { status: "Enabled", time: { minutes: 15 } },
    metrics: { status: "Enabled", event_threshold: { minutes: 15 } },
  },
};

describe("Replication", () => {
  it("replicates everything, delete markers included, within S3's 15 minutes, and by no criteria", () => {
    expect(resource(replicate(), "aws_s3_bucket_replication_configuration").rule).toEqual([rule]);
  });

  it("waits for the versioning of both buckets and for its permissions", () => {
    expect(resource(replicate(), "aws_s3_bucket_replication_configuration").depends_on).toEqual([
      expect.stringMatching(/^aws_s3_bucket_versioning\.From_/),
      expect.stringMatching(/^aws_s3_bucket_versioning\.To_/),
      expect.stringMatching(/^aws_iam_role_policy\./),
    ]);
  });

  it("gives S3 exactly the permissions that replication takes", () => {
    const source = expect.stringMatching(/^\$\{aws_s3_bucket\.From_\w+\.arn\}$/);
    const sourceObjects = expect.stringMatching(/^\$\{aws_s3_bucket\.From_\w+\.arn\}\/\*$/);
    const replicas = expect.stringMatching(/^\$\{aws_s3_bucket\.To_\w+\.arn\}\/\*$/);
    const documents = Object.entries(policies(replicate()));
    const statements = (id: string) => documents.find(([name]) => name.includes(id))?.[1];
    expect(statements("Trust")).toEqual([
      {
        effect: "Allow",
        principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }],
        actions: ["sts:AssumeRole"],
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["123456789012"] },
          { test: "ArnLike", variable: "aws:SourceArn", values: [source] },
        ],
      },
    ]);
    expect(resource(replicate(), "aws_iam_role")).toMatchObject({
      permissions_boundary: "arn:aws:iam::123456789012:policy/bound",
    });
    expect(statements("Permissions")).toEqual([
      {
        sid: "ReadSource",
        effect: "Allow",
        actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
        resources: [source],
      },
      {
        sid: "ReadSourceVersions",
        effect: "Allow",
        actions: [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
        ],
        resources: [sourceObjects],
      },
      {
        sid: "WriteReplicas",
        effect: "Allow",
        actions: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
        resources: [replicas],
      },
    ]);
  });
});
