import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NamedReview, reviewToJson, reviewToMarkdown } from "../audit/review";
import { type ExitCode, exitCodes } from "./exit-codes";
import { addSummary } from "./github/runner";
import { PlanFolder } from "./terraform/plan-folder";
import { type StackRunner, stackRunners } from "./terraform/runner";
import { ownProject, type Stack, synthesizedStacks } from "./terraform/stacks";

export interface PlanOptions {
  /** Folder for what is planned: `<out>/<stack>/tfplan`, its `plan.json`, and `<out>/review.md`. */
  readonly out: string;
  /** Ask for failure when there is something to do, as a look for drift does. */
  readonly failOnChanges: boolean;
  /** Print for a machine. */
  readonly json: boolean;
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** Plans the stacks, keeps the plans and their JSON for the review and the apply, and prints the review. */
export async function plan(names: readonly string[], options: PlanOptions): Promise<ExitCode> {
  const stacks = synthesizedStacks(ownProject(), names);
  const runnerOf = await stackRunners(options.lockTimeout);
  const planned: { readonly review: NamedReview; readonly changes: boolean }[] = [];
  for (const stack of stacks) {
    planned.push(await planStack(stack, runnerOf(stack), new PlanFolder(options.out, stack.name)));
  }
  const reviews = planned.map(({ review }) => review);
  const changes = planned.some((result) => result.changes);
  const markdown = reviewToMarkdown(reviews);
  writeFileSync(join(options.out, "review.md"), markdown);
  // Empty if the account is as the branch says: the drift issue is open for as long as this is not.
  writeFileSync(join(options.out, "drift.md"), changes ? markdown : "");
  addSummary(markdown);
  process.stdout.write(options.json ? reviewToJson(reviews) : markdown);
  return changes && options.failOnChanges ? exitCodes.checkFailed : exitCodes.done;
}

/** Plans one stack into its folder. */
export async function planStack(
  stack: Stack,
  { terraform }: StackRunner,
  folder: PlanFolder,
): Promise<{ readonly review: NamedReview; readonly changes: boolean }> {
  console.error(`${stack.name}: planning`);
  folder.create();
  await terraform.init();
  const { changes } = await terraform.plan({ out: folder.planFile });
  folder.writeJson(await terraform.show(folder.planFile));
  return { review: folder.review(), changes };
}
