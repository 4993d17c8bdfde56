import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { jsonText } from "../terraform-text";
import { applyPermissions } from "./apply-permissions";
import { planPermissions } from "./plan-permissions";
import type { Account, ManagedSite, PolicyDocument } from "./policy";
import { AUDIENCE, applySubjects, type GithubRepository, ISSUER, planSubjects, trustPolicy } from "./trust";

/** Whose workflows may do what. */
export interface GithubAccessProps {
  /** Stem of the roles' names. */
  readonly project: string;
  readonly github: GithubRepository;
  readonly stateBucketArn: string;
  /** Keys of the states that the apply role may write. */
  readonly stateKeys: readonly string[];
  /** The sites that the roles plan and apply. */
  readonly sites: readonly ManagedSite[];
}

/** GitHub's identity provider and two roles of GitHub Actions: one that plans, one that applies. */
export class GithubAccess extends Construct {
  readonly planRole: IamRole;
  readonly applyRole: IamRole;

  constructor(scope: Construct, id: string, props: GithubAccessProps) {
    super(scope, id);
    const { github, project, sites, stateBucketArn, stateKeys } = props;
    const account: Account = {
      id: new DataAwsCallerIdentity(this, "Account").accountId,
      partition: new DataAwsPartition(this, "Partition").partition,
    };
    const providerArn = github.oidcProviderArn ?? this.provider().arn;
    this.planRole = this.role("Plan", {
      name: `${project}-plan`,
      description: `Plans from pull requests and ${github.branch} of ${github.repository}`,
      trust: trustPolicy(providerArn, planSubjects(github)),
      permissions: planPermissions(account, stateBucketArn, sites),
    });
    this.applyRole = this.role("Apply", {
      name: `${project}-apply`,
      description: `Applies and releases from ${github.environment ?? github.branch} of ${github.repository}`,
      trust: trustPolicy(providerArn, applySubjects(github)),
      permissions: applyPermissions({ account, stateBucketArn, stateKeys, sites }),
    });
  }

  /** Without thumbprints: AWS trusts GitHub's issuer by its certificate authority, and fills in what it wants. */
  private provider(): IamOpenidConnectProvider {
    return new IamOpenidConnectProvider(this, "Provider", {
      url: `https://${ISSUER}`,
      clientIdList: [AUDIENCE],
    });
  }

  private role(id: string, role: RoleShape): IamRole {
    const resource = new IamRole(this, id, {
      name: role.name,
      description: role.description,
      assumeRolePolicy: jsonText(role.trust),
    });
    new IamRolePolicy(this, `${id}Permissions`, {
      name: role.name,
      role: resource.id,
      policy: jsonText(role.permissions),
    });
    return resource;
  }
}

interface RoleShape {
  readonly name: string;
  readonly description: string;
  readonly trust: ReturnType<typeof trustPolicy>;
  readonly permissions: PolicyDocument;
}
