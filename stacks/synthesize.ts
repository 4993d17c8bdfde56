import { rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import type { Project } from "../config";
import { stackName } from "../config/names";
import { SiteStack } from "./site-stack";
import { StateStack } from "./state-stack";

/** Id of the stack that the others keep their state in. */
export const stateStackId = "state";

export interface SynthesizeOptions {
  /** HCL in place of JSON. @default false */
  readonly hcl?: boolean;
  /** @default - CDKTF_OUTDIR, or cdktf.out */
  readonly outdir?: string;
}

/** One stack as it was written. */
export interface SynthesizedStack {
  readonly name: string;
  /** Its Terraform, relative to the working folder. */
  readonly file: string;
}

/** Writes a stack for each site, and one for the state if there is a deployment. */
export function synthesize(project: Project, options: SynthesizeOptions = {}): SynthesizedStack[] {
  const { sites, deployment } = project;
  // Stacks read this variable, not the App's option of the same meaning.
  if (options.hcl) process.env.SYNTH_HCL_OUTPUT = "true";
  const app = new App({ outdir: options.outdir });
  for (const site of sites) new SiteStack(app, stackName(site), { site, deployment });
  if (deployment?.region) {
    new StateStack(app, stateStackId, { deployment, region: deployment.region, sites });
  }
  app.synth();
  return Object.values(app.manifest.stacks).map(({ name, workingDirectory, synthesizedStackPath }) => {
    // Terraform reads both forms, and would find everything twice.
    rmSync(join(app.outdir, workingDirectory, app.hclOutput ? "cdk.tf.json" : "cdk.tf"), { force: true });
    return { name, file: join(app.outdir, synthesizedStackPath) };
  });
}
