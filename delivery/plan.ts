import { join } from "node:path";
import type { NamedReview } from "../audit/review";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { givenStacks } from "./given-stacks";
import type { Telling } from "./ports";
import { keepReviews } from "./reviews";
import { type InitializedStack, initialized, type StackRunOptions } from "./stack-runs";
import { adopt } from "./terraform/adopt";
import { announcements } from "./terraform/announcements";
import { PlanFolder } from "./terraform/plan-folder";

export interface StackPlanOptions {
  /** Folder for what is planned: `<out>/<stack>/tfplan`, its `plan.json`, and `<out>/review.md`. */
  readonly out: string;
  /** Folder of stacks that were synthesized elsewhere, to be planned as data. @default - those of this branch */
  readonly synthesized?: string;
}

/** Plans the stacks, keeps the plans, their JSON and the review for the apply, and gives the review. */
export async function plan(
  names: readonly string[],
  { out, synthesized }: StackPlanOptions,
  ports: Telling,
): Promise<readonly NamedReview[]> {
  const own = synthesizedStacks(ownProject(), names);
  const stacks = synthesized === undefined ? own : givenStacks(synthesized, own);
  const reviews: NamedReview[] = [];
  for await (const stack of initialized(stacks, planning({ lockTimeout: "unlocked", ports }))) {
    const { review } = await planStack(stack, new PlanFolder(out, stack.name));
    reviews.push(review);
  }
  keepReviews(reviews, join(out, "review.md"));
  return reviews;
}

/** Says that a stack is planned before the first thing that takes its time. */
export function planning(options: StackRunOptions): StackRunOptions {
  return { ...options, before: ({ name }) => options.ports.note(`${name}: planning`) };
}

/** Plans one stack into its folder. */
export async function planStack(
  stack: InitializedStack,
  folder: PlanFolder,
): Promise<{ readonly review: NamedReview; readonly changes: boolean }> {
  const { terraform } = stack;
  folder.create();
  await adopt(stack);
  const { changes } = await terraform.plan({ out: folder.planFile });
  const planned = await terraform.show(folder.planFile);
  folder.writeJson(planned);
  for (const line of announcements(planned)) stack.say(line);
  return { review: folder.review(), changes };
}
