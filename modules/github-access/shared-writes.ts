import type { Account } from "../account";
import { arnIn } from "./arns";
import { allow, type ManagedSite, type Statement } from "./policy";

/** What an apply makes, changes and removes under ids that AWS chooses: every one of its kind in the account. */
export function writeShared(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const cloudfront = (kind: string) => arnIn(account, "cloudfront", `${kind}/*`);
  return [
    // Nothing has an id before it is made.
    allow(
      "MakeDistributions",
      [
        "cloudfront:CreateCachePolicy",
        "cloudfront:CreateDistribution",
        "cloudfront:CreateFunction",
        "cloudfront:CreateKeyValueStore",
        "cloudfront:CreateMonitoringSubscription",
        "cloudfront:CreateOriginAccessControl",
        "cloudfront:CreateResponseHeadersPolicy",
        "cloudfront:DeleteMonitoringSubscription",
        "cloudfront:ListDistributions",
      ],
      ["*"],
    ),
    allow(
      "ManageDistributions",
      [
        "cloudfront:CreateInvalidation",
        "cloudfront:DeleteCachePolicy",
        "cloudfront:DeleteDistribution",
        "cloudfront:DeleteKeyValueStore",
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:GetDistribution",
        "cloudfront:GetInvalidation",
        "cloudfront:TagResource",
        "cloudfront:UntagResource",
        "cloudfront:UpdateCachePolicy",
        "cloudfront:UpdateDistribution",
        "cloudfront:UpdateKeyValueStore",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:UpdateResponseHeadersPolicy",
      ],
      [
        "cache-policy",
        "distribution",
        "key-value-store",
        "origin-access-control",
        "response-headers-policy",
      ].map(cloudfront),
    ),
    allow(
      "WriteEdgeKeys",
      [
        "cloudfront-keyvaluestore:DeleteKey",
        "cloudfront-keyvaluestore:DescribeKeyValueStore",
        "cloudfront-keyvaluestore:GetKey",
        "cloudfront-keyvaluestore:PutKey",
      ],
      [cloudfront("key-value-store")],
    ),
    allow(
      "ManageHealthChecks",
      [
        "route53:ChangeTagsForResource",
        "route53:CreateHealthCheck",
        "route53:DeleteHealthCheck",
        "route53:UpdateHealthCheck",
      ],
      ["*"],
    ),
    {
      // Lambda@Edge copies functions to its regions and writes CloudFront's logs through roles of its own.
      ...allow("LinkEdgeRoles", ["iam:CreateServiceLinkedRole"], ["*"], {
        StringEquals: {
          "iam:AWSServiceName": ["replicator.lambda.amazonaws.com", "logger.cloudfront.amazonaws.com"],
        },
      }),
    },
    ...webAcls(sites),
    ...domains(account, sites),
  ];
}

function webAcls(sites: readonly ManagedSite[]): Statement[] {
  const used = sites.flatMap(({ distribution }) => distribution.webAclArn ?? []);
  return used.length === 0 ? [] : [allow("UseWebAcls", ["wafv2:GetWebACL"], [...new Set(used)])];
}

function domains(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const own = sites.flatMap(({ domain }) => domain ?? []);
  if (own.length === 0) return [];
  const creates = own.some(({ zone }) => "create" in zone && zone.create);
  return [
    allow(
      "ManageCertificates",
      [
        "acm:AddTagsToCertificate",
        "acm:DeleteCertificate",
        "acm:RemoveTagsFromCertificate",
        "acm:RequestCertificate",
      ],
      ["*"],
    ),
    allow("WaitForRecords", ["route53:GetChange"], [`arn:${account.partition}:route53:::change/*`]),
    ...(creates
      ? [allow("CreateZones", ["route53:CreateHostedZone", "route53:DeleteHostedZone"], ["*"])]
      : []),
  ];
}
