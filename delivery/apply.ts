import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finding, type NamedReview, reaches, reviewToMarkdown, type Severity } from "../audit/review";
import type { SiteConfig } from "../config";
import { stackName } from "../config/names";
import { type ExitCode, exitCodes } from "../errors/exit-codes";
import { ownProject } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { ToolError } from "../toolchain";
import { addSummary, setOutput } from "./github/runner";
import { planStack } from "./plan";
import { refuseOrphans } from "./terraform/orphans";
import { PlanFolder } from "./terraform/plan-folder";
import { type StackRunner, stackRunners } from "./terraform/runner";
import { readSavedPlan, whyStale } from "./terraform/saved-plan";

export interface ApplyOptions {
  /** Folder that `plan --out` wrote; a stack without a plan in it is planned again. */
  readonly plan: string;
  /** A plan that had to be made again is not applied if it has a finding of this severity that nobody reviewed. */
  readonly failOn: Severity | "none";
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/** Applies the plans that were reviewed; where the state or the branch has moved since, plans again and says so. */
export async function apply(names: readonly string[], options: ApplyOptions): Promise<ExitCode> {
  const project = ownProject();
  const stacks = synthesizedStacks(project, names);
  const runnerOf = await stackRunners(options.lockTimeout);
  for (const stack of stacks) {
    const runner = runnerOf(stack);
    const site = project.sites.find((one) => stackName(one) === stack.name);
    const applied = await applyStack(stack, runner, options, site);
    if (!applied) return exitCodes.checkFailed;
    await publishUrl(runner);
  }
  return exitCodes.done;
}

async function applyStack(
  stack: Stack,
  runner: StackRunner,
  options: ApplyOptions,
  site: SiteConfig | undefined,
): Promise<boolean> {
  const reviewed = new PlanFolder(options.plan, stack.name);
  const stale = await findStale(stack, runner, reviewed);
  if (site) await refuseOrphans(site, stack.folder, await runner.state.distributions());
  if (stale === undefined) {
    say(`${stack.name}: applying the plan that was reviewed`);
    try {
      await runner.apply(reviewed.planFile);
      return true;
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      return applyAnew(
        stack,
        runner,
        reviewed,
        "the state moved while the apply waited for its lock",
        options,
      );
    }
  }
  return applyAnew(stack, runner, reviewed, stale, options);
}

/** Connects the stack as it was connected for the plan, and compares what the plan was made from with what is. */
async function findStale(
  stack: Stack,
  { journal, state, terraform }: StackRunner,
  reviewed: PlanFolder,
): Promise<string | undefined> {
  if (!reviewed.exists) {
    await terraform.init();
    return "there is no reviewed plan";
  }
  const saved = readSavedPlan(reviewed.readPlanFile());
  if (saved?.lockFile) writeFileSync(join(stack.folder, ".terraform.lock.hcl"), saved.lockFile);
  await terraform.init();
  if (journal.made().size > 0) return "a run was killed that had begun to apply one";
  return whyStale(saved, { configuration: stack.configuration, state: await state.version() });
}

/** Terraform's own check, under the lock (command `apply` of a saved plan). */
function isStalePlan(error: unknown): boolean {
  return error instanceof ToolError && error.what.includes("Saved plan is stale");
}

async function applyAnew(
  stack: Stack,
  runner: StackRunner,
  reviewed: PlanFolder,
  why: string,
  { failOn }: ApplyOptions,
): Promise<boolean> {
  say(`${stack.name}: planned again, because ${why}`);
  const fresh = new PlanFolder(mkdtempSync(join(tmpdir(), "outlast-plan-")), stack.name);
  const { changes, review } = await planStack(stack, runner, fresh);
  const known = reviewed.exists ? findingsOf(reviewed) : [];
  const unseen = review.review.findings.filter(
    (finding) =>
      failOn !== "none" && reaches(finding.severity, failOn) && !known.some((seen) => same(seen, finding)),
  );
  console.error(reviewToMarkdown([review]));
  addSummary(reviewToMarkdown([review]));
  if (unseen.length > 0) {
    say(
      `${stack.name}: not applied: nobody has reviewed ${unseen.map(({ title }) => `"${title}"`).join(", ")}`,
    );
    return false;
  }
  if (!changes) {
    say(`${stack.name}: there is nothing to do`);
    return true;
  }
  await runner.apply(fresh.planFile);
  say(`${stack.name}: applied the new plan`);
  return true;
}

function findingsOf(folder: PlanFolder): readonly Finding[] {
  const review: NamedReview = folder.review();
  return review.review.findings;
}

function same(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.address === b.address && a.after === b.after;
}

function say(text: string): void {
  console.log(text);
  addSummary(text);
}

/** Gives the address of a site to the steps that release and verify; with several sites, that of the last. */
async function publishUrl({ terraform }: StackRunner): Promise<void> {
  const value = (await terraform.output()).outlast?.value;
  if (typeof value === "object" && value !== null && "url" in value && typeof value.url === "string") {
    setOutput("url", value.url);
  }
}
