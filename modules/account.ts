import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import type { Construct } from "constructs";

/** The account that ARNs and conditions speak of, as Terraform references: no account id is written down. */
export interface Account {
  readonly id: string;
  /** "aws", "aws-cn" or "aws-us-gov" */
  readonly partition: string;
}

/** The account that Terraform runs in, by the caller's own identity. */
export function accountOf(scope: Construct): Account {
  return {
    id: new DataAwsCallerIdentity(scope, "Account").accountId,
    partition: new DataAwsPartition(scope, "Partition").partition,
  };
}
