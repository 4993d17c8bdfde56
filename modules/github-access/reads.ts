import { recordKeys } from "../../facts/site/record-keys";
import type { Account } from "../account";
import { viewerRequestBundle } from "../edge-bundle";
import { arnIn, deliversLogs, makesWebAcl, siteArns, tablesLogs, zoneArn } from "./arns";
import { allow, type ManagedSite, type Statement, taggedAs } from "./policy";

/** Reads of what AWS gives ids to: in each case settings without a secret, or names alone. */
export function readShared(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const cloudfront = (kind: string) => arnIn(account, "cloudfront", `${kind}/*`);
  const route53 = (kind: string) => `arn:${account.partition}:route53:::${kind}/*`;
  const domains = sites.flatMap(({ domain }) => domain ?? []);
  const looksUp = domains.some(({ zone }) => !("id" in zone) && !zone.create);
  return [
    allow(
      "ReadCloudFront",
      [
        "cloudfront:DescribeKeyValueStore",
        "cloudfront:GetCachePolicy",
        "cloudfront:GetOriginAccessControl",
        "cloudfront:GetResponseHeadersPolicy",
        "cloudfront:ListTagsForResource",
      ],
      [
        "cache-policy",
        "distribution",
        "key-value-store",
        "origin-access-control",
        "response-headers-policy",
      ].map(cloudfront),
    ),
    // Actions that know no resource, or of which it is not certain that they do.
    allow(
      "ReadLists",
      [
        "cloudfront:GetMonitoringSubscription",
        "cloudwatch:DescribeAlarms",
        "logs:DescribeLogGroups",
        ...(looksUp ? ["route53:ListHostedZones", "route53:ListHostedZonesByName"] : []),
      ],
      ["*"],
    ),
    allow(
      "ReadHealthChecks",
      ["route53:GetHealthCheck", "route53:ListTagsForResource"],
      ["healthcheck", "hostedzone"].map(route53),
    ),
    ...(domains.length > 0
      ? [
          allow(
            "ReadCertificates",
            ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
            [arnIn(account, "acm", "certificate/*", "us-east-1")],
          ),
        ]
      : []),
  ];
}

/** Reads of what a site's stack made under a name of its own. */
export function readSite(account: Account, site: ManagedSite): Statement[] {
  const arns = siteArns(account, site);
  return [
    allow(
      "ReadBuckets",
      [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucket*",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
      ],
      arns.buckets,
    ),
    allow(
      "ReadRoles",
      ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      arns.roles,
    ),
    allow(
      "ReadFunctions",
      [
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction",
      ],
      arns.lambda,
    ),
    allow("ReadEdgeFunctions", ["cloudfront:DescribeFunction", "cloudfront:GetFunction"], arns.edgeFunctions),
    ...(makesWebAcl(site)
      ? [allow("ReadWebAcls", ["wafv2:GetWebACL", "wafv2:ListTagsForResource"], arns.webAcl)]
      : []),
    allow("ReadLogGroups", ["logs:ListTagsForResource"], arns.logGroups),
    ...(arns.sentinel ? [allow("ReadSchedules", ["scheduler:GetSchedule"], arns.sentinel.schedules)] : []),
    ...(deliversLogs(site)
      ? [
          allow(
            "ReadLogDeliveries",
            [
              "logs:GetDelivery",
              "logs:GetDeliveryDestination",
              "logs:GetDeliverySource",
              "logs:ListTagsForResource",
            ],
            [...arns.deliveries, ...arns.logDelivery],
          ),
        ]
      : []),
    ...(tablesLogs(site)
      ? [
          allow(
            "ReadLogTables",
            ["glue:GetDatabase", "glue:GetPartitionIndexes", "glue:GetTable", "glue:GetTags"],
            arns.logDatabase,
          ),
          allow("ReadWorkgroups", ["athena:GetWorkGroup", "athena:ListTagsForResource"], arns.logWorkgroup),
        ]
      : []),
    allow("ReadAlarms", ["cloudwatch:ListTagsForResource"], arns.alarms),
    allow("ReadDashboards", ["cloudwatch:GetDashboard"], arns.dashboard),
    allow(
      "ReadTopics",
      ["sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource"],
      arns.subscriptions,
    ),
    ...(site.domain
      ? [
          allow(
            "ReadZones",
            ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
            zoneArn(account, site),
          ),
        ]
      : []),
  ];
}

/** Distributions of these sites alone, by the tag that their stacks give them: others may hold secrets in headers. */
export function readOwnDistributions(account: Account, site: ManagedSite): Statement {
  return allow(
    "ReadDistributions",
    ["cloudfront:GetDistribution"],
    [arnIn(account, "cloudfront", "distribution/*")],
    taggedAs([site]),
  );
}

const storeKeys = (account: Account) => [arnIn(account, "cloudfront", "key-value-store/*")];

/**
 * Keys of stores, where redirects of a site are keys and Terraform reads them. AWS chooses the id of a store, which
 * exists only once the site is deployed: every store of the account is within reach.
 */
export function readStoredRedirects(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const isStored = sites.some((site) => Object.keys(viewerRequestBundle(site).keyValues).length > 0);
  if (!isStored) return [];
  return [allow("ReadRedirects", ["cloudfront-keyvaluestore:GetKey"], storeKeys(account))];
}

/** What `outlast status` asks besides: the switch, which is a key, and how replication does. */
export function readStatus(account: Account): Statement[] {
  return [
    allow("ReadMetrics", ["cloudwatch:GetMetricData"], ["*"]),
    allow("ReadSwitches", ["cloudfront-keyvaluestore:GetKey"], storeKeys(account)),
  ];
}

/** Whether the last release of a site has got to its end: where it is noted, and the lock of one at work. No content. */
export function readReleaseState(account: Account, site: ManagedSite): Statement {
  const { primary } = siteArns(account, site);
  return allow(
    "ReadReleaseState",
    ["s3:GetObject"],
    [recordKeys.current, recordKeys.lock].map((key) => `${primary}/${key}`),
  );
}
