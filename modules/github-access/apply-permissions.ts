import { bucketArns, holdLocks, readSites, readStates } from "./plan-permissions";
import { type Account, type ManagedSite, type PolicyDocument, policyOf, type Statement } from "./policy";

/** Everything an apply and a release need. */
export interface ApplyScope {
  readonly account: Account;
  readonly stateBucketArn: string;
  /** Keys of the states that may be written: the sites', not the state stack's own. */
  readonly stateKeys: readonly string[];
  readonly sites: readonly ManagedSite[];
}

/**
 * What an apply and a release need. By name: buckets, roles, Lambda functions, CloudFront Functions, topics, alarms,
 * dashboards and DNS records. CloudFront's other resources, certificates, health checks and hosted zones get their
 * ids from AWS, so those statements reach every one in the account.
 */
export function applyPermissions(scope: ApplyScope): PolicyDocument {
  const { account, sites, stateBucketArn, stateKeys } = scope;
  return policyOf([
    ...readSites(account, sites),
    ...readStates(stateBucketArn),
    holdLocks(stateBucketArn),
    {
      Sid: "WriteStates",
      Effect: "Allow",
      Action: ["s3:PutObject"],
      Resource: stateKeys.map((key) => `${stateBucketArn}/${key}`),
    },
    ...buckets(account, sites),
    ...roles(account, sites),
    ...functions(account, sites),
    ...distributions(account, sites),
    ...monitoring(account, sites),
    ...domains(account, sites),
  ]);
}

function buckets({ partition }: Account, sites: readonly ManagedSite[]): Statement[] {
  const arns = sites.flatMap((site) => bucketArns(partition, site));
  return [
    {
      Sid: "ManageBuckets",
      Effect: "Allow",
      Action: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:ListBucketVersions",
        "s3:PutBucket*",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
      ],
      Resource: arns,
    },
    {
      Sid: "ReleaseContent",
      Effect: "Allow",
      Action: ["s3:DeleteObject*", "s3:GetObject*", "s3:PutObject", "s3:PutObjectTagging"],
      Resource: arns.map((arn) => `${arn}/*`),
    },
  ];
}

function roles({ id, partition }: Account, sites: readonly ManagedSite[]): Statement[] {
  const arns = sites.map(({ name }) => `arn:${partition}:iam::${id}:role/${name}-*`);
  return [
    {
      Sid: "ManageRoles",
      Effect: "Allow",
      Action: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      Resource: arns,
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: arns,
      Condition: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com", "s3.amazonaws.com"] } },
    },
    {
      // Lambda@Edge copies functions to its regions and writes CloudFront's logs through roles of its own.
      Sid: "LinkEdgeRoles",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: "*",
      Condition: {
        StringEquals: {
          "iam:AWSServiceName": ["replicator.lambda.amazonaws.com", "logger.cloudfront.amazonaws.com"],
        },
      },
    },
  ];
}

function functions({ id, partition }: Account, sites: readonly ManagedSite[]): Statement[] {
  return [
    {
      Sid: "ManageFunctions",
      Effect: "Allow",
      Action: [
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:EnableReplication*",
        "lambda:PublishVersion",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
      Resource: sites.map(({ name }) => `arn:${partition}:lambda:us-east-1:${id}:function:${name}-*`),
    },
    {
      Sid: "ManageLogGroups",
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      Resource: sites.map(({ name }) => `arn:${partition}:logs:*:${id}:log-group:/aws/lambda/${name}-*`),
    },
  ];
}

function distributions({ id, partition }: Account, sites: readonly ManagedSite[]): Statement[] {
  const cloudfront = (resource: string) => `arn:${partition}:cloudfront::${id}:${resource}`;
  const kinds = [
    "distribution",
    "origin-access-control",
    "cache-policy",
    "origin-request-policy",
    "response-headers-policy",
    "key-value-store",
  ];
  const webAcls = sites.flatMap(({ distribution }) => distribution.webAclArn ?? []);
  const statements: Statement[] = [
    {
      Sid: "ManageDistributions",
      Effect: "Allow",
      Action: ["cloudfront:Create*", "cloudfront:Delete*", "cloudfront:Update*", "cloudfront:*TagResource"],
      Resource: [
        ...kinds.map((kind) => cloudfront(`${kind}/*`)),
        ...sites.map(({ name }) => cloudfront(`function/${name}-*`)),
      ],
    },
    {
      Sid: "PublishEdgeFunctions",
      Effect: "Allow",
      Action: ["cloudfront:PublishFunction", "cloudfront:TestFunction"],
      Resource: sites.map(({ name }) => cloudfront(`function/${name}-*`)),
    },
    {
      Sid: "WriteEdgeKeys",
      Effect: "Allow",
      Action: ["cloudfront-keyvaluestore:*Key", "cloudfront-keyvaluestore:UpdateKeys"],
      Resource: [cloudfront("key-value-store/*")],
    },
  ];
  if (webAcls.length === 0) return statements;
  return [
    ...statements,
    { Sid: "UseWebAcls", Effect: "Allow", Action: ["wafv2:GetWebACL"], Resource: [...new Set(webAcls)] },
  ];
}

function monitoring({ id, partition }: Account, sites: readonly ManagedSite[]): Statement[] {
  return [
    {
      Sid: "ManageAlarms",
      Effect: "Allow",
      Action: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DeleteDashboards",
        "cloudwatch:PutDashboard",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      Resource: sites.flatMap(({ name }) => [
        `arn:${partition}:cloudwatch:*:${id}:alarm:${name}-*`,
        `arn:${partition}:cloudwatch::${id}:dashboard/${name}*`,
      ]),
    },
    {
      Sid: "ManageTopics",
      Effect: "Allow",
      Action: [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:Unsubscribe",
        "sns:UntagResource",
      ],
      Resource: sites.map(({ name }) => `arn:${partition}:sns:*:${id}:${name}-*`),
    },
    {
      Sid: "ManageHealthChecks",
      Effect: "Allow",
      Action: [
        "route53:ChangeTagsForResource",
        "route53:CreateHealthCheck",
        "route53:DeleteHealthCheck",
        "route53:UpdateHealthCheck",
      ],
      Resource: "*",
    },
  ];
}

function domains({ id, partition }: Account, sites: readonly ManagedSite[]): Statement[] {
  const withDomain = sites.flatMap(({ domain }) => domain ?? []);
  if (withDomain.length === 0) return [];
  const names = withDomain
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .map((name) => name.toLowerCase());
  const zones = withDomain.map(({ zone }) => ("id" in zone ? zone.id : "*"));
  const creates = withDomain.some(({ zone }) => "create" in zone && zone.create);
  return [
    {
      Sid: "ManageCertificates",
      Effect: "Allow",
      Action: [
        "acm:AddTagsToCertificate",
        "acm:DeleteCertificate",
        "acm:RemoveTagsFromCertificate",
        "acm:RequestCertificate",
      ],
      Resource: [`arn:${partition}:acm:us-east-1:${id}:certificate/*`],
    },
    {
      // The sites' own names, and the names under them that ACM asks for.
      Sid: "ManageRecords",
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: [...new Set(zones)].map((zone) => `arn:${partition}:route53:::hostedzone/${zone}`),
      Condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": names.flatMap((name) => [
            name,
            `_*.${name}`,
          ]),
        },
      },
    },
    ...(creates ? [createZones] : []),
  ];
}

const createZones: Statement = {
  Sid: "CreateZones",
  Effect: "Allow",
  Action: ["route53:CreateHostedZone", "route53:DeleteHostedZone"],
  Resource: "*",
};
