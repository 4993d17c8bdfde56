import { rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { ConfigError, type ConfigProblem, type Project } from "../config";
import { stackName, stateStackName } from "../config/names";
import { EdgeBundleError } from "../modules/edge-bundle";
import { removeHcl } from "./hcl/synthesizer";
import { standsAlone } from "./readable-stack";
import { SiteStack } from "./site-stack";
import { StateStack } from "./state-stack";
import { withoutTokenTraces } from "./token-traces";

/** Id of the stack that the others keep their state in. */
export const stateStackId = stateStackName;

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

/** What of a site's config an edge function cannot carry: known only once the function has been made. */
function sizeProblems(siteName: string, build: () => unknown): ConfigProblem[] {
  try {
    build();
    return [];
  } catch (error) {
    if (!(error instanceof EdgeBundleError) || error.problems.some(({ file }) => file !== undefined))
      throw error;
    const path = error.functionName === "viewer-request" ? "redirects" : "headers.rules";
    return error.problems.map(({ code, severity, value, rule, mend }) => ({
      ...{ code, severity, path: `${path} (site ${siteName})` },
      ...{ value, rule, mend },
    }));
  }
}

/** Writes a stack for each site, and one for the state if there is a deployment. Throws a `ConfigError` for what is too large. */
export function synthesize(project: Project, options: SynthesizeOptions = {}): SynthesizedStack[] {
  const { sites, deployment } = project;
  const app = new App({
    ...{ outdir: options.outdir, hclOutput: options.hcl },
    // Ours refer to nothing of each other; what the project adds may.
    context: { [standsAlone]: sites.every(({ customize }) => customize === undefined) },
  });
  withoutTokenTraces(() => {
    const problems = sites.flatMap((site) =>
      sizeProblems(site.name, () => new SiteStack(app, stackName(site), { site, deployment })),
    );
    if (problems.length > 0) throw new ConfigError(problems);
    if (deployment?.region) {
      new StateStack(app, stateStackId, { deployment, region: deployment.region, sites });
    }
    app.synth();
  });
  return Object.values(app.manifest.stacks).map(({ name, workingDirectory, synthesizedStackPath }) => {
    const folder = join(app.outdir, workingDirectory);
    // Terraform reads both forms, and would find everything twice.
    if (app.hclOutput) rmSync(join(folder, "cdk.tf.json"), { force: true });
    else removeHcl(folder);
    return { name, file: join(app.outdir, synthesizedStackPath) };
  });
}
