import { ConfigError, problemsToJson, renderProblems } from "../../config";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { ownProject } from "../../project/own-project";
import { synthesize } from "../../stacks/synthesize";

export interface SynthOptions {
  /** HCL in place of JSON. */
  readonly hcl: boolean;
  /** Print for a machine. */
  readonly json: boolean;
}

/** Writes every stack's Terraform to cdktf.out, and says where. */
export function synth({ hcl, json }: SynthOptions): ExitCode {
  try {
    const project = ownProject();
    const stacks = synthesize(project, { hcl });
    if (json) console.log(JSON.stringify({ stacks, warnings: project.warnings }, null, 2));
    else for (const { file } of stacks) console.log(file);
    if (!json && project.warnings.length > 0) console.error(renderProblems(project.warnings));
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (json) console.log(problemsToJson(error.problems));
    else console.error(error.message);
    return exitCodes.wrongInput;
  }
}
