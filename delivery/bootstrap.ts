import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Project } from "../config";
import { type ExitCode, exitCodes } from "../errors/exit-codes";
import { CliError } from "../errors/outlast-error";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { stateStackId } from "../stacks/synthesize";
import { type DeployOptions, deployStack } from "./deploy";
import { stackRunners } from "./terraform/runner";

export type BootstrapOptions = DeployOptions;

/**
 * Makes the state bucket and the roles on a local state, moves that state and those of sites that were deployed
 * before into the bucket, and says so in site.config.ts. Run again later, it applies what has changed in the roles.
 */
export async function bootstrap({ lockTimeout, yes }: BootstrapOptions): Promise<ExitCode> {
  const project = ownProject();
  const { deployment } = project;
  if (!deployment) {
    throw new CliError(
      "BOOTSTRAP_NO_DEPLOYMENT",
      "site.config.ts exports no deployment",
      "Add `export const deployment = defineDeployment({ project, github })`; docs/state.md says what it does.",
    );
  }
  const runnerOf = await stackRunners(lockTimeout);
  for (const stack of synthesizedStacks(project, [stateStackId])) {
    await deployStack(stack, runnerOf(stack), yes);
  }
  if (!deployment.bootstrapped) {
    await migrate({ ...project, deployment: { ...deployment, bootstrapped: true } }, lockTimeout);
    noteInConfig(resolve("site.config.ts"));
  }
  await printRoles(project, lockTimeout);
  return exitCodes.done;
}

/** Moves every state that lies in a file into the bucket. */
async function migrate(project: Project, lockTimeout: number): Promise<void> {
  const runnerOf = await stackRunners(lockTimeout);
  const stacks = synthesizedStacks(project, [stateStackId, ...project.sites.map(({ name }) => name)]);
  for (const stack of stacks) {
    if (!existsSync(resolve(`terraform.${stack.name}.tfstate`))) continue;
    await runnerOf(stack).terraform.init({ migrateState: true });
    console.log(`${stack.name}: its state is in the bucket now`);
  }
}

const notYet = /\bbootstrapped:\s*false\b/g;

/** Writes `bootstrapped: true` where the config says false in one place; asks for it otherwise. */
function noteInConfig(path: string): void {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text.match(notYet)?.length === 1) {
    writeFileSync(path, text.replace(notYet, "bootstrapped: true"));
    console.log("site.config.ts: bootstrapped is true now; commit it");
    return;
  }
  console.log("site.config.ts: set bootstrapped to true and commit it, before anything else is planned");
}

async function printRoles(project: Project, lockTimeout: number): Promise<void> {
  if (!project.deployment?.github) return;
  const bootstrapped = { ...project, deployment: { ...project.deployment, bootstrapped: true } };
  const runnerOf = await stackRunners(lockTimeout);
  for (const stack of synthesizedStacks(bootstrapped, [stateStackId])) {
    const { terraform } = runnerOf(stack);
    await terraform.init();
    const outputs = await terraform.output();
    console.log("Variables of the repository for GitHub Actions (docs/ci.md):");
    console.log(`  OUTLAST_PLAN_ROLE   ${outputs.plan_role_arn?.value}`);
    console.log(`  OUTLAST_APPLY_ROLE  ${outputs.apply_role_arn?.value}`);
    console.log(`  OUTLAST_REGION      ${outputs.region?.value}`);
  }
}
