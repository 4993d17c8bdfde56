import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Construct } from "constructs";
import type { Account } from "../account";
import { jsonText } from "../terraform-text";
import { roleError } from "./errors";
import { merged } from "./merge";
import { mostManaged, packed } from "./pack";
import { policyOf, type Statement } from "./policy";

/** A role of GitHub Actions, or of people. */
export interface CiRoleProps {
  readonly name: string;
  readonly description: string;
  /** Who may assume it, as a policy document. */
  readonly trust: object;
  /** What it may do in an account; the order of the statements is the same for every account. */
  readonly statements: (account: Account) => readonly Statement[];
  readonly account: Account;
}

/** An account with the longest names that there are, to count characters by. */
const longestAccount: Account = { id: "0".repeat(12), partition: "aws-us-gov" };

/** A role with its permissions: an inline policy, and managed ones once that is full. */
export class CiRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CiRoleProps) {
    super(scope, id);
    const { account, description, name, trust } = props;
    const { inline, managed } = packed(props.statements(longestAccount));
    if (managed.length > mostManaged)
      throw roleError("ROLES_TOO_LARGE", `${name} would have ${managed.length} managed policies`);
    const statements = props.statements(account);
    const document = (positions: readonly number[]) =>
      jsonText(policyOf(merged(positions.map((at) => statements[at] as Statement))));

    const role = new IamRole(this, "Resource", {
      name,
      description,
      assumeRolePolicy: jsonText(trust),
    });
    this.arn = role.arn;
    new IamRolePolicy(this, "Permissions", { name, role: role.id, policy: document(inline) });
    for (const [at, positions] of managed.entries()) {
      const policy = new IamPolicy(this, `Permissions${at + 2}`, {
        name: `${name}-${at + 2}`,
        description: `More of what ${name} may do`,
        policy: document(positions),
      });
      new IamRolePolicyAttachment(this, `Attachment${at + 2}`, { role: role.name, policyArn: policy.arn });
    }
  }
}
