import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import {
  DescribeFunctionCommand,
  GetCachePolicyCommand,
  GetCloudFrontOriginAccessIdentityCommand,
  GetDistributionCommand,
  GetFunctionCommand,
  GetMonitoringSubscriptionCommand,
  GetOriginAccessControlCommand,
  GetOriginRequestPolicyCommand,
  GetResponseHeadersPolicyCommand,
} from "@aws-sdk/client-cloudfront";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import {
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";

export type Service = "acm" | "cloudfront" | "cloudwatch" | "iam" | "route53" | "s3";

/** What is asked of AWS, and what IAM has to allow for it. */
export interface AwsQuestion<Input, Output> {
  readonly service: Service;
  readonly action: string;
  /** ARN of what it is asked about. */
  readonly resource: string;
  command(input: Input): CommandOf<Input, Output>;
}

/** A command of the SDK, as far as its types go. */
interface CommandOf<Input, Output> {
  readonly input: Input;
  resolveMiddleware(...given: never): (...given: never) => Promise<{ output: Output }>;
}

function ask<Input, Output>(
  allowed: `${Service}:${string}`,
  Command: new (input: never) => CommandOf<Input, Output>,
  resource = "*",
): AwsQuestion<Input, Output> {
  const [service] = allowed.split(":") as [Service];
  return { service, action: allowed, resource, command: (input) => new Command(input as never) };
}

const ofCloudFront = (kind: string) => `arn:aws:cloudfront::*:${kind}/*`;
const bucket = "arn:aws:s3:::*";
const role = "arn:aws:iam::*:role/*";
const policy = "arn:aws:iam::*:policy/*";
const distribution = ofCloudFront("distribution");

/**
 * All that an audit of a running site asks, each with the action and the resource by which IAM judges it (Service
 * Authorization Reference). Nothing is asked but through this table, and the policy is made of it.
 */
export const asks = {
  distribution: ask("cloudfront:GetDistribution", GetDistributionCommand, distribution),
  monitoring: ask("cloudfront:GetMonitoringSubscription", GetMonitoringSubscriptionCommand),
  cachePolicy: ask("cloudfront:GetCachePolicy", GetCachePolicyCommand, ofCloudFront("cache-policy")),
  originRequestPolicy: ask(
    "cloudfront:GetOriginRequestPolicy",
    GetOriginRequestPolicyCommand,
    ofCloudFront("origin-request-policy"),
  ),
  responseHeadersPolicy: ask(
    "cloudfront:GetResponseHeadersPolicy",
    GetResponseHeadersPolicyCommand,
    ofCloudFront("response-headers-policy"),
  ),
  accessControl: ask(
    "cloudfront:GetOriginAccessControl",
    GetOriginAccessControlCommand,
    ofCloudFront("origin-access-control"),
  ),
  accessIdentity: ask(
    "cloudfront:GetCloudFrontOriginAccessIdentity",
    GetCloudFrontOriginAccessIdentityCommand,
    ofCloudFront("origin-access-identity"),
  ),
  function: ask("cloudfront:DescribeFunction", DescribeFunctionCommand, ofCloudFront("function")),
  functionCode: ask("cloudfront:GetFunction", GetFunctionCommand, ofCloudFront("function")),
  location: ask("s3:GetBucketLocation", GetBucketLocationCommand, bucket),
  versioning: ask("s3:GetBucketVersioning", GetBucketVersioningCommand, bucket),
  bucketPolicy: ask("s3:GetBucketPolicy", GetBucketPolicyCommand, bucket),
  publicAccess: ask("s3:GetBucketPublicAccessBlock", GetPublicAccessBlockCommand, bucket),
  ownership: ask("s3:GetBucketOwnershipControls", GetBucketOwnershipControlsCommand, bucket),
  acl: ask("s3:GetBucketAcl", GetBucketAclCommand, bucket),
  encryption: ask("s3:GetEncryptionConfiguration", GetBucketEncryptionCommand, bucket),
  lifecycle: ask("s3:GetLifecycleConfiguration", GetBucketLifecycleConfigurationCommand, bucket),
  replication: ask("s3:GetReplicationConfiguration", GetBucketReplicationCommand, bucket),
  website: ask("s3:GetBucketWebsite", GetBucketWebsiteCommand, bucket),
  cors: ask("s3:GetBucketCORS", GetBucketCorsCommand, bucket),
  role: ask("iam:GetRole", GetRoleCommand, role),
  rolePolicies: ask("iam:ListRolePolicies", ListRolePoliciesCommand, role),
  rolePolicy: ask("iam:GetRolePolicy", GetRolePolicyCommand, role),
  attachedPolicies: ask("iam:ListAttachedRolePolicies", ListAttachedRolePoliciesCommand, role),
  policy: ask("iam:GetPolicy", GetPolicyCommand, policy),
  policyVersion: ask("iam:GetPolicyVersion", GetPolicyVersionCommand, policy),
  certificate: ask(
    "acm:DescribeCertificate",
    DescribeCertificateCommand,
    "arn:aws:acm:us-east-1:*:certificate/*",
  ),
  zones: ask("route53:ListHostedZones", ListHostedZonesCommand),
  records: ask(
    "route53:ListResourceRecordSets",
    ListResourceRecordSetsCommand,
    "arn:aws:route53:::hostedzone/*",
  ),
  healthChecks: ask("route53:ListHealthChecks", ListHealthChecksCommand),
  alarms: ask("cloudwatch:DescribeAlarms", DescribeAlarmsCommand),
};

/** The policy that an audit of a distribution needs, for a person or a role that has no other. */
export function livePermissions(distributionId: string): object {
  const byResource = new Map<string, string[]>();
  for (const { action, resource } of Object.values(asks)) {
    const narrowed = resource === distribution ? resource.replace(/\*$/, distributionId) : resource;
    byResource.set(narrowed, [...(byResource.get(narrowed) ?? []), action]);
  }
  const statements = [...byResource].map(([Resource, Action]) => ({
    Effect: "Allow",
    Action: Action.sort(),
    Resource,
  }));
  return { Version: "2012-10-17", Statement: statements };
}
