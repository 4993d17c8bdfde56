import { confirm } from "../cli/terminal/ask";
import { type ExitCode, exitCodes } from "../errors/exit-codes";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import type { DeployOptions } from "./deploy";
import { stackRunners } from "./terraform/runner";

/** Destroys what the named stacks made. Buckets go only when they are empty, and the state's bucket never. */
export async function destroy(names: readonly string[], options: DeployOptions): Promise<ExitCode> {
  const stacks = synthesizedStacks(ownProject(), names);
  const runnerOf = await stackRunners(options.lockTimeout);
  for (const stack of stacks) {
    const { terraform } = runnerOf(stack);
    await terraform.init();
    const { changes } = await terraform.plan({ destroy: true });
    if (!changes) {
      console.log(`${stack.name}: there is nothing to destroy`);
      continue;
    }
    await confirm(`Everything of ${stack.name} will be gone.`, stack.name, options.yes);
    await terraform.destroy();
    console.log(`${stack.name}: destroyed`);
  }
  return exitCodes.done;
}
