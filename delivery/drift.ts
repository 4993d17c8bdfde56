import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NamedReview, reviewToMarkdown } from "../audit/review";
import type { SiteConfig } from "../config";
import { outputsIn } from "../operations/outputs";
import { renderChecks, runChecks } from "../operations/status/status";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { addSummary } from "./github/runner";
import { planning, planStack } from "./plan";
import type { Telling } from "./ports";
import { type InitializedStack, initialized } from "./stack-runs";
import { PlanFolder } from "./terraform/plan-folder";

export interface DriftOptions {
  /** Folder for `drift.md`, which is empty when all is well, and for the JSON of the plans. */
  readonly out: string;
}

/**
 * Plans the sites to see what is not as the branch describes it, and asks for their status. The address in SITE_URL, if
 * there is one, is asked in place of the distribution's own. Resolves with what is not as it should be; empty when all is well.
 */
export async function drift(
  names: readonly string[],
  { out }: DriftOptions,
  ports: Telling,
): Promise<string> {
  const stacks = synthesizedStacks(ownProject(), names);
  const drifted: NamedReview[] = [];
  const unwell: string[] = [];
  for await (const stack of initialized(stacks, planning({ lockTimeout: "unlocked", ports }))) {
    const kept = new PlanFolder(out, stack.name);
    const { changes, review } = await planStack(stack, kept);
    kept.forgetPlan();
    if (changes) drifted.push(review);
    const wrong = stack.site && (await wrongStatus(stack, stack.site));
    if (wrong !== undefined) unwell.push(wrong);
  }
  const text = report(drifted, unwell);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "drift.md"), text);
  addSummary(text || noDrift);
  return text;
}

/** What is said in place of nothing. */
export const noDrift = "Everything is as the branch describes it.";

/** The status of a deployed site, if something is wrong with it. */
async function wrongStatus(
  { folder, name, terraform }: InitializedStack,
  site: SiteConfig,
): Promise<string | undefined> {
  const outputs = outputsIn(await terraform.output(), folder, name);
  const checks = await runChecks({ outputs, site }, process.env.SITE_URL || undefined);
  return checks.every(({ ok }) => ok) ? undefined : renderChecks(site.name, checks);
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
