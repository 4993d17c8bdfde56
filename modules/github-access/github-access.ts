import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import { accessNames, boundaryName, githubIssuer } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import { accountOf } from "../account";
import { jsonText } from "../terraform-text";
import { boundaryPolicy } from "./boundary";
import { CiRole } from "./ci-role";
import type { ManagedSite } from "./policy";
import { applyStatements, driftStatements, planStatements } from "./roles";
import {
  AUDIENCE,
  applySubjects,
  driftSubjects,
  type GithubRepository,
  planSubjects,
  trustPolicy,
} from "./trust";

/** Whose workflows may do what. */
export interface GithubAccessProps {
  /** Stem of the roles' names, and where the states are. */
  readonly deployment: DeploymentConfig;
  readonly github: GithubRepository;
  /** The sites that the roles plan and apply. */
  readonly sites: readonly ManagedSite[];
}

/**
 * GitHub's identity provider and three roles of GitHub Actions, one that plans, one that looks for drift and one that
 * applies; and for each site the boundary of the roles that its stack makes.
 */
export class GithubAccess extends Construct {
  readonly planRole: CiRole;
  readonly driftRole: CiRole;
  readonly applyRole: CiRole;

  constructor(scope: Construct, id: string, { deployment, github, sites }: GithubAccessProps) {
    super(scope, id);
    const account = accountOf(this);
    const names = accessNames(deployment);
    const providerArn = github.oidcProviderArn ?? this.provider().arn;
    const { branch, environment, repository } = github;
    this.planRole = new CiRole(this, "Plan", {
      name: names.planRole,
      description: `Plans from pull requests of ${repository}`,
      trust: trustPolicy(providerArn, planSubjects(github)),
      statements: (of) => planStatements({ account: of, deployment, sites }),
      account,
    });
    this.driftRole = new CiRole(this, "Drift", {
      name: names.driftRole,
      description: `Looks for drift from ${branch} of ${repository}`,
      trust: trustPolicy(providerArn, driftSubjects(github)),
      statements: (of) => driftStatements({ account: of, deployment, sites }),
      account,
    });
    this.applyRole = new CiRole(this, "Apply", {
      name: names.applyRole,
      description: `Applies and releases from ${environment ?? branch} of ${repository}`,
      trust: trustPolicy(providerArn, applySubjects(github)),
      statements: (of) => applyStatements({ account: of, deployment, sites }),
      account,
    });
    for (const site of sites) {
      new IamPolicy(this, `${site.name}-boundary`, {
        name: boundaryName(deployment, site),
        description: `The most that a role of the site ${site.name} may do`,
        policy: jsonText(boundaryPolicy(account, site)),
      });
    }
  }

  /** Without thumbprints: AWS trusts GitHub's issuer by its certificate authority, and fills in what it wants. */
  private provider(): IamOpenidConnectProvider {
    return new IamOpenidConnectProvider(this, "Provider", {
      url: `https://${githubIssuer}`,
      clientIdList: [AUDIENCE],
    });
  }
}
