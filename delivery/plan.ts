import { join } from "node:path";
import type { NamedReview } from "../audit/review";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { withCost } from "./costs";
import { deliveryError } from "./errors";
import { writeAbout } from "./github/about";
import { givenStacks } from "./given-stacks";
import type { Telling } from "./ports";
import { keepReviews } from "./reviews";
import { type InitializedStack, initialized, type StackRunOptions } from "./stack-runs";
import { adopt } from "./terraform/adopt";
import { announcements } from "./terraform/announcements";
import { PlanFolder } from "./terraform/plan-folder";
import { requireLocks } from "./terraform/stack-folder";

export interface StackPlanOptions {
  /**
   * Folder for what a reviewer, and the apply after the merge, compare: `<out>/<stack>/plan.json`, the lock file of its
   * providers, `<out>/review.md`, and of which pull request it is. Nothing in it can be applied.
   */
  readonly out: string;
  /** Folder of stacks that were synthesized elsewhere, to be planned as data. @default - those of this branch */
  readonly synthesized?: string;
}

/**
 * Plans the stacks, keeps the JSON of the plans and the review as evidence for the apply, and gives the review.
 *
 * @throws {OutlastError} `LOCK_MISSING` where a stack's providers are not locked: the apply would refuse it
 */
export async function plan(
  names: readonly string[],
  { out, synthesized }: StackPlanOptions,
  ports: Telling,
): Promise<readonly NamedReview[]> {
  const own = synthesizedStacks(ownProject(), names);
  const stacks = synthesized === undefined ? own : givenStacks(synthesized, own);
  requireLocks(stacks);
  const reviews: NamedReview[] = [];
  for await (const stack of initialized(stacks, planning({ lockTimeout: "unlocked", ports }))) {
    const kept = new PlanFolder(out, stack.name);
    const { review } = await planStack(stack, kept);
    kept.forgetPlan();
    if (stack.lock !== undefined) kept.writeLock(stack.lock);
    reviews.push(withCost(review, kept.plan(), own.find(({ name }) => name === stack.name)?.site));
  }
  keepReviews(reviews, join(out, "review.md"));
  writeAbout(out, process.env);
  return reviews;
}

/** Says that a stack is planned before the first thing that takes its time. */
export function planning(options: StackRunOptions): StackRunOptions {
  return { ...options, before: ({ name }) => options.ports.note(`${name}: planning`) };
}

/**
 * Plans one stack into its folder.
 *
 * @param adopting takes what AWS has of the stack, since the state is lost
 */
export async function planStack(
  stack: InitializedStack,
  folder: PlanFolder,
  adopting = false,
): Promise<{ readonly review: NamedReview; readonly changes: boolean }> {
  const { terraform } = stack;
  folder.create();
  const { planFile } = folder;
  const { changes } = (await adopt(stack, planFile, adopting)) ?? (await terraform.plan({ out: planFile }));
  folder.writeJson(await terraform.show(planFile));
  for (const line of announcements(folder.plan())) stack.say(line);
  const review = folder.review();
  refuseLosses(stack, review);
  return { review, changes };
}

/**
 * What a promotion leaves is all that there is: a plan that destroys or replaces a bucket or the distribution of such a site
 * is refused, whoever would confirm it.
 *
 * @throws {OutlastError} PLAN_LOSES
 */
export function refuseLosses({ site }: Pick<InitializedStack, "site">, { review }: NamedReview): void {
  if (!site?.regions.places) return;
  const lost = review.findings.filter(
    ({ rule, severity }) => severity === "critical" && /^(?:bucket|distribution)-lost$/.test(rule),
  );
  if (lost.length > 0) throw deliveryError("PLAN_LOSES", lost.map(({ address }) => address).join(", "));
}
