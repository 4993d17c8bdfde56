import { App, Testing } from "cdktf";
import { type DeploymentInput, readProject, type SiteInput } from "../../config";
import type { DeploymentConfig } from "../../config/schema";
import {
  decide,
  type Identity,
  type IdentityRequest,
  parseIdentityPolicy,
} from "../../rehearsal/regions/policy/identity";
import { StateStack } from "../../stacks/state-stack";

type Json = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

/** The roles of GitHub Actions. */
export type CiRoleName = "plan" | "drift" | "apply" | "on-call";

/** The account of AWS's documentation, which the state stack's references are read as. */
export const accountId = "123456789012";

/** What the state stack of a project makes, as Terraform would fill it in. */
export class Roles {
  private constructor(readonly resources: Json) {}

  /** Of sites and a deployment as site.config.ts has them. */
  static of(sites: readonly SiteInput[], deployment: DeploymentInput): Roles {
    const project = readProject({ default: sites, deployment });
    const stack = new StateStack(new App(), "state", {
      deployment: project.deployment as DeploymentConfig,
      region: "eu-west-1",
      sites: project.sites,
    });
    const text = Testing.synth(stack)
      .replace(/\$\{data\.aws_caller_identity\.\w+\.account_id\}/g, accountId)
      .replace(/\$\{data\.aws_partition\.\w+\.partition\}/g, "aws");
    return new Roles(JSON.parse(text).resource);
  }

  /** A role with every policy that it has. */
  identity(role: CiRoleName): Identity {
    return { policies: this.documents(role).map(parseIdentityPolicy) };
  }

  /** The documents of a role's policies: the inline one first. */
  documents(role: CiRoleName): string[] {
    const id = role === "on-call" ? "on_call_role_permissions" : `github_${role}_permissions`;
    const inline = this.resources.aws_iam_role_policy?.[id]?.policy ?? "";
    const managed = Object.entries(this.resources.aws_iam_policy ?? {});
    const attached = managed.filter(([name]) => name.startsWith(id));
    return [inline, ...attached.map(([, { policy = "" }]) => policy)];
  }

  /** Whether a role may do it. */
  may(role: CiRoleName, request: IdentityRequest): boolean {
    return decide(this.identity(role), request) === "allow";
  }
}
