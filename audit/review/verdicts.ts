import { BudgetError } from "../../terraform/expression/budget";
import { ExpressionError } from "../../terraform/expression/syntax";
import type { PlanJson, ResourceChangeJson } from "../../terraform/plan/plan-json";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings } from "../../terraform/problems";
import { isList, isMap, type Json, own, type Planned, type Value, type Values } from "../../terraform/value";
import { AuditedSite } from "../rules/site";
import { type Broken, judgeSite } from "../rules/verdicts";
import type { Change } from "./change";
import { reaches, type StatedFinding } from "./finding";

/** What the rules of an audit find of the site that a plan leads to, and not of the one that is there: by address. */
export function introduced(
  plan: PlanJson,
  changes: ReadonlyMap<string, Change>,
): ReadonlyMap<string, readonly StatedFinding[]> {
  const before = brokenIn(plan, "before");
  const known = new Map(before.map((one) => [keyOf(one), one]));
  const found = new Map<string, StatedFinding[]>();
  for (const verdict of brokenIn(plan, "after")) {
    const { address } = verdict;
    const change = changes.get(address);
    if (change === undefined || known.get(keyOf(verdict))?.says === verdict.says) continue;
    const finding = stated(verdict, change);
    // What is new is read as a whole, by an audit; a review stops what nobody would want to apply.
    if (change.fate === "created" && !reaches(finding.severity, "high")) continue;
    found.set(address, [...(found.get(address) ?? []), finding]);
  }
  return found;
}

const keyOf = ({ address, attribute = "", rule }: Broken) => `${rule.id} ${address} ${attribute}`;

function stated({ attribute, rule, says }: Broken, change: Change): StatedFinding {
  const { id, introduced: severity = rule.severity, mend, title, visitors } = rule;
  const path = (attribute ?? "").split(/[.[\]]+/).filter((part) => part !== "");
  const [was, is] = [change.before, change.after].map((values) => plainAt(values, path));
  const isHidden = path[0] !== undefined && change.isSensitive("after", path[0]);
  return {
    ...{ severity, rule: id, title },
    ...(path.length > 0 && { attribute }),
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
    why: isHidden ? visitors : `${visitors} Here: ${says.replace(/\s+/g, " ").slice(0, longest)}.`,
    mend: mendText(id, mend),
  };
}

/** Values of a plan are in it, of any length. */
const longest = 500;

/** What stands at a path with indices, as far as it is known; undefined for a block. */
function plainAt(values: Values, path: readonly string[]): Planned | undefined {
  if (path.length === 0) return undefined;
  const value = path.reduce<Planned | undefined>((at, name) => {
    if (isList(at) && /^\d+$/.test(name)) return at[Number(name)];
    const block = isList(at) ? at[0] : at;
    return isMap(block) ? own(block, name) : undefined;
  }, values);
  return (isList(value) ? value.every(isPlain) : isPlain(value)) ? value : undefined;
}

function isPlain(value: Planned | undefined): boolean {
  return typeof value !== "object" || value === null;
}

/** One line of HCL stands in a sentence; more are where the rule is described. */
function mendText(id: string, mend: string): string {
  const lines = mend.split("\n").filter((line) => line.trim() !== "");
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return `Write ${only.trim().replace(/\s+/g, " ")}.`;
  return `docs/audit/index.md has how it is written, at ${id}.`;
}

/** Nothing where a plan is in a form that no site can be read from: what changes is told by the other rules. */
function brokenIn(plan: PlanJson, side: "before" | "after"): readonly Broken[] {
  try {
    const resources = new PlanResources(documentOf(plan, side), ".", new Findings(), { assumes: false });
    return judgeSite(new AuditedSite(resources, undefined)).broken;
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof BudgetError) return [];
    throw error;
  }
}

/** A plan as the state that was, or as what it makes of it. */
function documentOf({ configuration, resource_changes: changes }: PlanJson, side: "before" | "after"): Json {
  const there = changes.filter(({ change }) => change[side] !== null && change[side] !== undefined);
  const resources = there.map(({ address, change, mode, name, type }) => ({
    ...{ address, mode: mode ?? "managed", name: name ?? address, type },
    values: change[side] ?? null,
  }));
  const values: Value = { root_module: { resources } };
  const written: Json = configuration === undefined ? {} : { configuration };
  return side === "before"
    ? { ...written, values }
    : { ...written, planned_values: values, resource_changes: there.map(asMarks) };
}

const asMarks = ({ address, change }: ResourceChangeJson): Json => ({
  address,
  change: { after_unknown: change.after_unknown ?? null },
});
