import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reviewToMarkdown } from "../audit/review";
import { confirm } from "./ask";
import { type ExitCode, exitCodes } from "./exit-codes";
import { planStack } from "./plan";
import { PlanFolder } from "./terraform/plan-folder";
import { type StackRunner, stackRunners } from "./terraform/runner";
import { ownProject, type Stack, synthesizedStacks } from "./terraform/stacks";

export interface DeployOptions {
  /** Do not ask. */
  readonly yes: boolean;
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** Plans each site, shows the review, and applies what was shown. */
export async function deploy(names: readonly string[], options: DeployOptions): Promise<ExitCode> {
  const stacks = synthesizedStacks(ownProject(), names);
  const runnerOf = await stackRunners(options.lockTimeout);
  for (const stack of stacks) await deployStack(stack, runnerOf(stack), options.yes);
  return exitCodes.done;
}

/** Shows what would be done to one stack, and does it when that is confirmed. */
export async function deployStack(stack: Stack, runner: StackRunner, yes: boolean): Promise<void> {
  const kept = mkdtempSync(join(tmpdir(), "outlast-plan-"));
  try {
    const folder = new PlanFolder(kept, stack.name);
    const { changes, review } = await planStack(stack, runner, folder);
    process.stdout.write(reviewToMarkdown([review]));
    if (!changes) return console.log(`${stack.name}: there is nothing to do`);
    await confirm(`Apply this to ${stack.name}?`, "yes", yes);
    await runner.terraform.apply({ planFile: folder.planFile });
    console.log(`${stack.name}: applied`);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}
