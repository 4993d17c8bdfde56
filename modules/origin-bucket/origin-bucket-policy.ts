import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { recordKeys } from "../../facts/site/record-keys";
import { tlsOnlyStatements } from "../tls-only";
import type { OriginBucket } from "./origin-bucket";

/** Who may read one region's copy of the site. */
export interface OriginBucketPolicyProps {
  readonly bucket: OriginBucket;
  /** The one distribution that may read. */
  readonly distributionArn: string;
  /** Provider of the bucket's region. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

/**
 * Grants the bucket to one CloudFront distribution, over TLS.
 *
 * ListBucket beside GetObject makes a missing key a 404; without it S3 answers 403, which is indistinguishable from a
 * broken policy. The release's records are denied by a statement of their own, for GetObject alone, so that the 404 of
 * every other key stays what it is: a key below `.outlast/` is a 403, whether it exists or not.
 *
 * A policy document, not a JSON string: while the distribution's ARN is unknown, a plan still shows its statements.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export class OriginBucketPolicy extends Construct {
  constructor(scope: Construct, id: string, props: OriginBucketPolicyProps) {
    super(scope, id);
    const { provider } = props;
    const { bucket, publicAccessBlock } = props.bucket;
    const objects = `${bucket.arn}/*`;
    const cloudFront = [{ type: "Service", identifiers: ["cloudfront.amazonaws.com"] }];
    const fromDistribution = [
      { test: "StringEquals", variable: "AWS:SourceArn", values: [props.distributionArn] },
    ];

    const document = new DataAwsIamPolicyDocument(this, "Document", {
      statement: [
        {
          sid: "DistributionReadsObjects",
          effect: "Allow",
          principals: cloudFront,
          actions: ["s3:GetObject"],
          resources: [objects],
          condition: fromDistribution,
        },
        {
          sid: "DistributionSeesMissingKeys",
          effect: "Allow",
          principals: cloudFront,
          actions: ["s3:ListBucket"],
          resources: [bucket.arn],
          condition: fromDistribution,
        },
        {
          sid: "NoVisitorReadsReleaseRecords",
          effect: "Deny",
          principals: cloudFront,
          actions: ["s3:GetObject"],
          resources: [`${bucket.arn}/${recordKeys.prefix}*`],
        },
        ...tlsOnlyStatements(bucket.arn),
      ],
      provider,
    });
    new S3BucketPolicy(this, "Policy", {
      bucket: bucket.id,
      policy: document.json,
      // S3 answers 409 OperationAborted when policy and public access block are written at once.
      dependsOn: [publicAccessBlock],
      provider,
    });
  }
}
