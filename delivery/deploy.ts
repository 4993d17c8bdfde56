import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reviewToMarkdown } from "../audit/review";
import { ownProject } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { tendBuckets } from "./aftermath";
import { planning, planStack } from "./plan";
import type { Ports } from "./ports";
import { type InitializedStack, initialized } from "./stack-runs";
import { refuseObstacles } from "./terraform/obstacles";
import { PlanFolder } from "./terraform/plan-folder";
import { prepareZone, type ZoneOptions } from "./zone";

export interface DeployOptions {
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** What a deployment of sites takes besides. */
export type SiteDeployOptions = DeployOptions &
  ZoneOptions & {
    /** Takes what AWS has of the stacks into a state that has lost it. @default false */
    readonly adopt?: boolean;
  };

/** Plans each site, shows the review, and applies what was shown. */
export function deploy(names: readonly string[], options: SiteDeployOptions, ports: Ports): Promise<void> {
  return deployStacks(synthesizedStacks(ownProject(), names), options, ports);
}

/**
 * Shows what would be done to each stack, and does it when that is confirmed.
 * @throws {OutlastError} where AWS has what is in the way of it: `DEPLOY_ORPHAN`, `DEPLOY_ALIAS_TAKEN`, `DEPLOY_RECORDS_TAKEN`
 */
export async function deployStacks(
  stacks: readonly Stack[],
  { lockTimeout, ...options }: SiteDeployOptions,
  ports: Ports,
): Promise<void> {
  const { adopt: isLost = false } = options;
  for await (const stack of initialized(stacks, planning({ lockTimeout, isLost, ports })))
    await deployStack(stack, options, ports);
}

async function deployStack(
  stack: InitializedStack,
  { adopt = false, ...zone }: Omit<SiteDeployOptions, "lockTimeout">,
  { confirm, say }: Ports,
): Promise<void> {
  const { name } = stack;
  const kept = mkdtempSync(join(tmpdir(), "outlast-plan-"));
  try {
    await prepareZone(stack, kept, zone, confirm);
    const planned = new PlanFolder(kept, name);
    const { changes, review } = await planStack(stack, planned, adopt);
    say(reviewToMarkdown([review]).trimEnd());
    if (changes) await refuseObstacles(stack, planned);
    if (!changes) return stack.say("there is nothing to do");
    await confirm(`Apply this to ${name}?`, "yes");
    const outputs = await stack.apply(planned.planFile);
    stack.say("applied");
    await tendBuckets(stack, outputs);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}
