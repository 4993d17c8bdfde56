import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { replicationRoleName, replicationRuleId } from "../../config/names";
import type { Account } from "../account";
import type { OriginBucket } from "../origin-bucket";

/** One direction of replication. */
export interface ReplicationProps {
  /** The bucket that is written to. */
  readonly from: OriginBucket;
  /** The bucket that follows. */
  readonly to: OriginBucket;
  /** The account that both buckets are in. */
  readonly account: Account;
  /** ARN of the policy that bounds the role. @default - none: the account has no state stack with roles */
  readonly permissionsBoundary?: string;
  /** Provider of the region of `from`. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
  /** Tags of the role. @default - none */
  readonly tags?: Record<string, string>;
}

/** S3 accepts no other number of minutes, and requires metrics beside Replication Time Control. */
const timeControlMinutes = 15;

/**
 * Replicates everything, delete markers included, under Replication Time Control. Objects that were there before the
 * rule, and deletions of a version by its id, are never replicated by S3. Nor are changes of a replica's tags, which no
 * release makes: with `source_selection_criteria.replica_modifications` the provider sends empty criteria at the next change
 * of the bucket's own tags, which S3 refuses (hashicorp/terraform-provider-aws#44192; 5.100 and 6.12 among others).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
 */
export class Replication extends Construct {
  readonly configuration: S3BucketReplicationConfigurationA;
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ReplicationProps) {
    super(scope, id);
    const { account, from, to, provider, tags } = props;
    const trust = new DataAwsIamPolicyDocument(this, "Trust", {
      statement: [
        {
          effect: "Allow",
          principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }],
          actions: ["sts:AssumeRole"],
          // S3 acts for many: only for this bucket, in this account, may it use the role ("The confused deputy problem").
          condition: [
            { test: "StringEquals", variable: "aws:SourceAccount", values: [account.id] },
            { test: "ArnLike", variable: "aws:SourceArn", values: [from.bucket.arn] },
          ],
        },
      ],
      provider,
    });
    this.role = new IamRole(this, "Role", {
      name: replicationRoleName(from.bucketName),
      assumeRolePolicy: trust.json,
      permissionsBoundary: props.permissionsBoundary,
      provider,
      tags,
    });
    const permissions = replicationPermissions(this, from, to, provider);
    const rolePolicy = new IamRolePolicy(this, "RolePolicy", {
      name: "replicate",
      role: this.role.id,
      policy: permissions.json,
      provider,
    });

    this.configuration = new S3BucketReplicationConfigurationA(this, "Configuration", {
      bucket: from.bucket.id,
      role: this.role.arn,
      rule: [
        {
          id: replicationRuleId,
          priority: 1,
          status: "Enabled",
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          destination: {
            bucket: to.bucket.arn,
            replicationTime: { status: "Enabled", time: { minutes: timeControlMinutes } },
            metrics: { status: "Enabled", eventThreshold: { minutes: timeControlMinutes } },
          },
        },
      ],
      // S3 refuses the rule unless both sides are versioned, and what it may not read when it tries, it never retries.
      dependsOn: [from.versioning, to.versioning, rolePolicy],
      provider,
    });
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
function replicationPermissions(
  scope: Construct,
  from: OriginBucket,
  to: OriginBucket,
  provider: TerraformProvider | undefined,
): DataAwsIamPolicyDocument {
  return new DataAwsIamPolicyDocument(scope, "Permissions", {
    statement: [
      {
        sid: "ReadSource",
        effect: "Allow",
        actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
        resources: [from.bucket.arn],
      },
      {
        sid: "ReadSourceVersions",
        effect: "Allow",
        actions: [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
        ],
        resources: [`${from.bucket.arn}/*`],
      },
      {
        sid: "WriteReplicas",
        effect: "Allow",
        actions: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
        resources: [`${to.bucket.arn}/*`],
      },
    ],
    provider,
  });
}
