import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reviewToMarkdown } from "../audit/review";
import { confirm } from "../cli/terminal/ask";
import type { SiteConfig } from "../config";
import { stackName } from "../config/names";
import { type ExitCode, exitCodes } from "../errors/exit-codes";
import { ownProject } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { planStack } from "./plan";
import { refuseOrphans } from "./terraform/orphans";
import { PlanFolder } from "./terraform/plan-folder";
import { type StackRunner, stackRunners } from "./terraform/runner";

export interface DeployOptions {
  /** Do not ask. */
  readonly yes: boolean;
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** Plans each site, shows the review, and applies what was shown. */
export async function deploy(names: readonly string[], options: DeployOptions): Promise<ExitCode> {
  const project = ownProject();
  const stacks = synthesizedStacks(project, names);
  const runnerOf = await stackRunners(options.lockTimeout);
  for (const stack of stacks) {
    const site = project.sites.find((one) => stackName(one) === stack.name);
    await deployStack(stack, runnerOf(stack), options.yes, site);
  }
  return exitCodes.done;
}

/**
 * Shows what would be done to one stack, and does it when that is confirmed. `site` is the one that the stack is of.
 * @throws {CliError} `DEPLOY_ORPHAN` for a distribution of the site that the state does not know
 */
export async function deployStack(
  stack: Stack,
  runner: StackRunner,
  yes: boolean,
  site?: SiteConfig,
): Promise<void> {
  const kept = mkdtempSync(join(tmpdir(), "outlast-plan-"));
  try {
    const folder = new PlanFolder(kept, stack.name);
    const { changes, review } = await planStack(stack, runner, folder);
    process.stdout.write(reviewToMarkdown([review]));
    if (site && changes) await refuseOrphans(site, stack.folder, await runner.state.distributions());
    if (!changes) return console.log(`${stack.name}: there is nothing to do`);
    await confirm(`Apply this to ${stack.name}?`, "yes", yes);
    await runner.apply(folder.planFile);
    console.log(`${stack.name}: applied`);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}
