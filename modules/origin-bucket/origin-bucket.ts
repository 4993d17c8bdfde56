import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

/** One region's copy of the site. */
export interface OriginBucketProps {
  /** Global name of the bucket. */
  readonly bucketName: string;
  /** Days for which versions that are no longer current stay: how far back a release can be rolled back. */
  readonly noncurrentRetentionDays: number;
  /** Provider of the bucket's region. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
  /** Tags of the bucket. @default - none */
  readonly tags?: Record<string, string>;
}

const unfinishedUploadDays = 7;

/**
 * A private, versioned and encrypted bucket. Encryption is SSE-S3 and not KMS: keys are regional, and both copies of
 * an object must have the same ETag for CloudFront to revalidate at either.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export class OriginBucket extends Construct {
  readonly bucketName: string;
  readonly bucket: S3Bucket;
  /** Replication depends on it. */
  readonly versioning: S3BucketVersioningA;
  /** The bucket's policy depends on it: S3 refuses two changes of a bucket at once. */
  readonly publicAccessBlock: S3BucketPublicAccessBlock;

  constructor(scope: Construct, id: string, props: OriginBucketProps) {
    super(scope, id);
    const { bucketName, provider, tags } = props;
    this.bucketName = bucketName;
    this.bucket = new S3Bucket(this, "Bucket", { bucket: bucketName, provider, tags });
    const bucket = this.bucket.id;

    this.publicAccessBlock = new S3BucketPublicAccessBlock(this, "PublicAccessBlock", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      provider,
    });
    new S3BucketOwnershipControls(this, "Ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      provider,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      provider,
    });
    this.versioning = new S3BucketVersioningA(this, "Versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
      provider,
    });
    // Lifecycle rules are not replicated: each bucket has its own.
    new S3BucketLifecycleConfiguration(this, "Lifecycle", {
      bucket,
      rule: [
        {
          id: "noncurrent-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: props.noncurrentRetentionDays }],
        },
        {
          id: "expired-delete-markers",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        {
          id: "unfinished-uploads",
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: unfinishedUploadDays }],
        },
      ],
      // S3 takes rules for noncurrent versions from a versioned bucket only.
      dependsOn: [this.versioning],
      provider,
    });
  }
}
