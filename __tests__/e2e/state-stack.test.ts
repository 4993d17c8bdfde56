import { join } from "node:path";
import { App } from "cdktf";
import { describe, expect, inject, test } from "vitest";
import { deploymentSchema, siteSchema } from "../../config/schema";
import { StateStack } from "../../stacks/state-stack";
import { planIn } from "../../terraform/plan/plan-json";
import { lendProvider, projectFolder, terraformIn } from "./support/real-parts";

const site = siteSchema.parse({
  name: "docs",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  domain: { name: "example.org", zone: { id: "Z0123456789ABC", name: "example.org" } },
});

/** Synthesizes the state stack into `outdir` and returns its folder. */
function synthesize(outdir: string, bootstrapped: boolean): string {
  const app = new App({ outdir });
  new StateStack(app, "state", {
    deployment: deploymentSchema.parse({
      project: "acme",
      bootstrapped,
      github: { repository: "acme/docs" },
    }),
    region: "eu-west-1",
    sites: [site],
  });
  app.synth();
  return join(outdir, "stacks", "state");
}

describe("the state stack in real Terraform", () => {
  test("is applied on local state, moves into its own bucket under S3's lock, and has nothing left to do", async () => {
    const outdir = projectFolder();
    const folder = synthesize(outdir, false);
    lendProvider(folder);
    const terraform = terraformIn(folder);

    await terraform.init();
    expect(await terraform.validate()).toMatchObject({ valid: true, diagnostics: [] });
    const plan = await terraform.plan({ out: "plan" });
    expect(plan).toEqual({ diagnostics: [], changes: true });
    const planned = planIn(await terraform.show("plan"));
    expect(planned.resource_changes.map(({ address }) => address).sort()).toEqual([
      "aws_iam_openid_connect_provider.github_provider",
      "aws_iam_policy.github_apply_permissions2",
      "aws_iam_policy.github_docs_boundary",
      "aws_iam_role.github_apply",
      "aws_iam_role.github_drift",
      "aws_iam_role.github_plan",
      "aws_iam_role_policy.github_apply_permissions",
      "aws_iam_role_policy.github_drift_permissions",
      "aws_iam_role_policy.github_plan_permissions",
      "aws_iam_role_policy_attachment.github_apply_attachment2",
      "aws_s3_bucket.state",
      "aws_s3_bucket_lifecycle_configuration.state_lifecycle",
      "aws_s3_bucket_ownership_controls.state_ownership",
      "aws_s3_bucket_policy.state_policy",
      "aws_s3_bucket_public_access_block.state_public_access",
      "aws_s3_bucket_server_side_encryption_configuration.state_encryption",
      "aws_s3_bucket_versioning.state_versioning",
    ]);

    await terraform.apply({ planFile: "plan" });
    expect(await terraform.plan()).toEqual({ diagnostics: [], changes: false });

    synthesize(outdir, true);
    await terraform.init({ migrateState: true });
    expect(await terraform.plan()).toEqual({ diagnostics: [], changes: false });
    expect(await terraform.output()).toMatchObject({
      bucket: { value: "acme-state" },
      region: { value: "eu-west-1" },
    });
    expect(await versionsOf("acme-state", "stacks/state.tfstate")).toBeGreaterThan(0);
    expect(await versionsOf("acme-state", "stacks/state.tfstate.tflock")).toBeGreaterThan(0);

    await expect(terraform.plan({ destroy: true })).rejects.toThrow("Instance cannot be destroyed");
  });
});

/** How many versions an object has or had in a bucket. */
async function versionsOf(bucket: string, key: string): Promise<number> {
  const { endpoint } = inject("realParts");
  const listing = await (await fetch(`${endpoint}/${bucket}?versions&prefix=${key}`)).text();
  return listing.split(`<Key>${key}</Key>`).length - 1;
}
