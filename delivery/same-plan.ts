import { createHash } from "node:crypto";
import { canonicalDeeds, type Deeds, differences } from "../audit/review";
import type { InitializedStack } from "./stack-runs";
import { lockDifferences } from "./terraform/lock-file";
import type { PlanFolder } from "./terraform/plan-folder";

/** What one stack's commit would do, planned just now. */
export interface FreshPlan {
  readonly stack: InitializedStack;
  readonly folder: PlanFolder;
  readonly changes: boolean;
  readonly deeds: Deeds;
}

/**
 * How what would be done differs from what was reviewed, a line each; none where it is the same, or where nothing would be
 * done: what was reviewed is done already then.
 */
export function differencesFrom(reviewed: PlanFolder, { changes, deeds, stack }: FreshPlan): string[] {
  if (!changes) return [];
  if (!reviewed.exists) return ["nobody has reviewed a plan of it"];
  return [...differences(deeds, reviewed.deeds()), ...lockDifferences(stack.lock ?? "", reviewed.readLock())];
}

/** A short name of all that would be done, and by which providers: another one for anything else. */
export function digestOf(plans: readonly FreshPlan[]): string {
  const all = plans
    .filter(({ changes }) => changes)
    .map(({ deeds, stack }) => [stack.name, canonicalDeeds(deeds), stack.lock ?? ""]);
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 32);
}
