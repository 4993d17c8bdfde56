import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "../account";
import { tlsOnlyStatements } from "../tls-only";

const lifecycle = { createBeforeDestroy: true };

/** Where CloudFront writes its access logs. */
export interface LogBucketProps {
  /** Global name of the bucket. */
  readonly bucketName: string;
  /** Days for which log files are kept. */
  readonly retentionDays: number;
  /** Beginning of the keys of answers to queries, which are kept for a day. @default - there are none */
  readonly answers?: string;
  /** Given where logs are delivered by CloudWatch Logs: who delivers, and from which source. */
  readonly delivery?: { readonly account: Account; readonly source: string };
  /** Provider of the bucket's region. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
  /** Tags of the bucket. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * A private bucket for CloudFront's standard logs, in the form that the distribution's `logging_config` knows
 * ("legacy"), or as CloudWatch Logs delivers them.
 *
 * ACLs stay on in both. Legacy logs need them: CloudFront itself adds the grant for its log delivery account when the
 * distribution is saved; the ACL is not managed here, since that would need the account's canonical id at plan time. S3
 * refuses to switch them off while that grant is there, so that a site could not go from one form to the other.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
 */
export class LogBucket extends Construct {
  readonly bucket: S3Bucket;
  /** `logging_config.bucket` of the distribution. */
  readonly domainName: string;
  /** What the distribution depends on: CloudFront refuses a log bucket whose ACLs are (still) off. */
  readonly ready: readonly ITerraformDependable[];
  /** What a delivery depends on: without it, CloudWatch Logs would write a policy of its own. */
  readonly policy: ITerraformDependable;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { provider, tags } = props;
    this.bucket = new S3Bucket(this, "Bucket", {
      ...{ bucket: props.bucketName, provider, tags },
      // The distribution must stop writing to it before it can go: it would fill again, and never be empty.
      lifecycle,
    });
    this.domainName = this.bucket.bucketDomainName;
    const bucket = this.bucket.id;

    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "PublicAccessBlock", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      provider,
    });
    const ownership = new S3BucketOwnershipControls(this, "Ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerPreferred" },
      provider,
      lifecycle,
    });
    this.ready = [ownership];
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      provider,
    });
    new S3BucketLifecycleConfiguration(this, "Lifecycle", {
      bucket,
      rule: [
        {
          id: "log-files",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: props.retentionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
        ...(props.answers === undefined
          ? []
          : [
              {
                ...{ id: "answers", status: "Enabled", filter: [{ prefix: props.answers }] },
                expiration: [{ days: 1 }],
              },
            ]),
      ],
      provider,
    });
    const document = new DataAwsIamPolicyDocument(this, "Document", {
      statement: [
        ...(props.delivery ? [deliveryStatement(this.bucket.arn, props.delivery)] : []),
        ...tlsOnlyStatements(this.bucket.arn),
      ],
      provider,
    });
    this.policy = new S3BucketPolicy(this, "Policy", {
      bucket,
      policy: document.json,
      dependsOn: [publicAccessBlock],
      provider,
    });
  }
}

/**
 * The grant that CloudWatch Logs looks for before it delivers.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
 */
function deliveryStatement(bucketArn: string, { account, source }: NonNullable<LogBucketProps["delivery"]>) {
  const sourceArn = `arn:${account.partition}:logs:us-east-1:${account.id}:delivery-source:${source}`;
  return {
    sid: "LogsAreDelivered",
    effect: "Allow",
    principals: [{ type: "Service", identifiers: ["delivery.logs.amazonaws.com"] }],
    actions: ["s3:PutObject"],
    resources: [`${bucketArn}/*`],
    condition: [
      { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] },
      { test: "StringEquals", variable: "aws:SourceAccount", values: [account.id] },
      { test: "ArnLike", variable: "aws:SourceArn", values: [sourceArn] },
    ],
  };
}
