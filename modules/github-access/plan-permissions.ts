import { bucketNames } from "../../config/names";
import { type Account, type ManagedSite, type PolicyDocument, policyOf, type Statement } from "./policy";

/** Reads that Terraform's refresh makes, by services whose answers hold no content of visitors or users. */
const READS = [
  "acm:DescribeCertificate",
  "acm:ListTagsForCertificate",
  "cloudfront:Describe*",
  "cloudfront:Get*",
  "cloudfront:List*",
  "cloudfront-keyvaluestore:DescribeKeyValueStore",
  "cloudfront-keyvaluestore:GetKey",
  "cloudfront-keyvaluestore:ListKeys",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetDashboard",
  "cloudwatch:GetMetricData",
  "cloudwatch:ListTagsForResource",
  "logs:DescribeLogGroups",
  "logs:ListTagsForResource",
  "route53:Get*",
  "route53:List*",
  "sns:GetSubscriptionAttributes",
  "sns:GetTopicAttributes",
  "sns:ListSubscriptionsByTopic",
  "sns:ListTagsForResource",
] as const;

const ROLE_READS = [
  "iam:GetRole",
  "iam:GetRolePolicy",
  "iam:ListAttachedRolePolicies",
  "iam:ListInstanceProfilesForRole",
  "iam:ListRolePolicies",
  "iam:ListRoleTags",
] as const;

const FUNCTION_READS = [
  "lambda:GetFunction",
  "lambda:GetFunctionCodeSigningConfig",
  "lambda:GetFunctionConfiguration",
  "lambda:GetPolicy",
  "lambda:ListTags",
  "lambda:ListVersionsByFunction",
] as const;

const BUCKET_READS = [
  "s3:GetAccelerateConfiguration",
  "s3:GetBucket*",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
] as const;

/** What a plan needs: to read the sites' resources and every state, and to hold the lock. Nothing else is written. */
export function planPermissions(
  account: Account,
  stateBucketArn: string,
  sites: readonly ManagedSite[],
): PolicyDocument {
  return policyOf([...readSites(account, sites), ...readStates(stateBucketArn), holdLocks(stateBucketArn)]);
}

/** Reading what the sites' stacks made. */
export function readSites(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const { id, partition } = account;
  const arns = (of: (site: ManagedSite) => string | string[]) => sites.flatMap(of);
  return [
    { Sid: "ReadServices", Effect: "Allow", Action: READS, Resource: "*" },
    {
      Sid: "ReadBuckets",
      Effect: "Allow",
      Action: BUCKET_READS,
      Resource: arns((site) => bucketArns(partition, site)),
    },
    {
      Sid: "ReadRoles",
      Effect: "Allow",
      Action: ROLE_READS,
      Resource: arns(({ name }) => `arn:${partition}:iam::${id}:role/${name}-*`),
    },
    {
      Sid: "ReadFunctions",
      Effect: "Allow",
      Action: FUNCTION_READS,
      Resource: arns(({ name }) => `arn:${partition}:lambda:us-east-1:${id}:function:${name}-*`),
    },
  ];
}

/** Reading states; each is one object. */
export function readStates(stateBucketArn: string): Statement[] {
  return [
    { Sid: "ListStates", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [stateBucketArn] },
    {
      Sid: "ReadStates",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`${stateBucketArn}/*.tfstate`],
    },
  ];
}

/** Taking and giving back the lock object beside a state, and no more than that. */
export function holdLocks(stateBucketArn: string): Statement {
  return {
    Sid: "HoldLocks",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: [`${stateBucketArn}/*.tfstate.tflock`],
  };
}

/** ARNs of a site's buckets. */
export function bucketArns(partition: string, site: ManagedSite): string[] {
  return Object.values(bucketNames(site)).map((name) => `arn:${partition}:s3:::${name}`);
}
