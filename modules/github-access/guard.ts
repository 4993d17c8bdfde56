import { accessNames, githubIssuer, stateStackName } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import type { Account } from "../account";
import { arnIn, stateArns } from "./arns";
import type { Statement } from "./policy";

/**
 * What no role of CI may do, whatever else allows it: touch the roles themselves, the boundaries and the identity
 * provider, or the state stack that describes them. An explicit Deny wins over every Allow.
 */
export function guardOfRoles(account: Account, deployment: DeploymentConfig): Statement[] {
  const iam = (resource: string) => arnIn(account, "iam", resource);
  const { bucket, state } = stateArns(account, deployment);
  const own = `${state(stateStackName)}*`;
  return [
    {
      Sid: "NotThemselves",
      Effect: "Deny",
      Action: ["iam:*"],
      Resource: [
        ...Object.values(accessNames(deployment)).map((role) => iam(`role/${role}`)),
        iam(`policy/${deployment.project}-*`),
        iam(`oidc-provider/${githubIssuer}*`),
      ],
    },
    { Sid: "NotTheStateStack", Effect: "Deny", Action: ["s3:*"], Resource: [own] },
    {
      Sid: "NotTheStateBucket",
      Effect: "Deny",
      NotAction: ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
      Resource: [bucket, `${bucket}/*`],
    },
  ];
}
