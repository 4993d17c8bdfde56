import type { Account } from "../account";
import { arnIn } from "./arns";
import { allow, type ManagedSite, type Statement, taggedAs } from "./policy";

/**
 * What an apply makes, changes and removes under ids that AWS chooses: what can have tags by the site's, and otherwise every
 * one of its kind in the account.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
 */
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
    // What has tags, and is changed or removed, by the tag that its stack gave it.
    allow(
      "ManageDistributions",
      [
        "cloudfront:CreateInvalidation",
        "cloudfront:DeleteDistribution",
        "cloudfront:GetInvalidation",
        "cloudfront:UntagResource",
        "cloudfront:UpdateDistribution",
      ],
      [cloudfront("distribution")],
      taggedAs(sites),
    ),
    // One that is made has no tag yet: of what has one, the sites' own alone.
    allow(
      "TagDistributions",
      ["cloudfront:TagResource"],
      [cloudfront("distribution")],
      taggedAs(sites, "StringEqualsIfExists"),
    ),
    // Whether one is gone is asked of what has no tags any more.
    allow("FindDistributions", ["cloudfront:GetDistribution"], [cloudfront("distribution")]),
    allow(
      "ManageEdgePolicies",
      [
        "cloudfront:DeleteCachePolicy",
        "cloudfront:DeleteKeyValueStore",
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:UpdateCachePolicy",
        "cloudfront:UpdateKeyValueStore",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:UpdateResponseHeadersPolicy",
      ],
      ["cache-policy", "key-value-store", "origin-access-control", "response-headers-policy"].map(cloudfront),
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
    allow("MakeHealthChecks", ["route53:CreateHealthCheck"], ["*"]),
    allow(
      "ManageHealthChecks",
      ["route53:ChangeTagsForResource", "route53:DeleteHealthCheck", "route53:UpdateHealthCheck"],
      [`arn:${account.partition}:route53:::healthcheck/*`],
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
  const certificates = [arnIn(account, "acm", "certificate/*", "us-east-1")];
  return [
    allow("RequestCertificates", ["acm:RequestCertificate"], ["*"]),
    allow(
      "ManageCertificates",
      ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
      certificates,
      taggedAs(sites),
    ),
    allow(
      "TagCertificates",
      ["acm:AddTagsToCertificate"],
      certificates,
      taggedAs(sites, "StringEqualsIfExists"),
    ),
    allow("WaitForRecords", ["route53:GetChange"], [`arn:${account.partition}:route53:::change/*`]),
    ...(creates
      ? [
          allow("CreateZones", ["route53:CreateHostedZone"], ["*"]),
          allow(
            "ManageZones",
            ["route53:ChangeTagsForResource", "route53:DeleteHostedZone"],
            [`arn:${account.partition}:route53:::hostedzone/*`],
          ),
        ]
      : []),
  ];
}
