import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences, reviewToMarkdown } from "../audit/review";
import { OutlastError } from "../errors/outlast-error";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { tendBuckets } from "./aftermath";
import { readBrought } from "./github/about";
import { addSummary } from "./github/runner";
import { planStack } from "./plan";
import type { Telling } from "./ports";
import { differencesFrom, digestOf, type FreshPlan } from "./same-plan";
import { type InitializedStack, initialized } from "./stack-runs";
import { refuseObstacles } from "./terraform/obstacles";
import { PlanFolder } from "./terraform/plan-folder";
import { requireLocks } from "./terraform/stack-folder";
import { prepareZone, type ZoneOptions } from "./zone";

export interface ApplyOptions extends ZoneOptions {
  /** Folder with what `plan --out` wrote: it is compared with, and never applied. */
  readonly plan: string;
  /** Digest of what somebody has read in place of a review: it is applied if that is what would be done. */
  readonly accept?: string | undefined;
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** How often a plan is made again because another run was quicker. */
const attempts = 3;

/**
 * Plans the stacks as the checked out commit describes them, compares what that would do with what was reviewed, and
 * applies its own plans if it is the same. Resolves with whether all was applied: where one stack differs, none is.
 *
 * @throws {OutlastError} `LOCK_MISSING`, `STACK_FOLDER_FOREIGN`
 */
export async function apply(
  names: readonly string[],
  options: ApplyOptions,
  { note, say }: Telling,
): Promise<boolean> {
  const stacks = synthesizedStacks(ownProject(), names);
  requireLocks(stacks);
  const tell = (text: string) => {
    say(text);
    addSummary(text);
  };
  const kept = mkdtempSync(join(tmpdir(), "outlast-plan-"));
  try {
    const fresh: FreshPlan[] = [];
    const { lockTimeout } = options;
    for await (const stack of initialized(stacks, { lockTimeout, ports: { note, say: tell } }))
      fresh.push(await planAfresh(stack, kept, note));
    if (!isApproved(fresh, options, tell)) return false;
    for (const one of fresh) {
      // Nobody is asked: what is approved has the zone in it.
      await prepareZone(one.stack, kept, options, async () => {});
      if (!(await applyFresh(one, kept, note))) return false;
    }
    return true;
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}

/** Plans a stack, and shows what would be done. */
async function planAfresh(stack: InitializedStack, kept: string, note: Telling["note"]): Promise<FreshPlan> {
  const folder = new PlanFolder(kept, stack.name);
  stack.note("planning");
  const { changes, review } = await planStack(stack, folder);
  if (changes) await refuseObstacles(stack, folder);
  if (changes) {
    note(reviewToMarkdown([review]));
    addSummary(reviewToMarkdown([review]));
  }
  return { stack, folder, changes, deeds: folder.deeds() };
}

/** Whether what would be done is what was reviewed, or what is accepted; says how it differs. */
function isApproved(
  fresh: readonly FreshPlan[],
  { accept, plan }: ApplyOptions,
  tell: Telling["say"],
): boolean {
  const digest = digestOf(fresh);
  if (accept !== undefined) {
    if (accept === digest) return true;
    tell(
      `not applied: what would be done is ${digest}, and not ${accept}\nRead the plan above. ${howTo(digest)}`,
    );
    return false;
  }
  const different = fresh.map((one) => ({
    ...one,
    lines: differencesFrom(new PlanFolder(plan, one.stack.name), one),
  }));
  if (different.every(({ lines }) => lines.length === 0)) return true;
  for (const { lines, stack } of different) {
    if (lines.length > 0)
      tell(
        `${stack.name}: not applied, because it is not what was reviewed:\n${shortened(lines)
          .map((line) => `  ${line}`)
          .join("\n")}`,
      );
  }
  const brought = readBrought(plan);
  tell(`${brought ? `Compared with ${brought.said}. ` : ""}Nothing was applied. ${howTo(digest)}`);
  return false;
}

function howTo(digest: string): string {
  return `Open a pull request against the branch as it is now; or, if the plan above is what should be done: gh workflow run deploy.yml -f accept=${digest} (or: npx outlast apply --accept ${digest})`;
}

const mostLines = 20;

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [
    ...lines.slice(0, mostLines),
    `and ${lines.length - mostLines} more; the plan above has all of them`,
  ];
}

/** Applies a plan that is approved; one that another run has overtaken only if it would still do the same. */
async function applyFresh(plan: FreshPlan, kept: string, note: Telling["note"]): Promise<boolean> {
  const { say } = plan.stack;
  let current = plan;
  for (let left = attempts; ; left--) {
    if (!current.changes) {
      say("there is nothing to do");
      return true;
    }
    say("applying what was reviewed, from a plan of its own");
    try {
      await tendBuckets(current.stack, await current.stack.apply(current.folder.planFile));
      return true;
    } catch (error) {
      if (!isStalePlan(error) || left === 1) throw error;
    }
    say("planned again, because the state moved while the apply waited for its lock");
    current = await planAfresh(plan.stack, kept, note);
    if (current.changes && differences(current.deeds, plan.deeds).length > 0) {
      say("not applied: the state has moved, and what would be done now is something else. Run it again.");
      return false;
    }
  }
}

/** Terraform's own check, under the lock (command `apply` of a saved plan). */
function isStalePlan(error: unknown): boolean {
  return error instanceof OutlastError && error.value.includes("Saved plan is stale");
}
