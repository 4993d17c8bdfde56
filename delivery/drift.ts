import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NamedReview, reviewToMarkdown } from "../audit/review";
import { type ExitCode, exitCodes } from "../errors/exit-codes";
import { readSiteOutputs } from "../operations/outputs";
import { renderChecks, runChecks } from "../operations/status/status";
import { ownProject } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { addSummary } from "./github/runner";
import { planStack } from "./plan";
import { PlanFolder } from "./terraform/plan-folder";
import { stackRunners } from "./terraform/runner";

export interface DriftOptions {
  /** Folder for `drift.md`, which is empty when all is well, and for the plans. */
  readonly out: string;
  /** Seconds that another run may hold the state's lock. */
  readonly lockTimeout: number;
}

/**
 * Plans the sites to see what is not as the branch describes it, and asks for their status. The address in SITE_URL, if
 * there is one, is asked in place of the site's own.
 */
export async function drift(names: readonly string[], options: DriftOptions): Promise<ExitCode> {
  const project = ownProject();
  const stacks = synthesizedStacks(project, names);
  const runnerOf = await stackRunners(options.lockTimeout);
  const drifted: NamedReview[] = [];
  const unwell: string[] = [];
  for (const stack of stacks) {
    const { changes, review } = await planStack(
      stack,
      runnerOf(stack),
      new PlanFolder(options.out, stack.name),
    );
    if (changes) drifted.push(review);
    const isSite = project.sites.some(({ name }) => name === stack.name);
    const wrong = isSite ? await wrongStatus(stack) : undefined;
    if (wrong !== undefined) unwell.push(wrong);
  }
  const text = report(drifted, unwell);
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "drift.md"), text);
  addSummary(text || "Everything is as the branch describes it.");
  console.log(text || "Everything is as the branch describes it.");
  return text === "" ? exitCodes.done : exitCodes.checkFailed;
}

/** The status of a deployed site, if something is wrong with it. */
async function wrongStatus({ name }: Stack): Promise<string | undefined> {
  const outputs = await readSiteOutputs({ site: name });
  const checks = await runChecks(outputs, process.env.SITE_URL || outputs.url);
  return checks.every(({ ok }) => ok) ? undefined : renderChecks(name, checks);
}

function report(drifted: readonly NamedReview[], unwell: readonly string[]): string {
  const changes =
    drifted.length === 0
      ? []
      : [
          "An apply would change what is there to what the branch describes:",
          reviewToMarkdown(drifted).trimEnd(),
        ];
  // Indented code: nothing in it can end it.
  const status = unwell.length === 0 ? [] : ["Not as it should be:", unwell.map(indented).join("\n\n")];
  const parts = [...changes, ...status];
  return parts.length === 0 ? "" : `${parts.join("\n\n")}\n`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
