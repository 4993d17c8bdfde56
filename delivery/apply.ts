import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finding, type NamedReview, reaches, reviewToMarkdown, type Severity } from "../audit/review";
import { OutlastError } from "../errors/outlast-error";
import { distributionAddress, readSiteOutputs } from "../operations/outputs";
import { ownProject } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { addSummary, setOutput } from "./github/runner";
import { planStack } from "./plan";
import type { Telling } from "./ports";
import { type InitializedStack, initialized } from "./stack-runs";
import { refuseObstacles } from "./terraform/obstacles";
import { PlanFolder } from "./terraform/plan-folder";
import { readSavedPlan, whyStale } from "./terraform/saved-plan";
import { prepareZone, type ZoneOptions } from "./zone";

export interface ApplyOptions extends ZoneOptions {
  /** Folder that `plan --out` wrote; a stack without a plan in it is planned again. */
  readonly plan: string;
  /** A plan that had to be made again is not applied if it has a finding of this severity that nobody reviewed. */
  readonly failOn: Severity | "none";
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/**
 * Applies the plans that were reviewed; where the state or the branch has moved since, plans again and says so. Resolves
 * with whether all was applied: what nobody has reviewed is not, nor what comes after it.
 */
export async function apply(
  names: readonly string[],
  options: ApplyOptions,
  { note, say }: Telling,
): Promise<boolean> {
  const stacks = synthesizedStacks(ownProject(), names);
  const ports = {
    note,
    say(text: string) {
      say(text);
      addSummary(text);
    },
  };
  const { lockTimeout, plan } = options;
  const before = (stack: Stack) => useProvidersOf(new PlanFolder(plan, stack.name), stack);
  for await (const stack of initialized(stacks, { lockTimeout, ports, before })) {
    if (!(await applyStack(stack, options, note))) return false;
    await publishUrl(stack);
  }
  return true;
}

/** Connects the stack as it was connected for the plan. */
function useProvidersOf(reviewed: PlanFolder, { folder }: Stack): void {
  const lockFile = reviewed.exists ? readSavedPlan(reviewed.readPlanFile())?.lockFile : undefined;
  if (lockFile) writeFileSync(join(folder, ".terraform.lock.hcl"), lockFile);
}

async function applyStack(
  stack: InitializedStack,
  options: ApplyOptions,
  note: Telling["note"],
): Promise<boolean> {
  const { name, say } = stack;
  // In CI nobody is asked: whoever approved the job has seen the plan, which has the zone.
  await prepareZone(stack, mkdtempSync(join(tmpdir(), "outlast-plan-")), options, async () => {});
  const reviewed = new PlanFolder(options.plan, name);
  const anew = (why: string) => applyAnew(stack, { ...options, reviewed, why, note });
  const stale = await findStale(stack, reviewed);
  if (stale !== undefined) return anew(stale);
  await refuseObstacles(stack, reviewed);
  say("applying the plan that was reviewed");
  try {
    await stack.apply(reviewed.planFile);
    return true;
  } catch (error) {
    if (!isStalePlan(error)) throw error;
    return anew("the state moved while the apply waited for its lock");
  }
}

/** Compares what the plan was made from with what is. */
async function findStale(
  { configuration, journal, state }: InitializedStack,
  reviewed: PlanFolder,
): Promise<string | undefined> {
  if (!reviewed.exists) return "there is no reviewed plan";
  if (journal.made().size > 0) return "a run was killed that had begun to apply one";
  const saved = readSavedPlan(reviewed.readPlanFile());
  return whyStale(saved, { configuration, state: await state.version() });
}

/** Terraform's own check, under the lock (command `apply` of a saved plan). */
function isStalePlan(error: unknown): boolean {
  return error instanceof OutlastError && error.value.includes("Saved plan is stale");
}

interface Anew extends Pick<ApplyOptions, "failOn"> {
  readonly reviewed: PlanFolder;
  readonly why: string;
  readonly note: Telling["note"];
}

async function applyAnew(stack: InitializedStack, { failOn, note, reviewed, why }: Anew): Promise<boolean> {
  const { name, say } = stack;
  say(`planned again, because ${why}`);
  const fresh = new PlanFolder(mkdtempSync(join(tmpdir(), "outlast-plan-")), name);
  stack.note("planning");
  const { changes, review } = await planStack(stack, fresh);
  const known = reviewed.exists ? findingsOf(reviewed) : [];
  const unseen = review.review.findings.filter(
    (finding) =>
      failOn !== "none" && reaches(finding.severity, failOn) && !known.some((seen) => same(seen, finding)),
  );
  note(reviewToMarkdown([review]));
  addSummary(reviewToMarkdown([review]));
  if (unseen.length > 0) {
    say(`not applied: nobody has reviewed ${unseen.map(({ title }) => `"${title}"`).join(", ")}`);
    return false;
  }
  if (!changes) {
    say("there is nothing to do");
    return true;
  }
  await refuseObstacles(stack, fresh);
  await stack.apply(fresh.planFile);
  say("applied the new plan");
  return true;
}

function findingsOf(folder: PlanFolder): readonly Finding[] {
  const review: NamedReview = folder.review();
  return review.review.findings;
}

function same(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.address === b.address && a.after === b.after;
}

/** Gives the address that answers for a site to the step that verifies; with several sites, that of the last. */
async function publishUrl({ site }: InitializedStack): Promise<void> {
  if (site) setOutput("url", distributionAddress(await readSiteOutputs({ site: site.name })));
}
