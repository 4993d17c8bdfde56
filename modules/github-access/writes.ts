import type { DeploymentConfig } from "../../config/schema";
import type { Account } from "../account";
import { arnIn, boundaryArn, deliversLogs, makesWebAcl, siteArns, tablesLogs, zoneArn } from "./arns";
import { allow, type ManagedSite, type Statement, taggedAs } from "./policy";

/** What an apply makes, changes and removes under names of the site's own, and what a release writes. */
export function writeSite(account: Account, deployment: DeploymentConfig, site: ManagedSite): Statement[] {
  const arns = siteArns(account, site);
  return [
    allow(
      "ManageBuckets",
      [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketAcl",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
        "s3:TagResource",
        "s3:UntagResource",
      ],
      arns.buckets,
    ),
    // The log bucket's objects are not among them: they are about visitors.
    allow(
      "ReleaseContent",
      ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      arns.content,
    ),
    ...manageRoles(account, deployment, site),
    allow(
      "ManageFunctions",
      [
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:DisableReplication*",
        "lambda:EnableReplication*",
        "lambda:GetFunctionConfiguration",
        "lambda:PublishVersion",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
      arns.lambda,
    ),
    allow(
      "ManageLogGroups",
      [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      arns.logGroups,
    ),
    ...(makesWebAcl(site)
      ? [
          allow(
            "ManageWebAcls",
            [
              "wafv2:CreateWebACL",
              "wafv2:DeleteWebACL",
              "wafv2:TagResource",
              "wafv2:UntagResource",
              "wafv2:UpdateWebACL",
            ],
            arns.webAcl,
          ),
        ]
      : []),
    ...(deliversLogs(site) ? deliverLogs(account, site) : []),
    ...(tablesLogs(site) ? tableLogs(account, site) : []),
    allow(
      "ManageEdgeFunctions",
      [
        "cloudfront:CreateFunction",
        "cloudfront:DeleteFunction",
        "cloudfront:PublishFunction",
        "cloudfront:UpdateFunction",
      ],
      arns.edgeFunctions,
    ),
    allow(
      "ManageAlarms",
      [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      arns.alarms,
    ),
    allow("ManageDashboards", ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"], arns.dashboard),
    allow(
      "ManageTopics",
      [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:Unsubscribe",
        "sns:UntagResource",
      ],
      arns.subscriptions,
    ),
    ...(arns.sentinel
      ? [
          allow(
            "ManageSchedules",
            ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"],
            arns.sentinel.schedules,
          ),
        ]
      : []),
    ...records(account, site),
  ];
}

/** Roles under their exact names, none without the site's boundary, and handed to nobody but Lambda, S3 and, for a sentinel, its schedule. */
function manageRoles(account: Account, deployment: DeploymentConfig, site: ManagedSite): Statement[] {
  const { roles, sentinel } = siteArns(account, site);
  const services = [
    "lambda.amazonaws.com",
    "s3.amazonaws.com",
    ...(sentinel ? ["scheduler.amazonaws.com"] : []),
  ];
  return [
    allow(
      "ManageRoles",
      [
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:ListInstanceProfilesForRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
      ],
      roles,
    ),
    allow("BoundRoles", ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"], roles, {
      StringEquals: { "iam:PermissionsBoundary": [boundaryArn(account, deployment, site)] },
    }),
    allow("PassRoles", ["iam:PassRole"], roles, {
      StringEquals: { "iam:PassedToService": services },
    }),
  ];
}

/** A delivery has no name: it is known by its tag, and made between the site's own source and destinations. */
function tableLogs(account: Account, site: ManagedSite): Statement[] {
  const { logDatabase, logWorkgroup } = siteArns(account, site);
  return [
    allow(
      "ManageLogTables",
      [
        "glue:CreateDatabase",
        "glue:CreateTable",
        "glue:DeleteDatabase",
        "glue:DeleteTable",
        "glue:TagResource",
        "glue:UntagResource",
        "glue:UpdateDatabase",
        "glue:UpdateTable",
      ],
      logDatabase,
    ),
    allow(
      "ManageWorkgroups",
      [
        "athena:CreateWorkGroup",
        "athena:DeleteWorkGroup",
        "athena:TagResource",
        "athena:UntagResource",
        "athena:UpdateWorkGroup",
      ],
      logWorkgroup,
    ),
  ];
}

function deliverLogs(account: Account, site: ManagedSite): Statement[] {
  const { deliveries, logDelivery } = siteArns(account, site);
  return [
    allow(
      "ManageLogDeliveries",
      [
        "logs:CreateDelivery",
        "logs:DeleteDeliveryDestination",
        "logs:DeleteDeliverySource",
        "logs:PutDeliveryDestination",
        "logs:PutDeliverySource",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      logDelivery,
    ),
    allow("MakeDeliveries", ["logs:CreateDelivery"], deliveries),
    allow("TagDeliveries", ["logs:TagResource"], deliveries, taggedAs([site], "StringEqualsIfExists")),
    allow("ManageDeliveries", ["logs:DeleteDelivery", "logs:UntagResource"], deliveries, taggedAs([site])),
    allow(
      "DeliverLogs",
      ["cloudfront:AllowVendedLogDeliveryForResource"],
      [arnIn(account, "cloudfront", "distribution/*")],
    ),
  ];
}

/** Types of the records that lead to a distribution. */
const recordTypes = ["A", "AAAA", "HTTPS"];
/** What ACM asks for before it gives out a certificate: 32 hexadecimal digits. */
const validationLabel = `_${"?".repeat(32)}`;

/**
 * Records of the site's own names, each by itself. A wildcard's record is itself called "*", which conditions know as
 * "\052": as a pattern it would open every name of the zone. Beside them the records that ACM asks for, which are CNAMEs.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
function records(account: Account, site: ManagedSite): Statement[] {
  const { domain } = site;
  const names = domain ? [domain.name, ...domain.aliases] : [];
  const change = (sid: string, name: string, types: readonly string[]) =>
    allow(sid, ["route53:ChangeResourceRecordSets"], zoneArn(account, site), {
      "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": types },
      "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": [name] },
    });
  const validated = new Set(names.map((name) => name.replace(/^\*\./, "")));
  return [
    ...names.map((name) => change("ManageRecords", name.replace("*", "\\052"), recordTypes)),
    ...[...validated].map((name) => change("ValidateNames", `${validationLabel}.${name}`, ["CNAME"])),
  ];
}
