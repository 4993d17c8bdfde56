import { dirname } from "node:path";
import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";

interface SynthOptions {
  /** HCL in place of JSON. */
  readonly hcl?: boolean;
  /** Print for a machine. */
  readonly json?: boolean;
}

/** Adds `synth`. */
export function addSynthVerb(program: Command): void {
  program
    .command("synth")
    .description("write Terraform JSON for every stack to cdktf.out")
    .option("--hcl", "write HCL instead, for reading")
    .addOption(json("print what was written, or the problems of the config, as JSON"))
    .action(({ hcl = false, json = false }: SynthOptions) => ending(() => synth(hcl, json), json));
}

/** Writes every stack's Terraform, and says where. */
async function synth(hcl: boolean, json: boolean): Promise<ExitCode> {
  const [{ renderProblems }, { placeLock }, { committedLock }, { ownProject }, { synthesize }] =
    await Promise.all([
      import("../../config"),
      import("../../delivery/terraform/stack-folder"),
      import("../../project/locks"),
      import("../../project/own-project"),
      import("../../stacks/synthesize"),
    ]);
  const project = ownProject();
  const stacks = synthesize(project, { hcl });
  for (const { file, name } of stacks) placeLock({ folder: dirname(file), lock: committedLock(name) });
  if (json) console.log(JSON.stringify({ stacks, warnings: project.warnings }, null, 2));
  else for (const { file } of stacks) console.log(file);
  if (!json && project.warnings.length > 0) console.error(renderProblems(project.warnings));
  return exitCodes.done;
}
