import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NamedReview, reviewToJson, reviewToMarkdown } from "../audit/review";
import { type ExitCode, exitCodes } from "../errors/exit-codes";
import { ownProject } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { addSummary } from "./github/runner";
import { adoptMade } from "./terraform/adopt";
import { PlanFolder } from "./terraform/plan-folder";
import { type StackRunner, stackRunners } from "./terraform/runner";

export interface PlanOptions {
  /** Folder for what is planned: `<out>/<stack>/tfplan`, its `plan.json`, and `<out>/review.md`. */
  readonly out: string;
  /** Print for a machine. */
  readonly json: boolean;
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** Plans the stacks, keeps the plans and their JSON for the review and the apply, and prints the review. */
export async function plan(names: readonly string[], options: PlanOptions): Promise<ExitCode> {
  const stacks = synthesizedStacks(ownProject(), names);
  const runnerOf = await stackRunners(options.lockTimeout);
  const reviews: NamedReview[] = [];
  for (const stack of stacks) {
    const { review } = await planStack(stack, runnerOf(stack), new PlanFolder(options.out, stack.name));
    reviews.push(review);
  }
  const markdown = reviewToMarkdown(reviews);
  writeFileSync(join(options.out, "review.md"), markdown);
  addSummary(markdown);
  process.stdout.write(options.json ? reviewToJson(reviews) : markdown);
  return exitCodes.done;
}

/** Plans one stack into its folder. */
export async function planStack(
  stack: Stack,
  runner: StackRunner,
  folder: PlanFolder,
): Promise<{ readonly review: NamedReview; readonly changes: boolean }> {
  const { terraform } = runner;
  console.error(`${stack.name}: planning`);
  folder.create();
  await terraform.init();
  await adoptMade(stack, runner);
  const { changes } = await terraform.plan({ out: folder.planFile });
  folder.writeJson(await terraform.show(folder.planFile));
  return { review: folder.review(), changes };
}
