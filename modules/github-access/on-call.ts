import type { Account } from "../account";
import { arnIn, siteArns } from "./arns";
import { byPurpose } from "./merge";
import { allow, type ManagedSite, type Statement, taggedAs } from "./policy";
import { readStatus } from "./reads";

/**
 * What a person needs in an outage, and nothing that changes a stack: to find a site, to read how it is, to throw its
 * switch, and to release content or take it back. Stores get their ids from AWS: every one of the account is within reach.
 */
export function onCallStatements(account: Account, sites: readonly ManagedSite[]): Statement[] {
  return [
    allow("ReadLists", ["cloudwatch:DescribeAlarms", "s3:ListAllMyBuckets"], ["*"]),
    ...readStatus(account),
    allow(
      "ThrowSwitches",
      ["cloudfront-keyvaluestore:DescribeKeyValueStore", "cloudfront-keyvaluestore:UpdateKeys"],
      [arnIn(account, "cloudfront", "key-value-store/*")],
    ),
    ...byPurpose(sites.flatMap((site) => release(account, site))),
  ];
}

function release(account: Account, site: ManagedSite): Statement[] {
  const arns = siteArns(account, site);
  return [
    allow("ReadBuckets", ["s3:GetBucketLocation", "s3:ListBucket"], arns.contentBuckets),
    allow(
      "ReleaseContent",
      ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      arns.content,
    ),
    allow("ReadEdgeFunctions", ["cloudfront:DescribeFunction", "cloudfront:GetFunction"], arns.edgeFunctions),
    allow(
      "Invalidate",
      ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
      [arnIn(account, "cloudfront", "distribution/*")],
      taggedAs([site]),
    ),
  ];
}

/** Lets these people assume a role: users or roles by their ARNs. */
export function peoplesTrust(principals: readonly string[]) {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole" }],
  };
}
