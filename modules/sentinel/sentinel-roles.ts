import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import type { Account } from "../account";

export interface ServiceRoleProps {
  readonly name: string;
  /** Which service assumes it. */
  readonly service: "lambda.amazonaws.com" | "scheduler.amazonaws.com";
  /** For the scheduler, which acts for many: only in this account may it use the role ("The confused deputy problem"). */
  readonly account?: Account;
  /** ARN of the policy that bounds the role. @default - none */
  readonly permissionsBoundary?: string;
  readonly statements: readonly { readonly actions: string[]; readonly resources: string[] }[];
}

/** A role that one service assumes, and all that it may do. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** Who uses the role depends on it: without it the first call is refused. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { account, name, permissionsBoundary, service, statements } = props;
    const trust = new DataAwsIamPolicyDocument(this, "Trust", {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: [service] }],
          ...(account && {
            condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account.id] }],
          }),
        },
      ],
    });
    const role = new IamRole(this, "Role", { name, assumeRolePolicy: trust.json, permissionsBoundary });
    const permissions = new DataAwsIamPolicyDocument(this, "Permissions", { statement: [...statements] });
    this.policy = new IamRolePolicy(this, "Policy", { name, role: role.name, policy: permissions.json });
    this.arn = role.arn;
  }
}
