import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";

export interface LambdaRoleProps {
  /** Name of the function, and of the role. */
  readonly functionName: string;
  /** ARN of the policy that bounds the role. @default - none */
  readonly permissionsBoundary?: string;
}

const lifecycle = { createBeforeDestroy: true };

/**
 * The role of a Lambda@Edge function: assumed by Lambda and by its edge replicas, allowed to write its own logs. The
 * groups are in whichever region answers, with us-east-1 in their name (CloudFront guide, Edge function logs).
 */
export class LambdaRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { functionName, permissionsBoundary }: LambdaRoleProps) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(this, "Trust", {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [
            { type: "Service", identifiers: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
          ],
        },
      ],
    });
    const role = new IamRole(this, "Role", {
      name: functionName,
      assumeRolePolicy: trust.json,
      permissionsBoundary,
      // Edges that still run the function have to become it until the distribution has left it.
      lifecycle,
    });
    const groups = ["", "us-east-1."].map(
      (place) => `arn:aws:logs:*:*:log-group:/aws/lambda/${place}${functionName}`,
    );
    const logs = new DataAwsIamPolicyDocument(this, "LogAccess", {
      statement: [
        { actions: ["logs:CreateLogGroup"], resources: groups },
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: groups.map((group) => `${group}:log-stream:*`),
        },
      ],
    });
    new IamRolePolicy(this, "Logs", { name: "write-logs", role: role.name, policy: logs.json, lifecycle });
    this.arn = role.arn;
  }
}
