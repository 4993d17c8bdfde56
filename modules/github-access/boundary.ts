import { siteNames } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import type { Account } from "../account";
import { boundaryArn, siteArns } from "./arns";
import { allow, type ManagedSite, type PolicyDocument, policyOf } from "./policy";

/**
 * ARN of the policy that bounds a site's roles; undefined where there is none, since the state stack is not applied yet,
 * or makes no roles that could widen themselves.
 */
export function boundaryOf(
  account: Account,
  site: ManagedSite,
  deployment: DeploymentConfig | undefined,
): string | undefined {
  if (!deployment?.bootstrapped || !deployment.github) return undefined;
  return boundaryArn(account, deployment, site);
}

/**
 * The most that a role of a site may do, whatever its own policies say: replicate between the site's two buckets, and
 * write the logs of its function, whose groups are in every region that answers; and what its sentinel does.
 */
export function boundaryPolicy(account: Account, site: ManagedSite): PolicyDocument {
  const { contentBuckets, content, sentinel } = siteArns(account, site);
  const groups = ["", "us-east-1."].map(
    (place) =>
      `arn:${account.partition}:logs:*:*:log-group:/aws/lambda/${place}${siteNames(site).headerFunction}`,
  );
  return policyOf([
    allow("Replicate", ["s3:GetReplicationConfiguration", "s3:ListBucket"], contentBuckets),
    allow(
      "ReplicateObjects",
      [
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
        "s3:ReplicateDelete",
        "s3:ReplicateObject",
        "s3:ReplicateTags",
      ],
      content,
    ),
    allow("MakeLogGroups", ["logs:CreateLogGroup"], groups),
    allow(
      "WriteLogs",
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      [...groups, ...(sentinel?.logGroups ?? [])].map((group) => `${group}:log-stream:*`),
    ),
    ...(sentinel
      ? [
          allow("ReadHealth", ["s3:GetObject"], sentinel.documents),
          allow(
            "ThrowSwitch",
            [
              "cloudfront-keyvaluestore:DescribeKeyValueStore",
              "cloudfront-keyvaluestore:GetKey",
              "cloudfront-keyvaluestore:UpdateKeys",
            ],
            sentinel.stores,
          ),
          allow("CallSentinel", ["lambda:InvokeFunction"], sentinel.functions),
        ]
      : []),
  ]);
}
