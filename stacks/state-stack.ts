import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { stateBucketName, stateKey } from "../config/names";
import type { DeploymentConfig } from "../config/schema";
import { GithubAccess, type ManagedSite, OnCallAccess } from "../modules/github-access";
import { configureBackend, StateBucket } from "../modules/state-backend";
import { ReadableStack } from "./readable-stack";

/** Where state is kept, and who may deploy. */
export interface StateStackProps {
  readonly deployment: DeploymentConfig;
  /** Region of the state bucket. */
  readonly region: string;
  /** The sites that GitHub Actions plans and applies; each is a stack called by the site's name. */
  readonly sites: readonly ManagedSite[];
}

/** What every deployment is driven from: the state bucket and the roles of GitHub Actions. Applied by a person. */
export class StateStack extends ReadableStack {
  constructor(scope: Construct, id: string, props: StateStackProps) {
    super(scope, id);
    const { deployment, region, sites } = props;
    this.awsProvider(region);
    configureBackend(this, { deployment, region, key: stateKey(id) });

    const state = new StateBucket(this, "State", { bucketName: stateBucketName(deployment) });
    new TerraformOutput(this, "bucket", { value: state.bucket.id });
    new TerraformOutput(this, "region", { value: region });
    const onCall = new OnCallAccess(this, "OnCall", { deployment, sites });
    new TerraformOutput(this, "on_call_policy", { value: onCall.policy });
    if (onCall.roleArn !== undefined)
      new TerraformOutput(this, "on_call_role_arn", { value: onCall.roleArn });
    if (!deployment.github) return;

    const { github } = deployment;
    const access = new GithubAccess(this, "Github", { deployment, github, sites });
    new TerraformOutput(this, "plan_role_arn", { value: access.planRole.arn });
    new TerraformOutput(this, "drift_role_arn", { value: access.driftRole.arn });
    new TerraformOutput(this, "apply_role_arn", { value: access.applyRole.arn });
  }
}
