import { Construct } from "constructs";
import { accessNames } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import { accountOf } from "../account";
import { jsonText } from "../terraform-text";
import { CiRole } from "./ci-role";
import { numbered } from "./merge";
import { onCallStatements, peoplesTrust } from "./on-call";
import { type ManagedSite, policyOf } from "./policy";

/** Who is on call, and for which sites. */
export interface OnCallAccessProps {
  /** Stem of the role's name, and who may assume it. */
  readonly deployment: DeploymentConfig;
  readonly sites: readonly ManagedSite[];
}

/** What people on call may do, as a policy for a role that a team has; and a role of the project's own, if people are named. */
export class OnCallAccess extends Construct {
  /** JSON of the policy. */
  readonly policy: string;
  readonly roleArn?: string;

  constructor(scope: Construct, id: string, { deployment, sites }: OnCallAccessProps) {
    super(scope, id);
    const account = accountOf(this);
    this.policy = jsonText(policyOf(numbered(onCallStatements(account, sites))));
    if (deployment.onCall.length === 0) return;
    this.roleArn = new CiRole(this, "Role", {
      name: accessNames(deployment).onCallRole,
      description: "For people in an outage: status, the evacuation switch, releases",
      trust: peoplesTrust(deployment.onCall),
      statements: (of) => onCallStatements(of, sites),
      account,
    }).arn;
  }
}
