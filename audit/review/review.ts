import { PlanConfiguration } from "../../terraform/plan/plan-configuration";
import type { PlanJson } from "../../terraform/plan/plan-json";
import { type Change, changeOf } from "./change";
import { driftedAddresses } from "./drift";
import { type Finding, findingOf, severities } from "./finding";
import { rules } from "./rules";
import { type Tally, tally } from "./tally";
import { introduced } from "./verdicts";

/** What a reviewer has to know of a plan. */
export interface Review {
  /** From the worst down, then by address. */
  readonly findings: readonly Finding[];
  readonly tally: Tally;
  /** What somebody changed outside Terraform since the last apply. */
  readonly drifted: readonly string[];
}

/** Reads a plan with every rule. Pure; the same plan gives the same review. */
export function reviewPlan(plan: PlanJson): Review {
  const changes = plan.resource_changes.map(changeOf);
  const configuration = new PlanConfiguration(plan.configuration);
  const context = { changes, configuration };
  const broken = introduced(plan, new Map(changes.map((change) => [change.address, change])));
  const findings = changes.flatMap((change) => {
    if (change.isData) return [];
    const applicable = rules.filter(({ types }) => types.includes(change.type));
    const stated = applicable.flatMap((rule) => rule.find(change, context));
    const told = new Set(stated.flatMap(({ insteadOf = [] }) => insteadOf));
    const others = (broken.get(change.address) ?? []).filter(({ rule }) => !told.has(rule));
    return [...stated, ...others].map((statement) => findingOf(change, statement));
  });
  return {
    findings: [...findings, ...otherLosses(changes, findings)].sort(worstFirst),
    tally: tally(changes, new Set(findings.map(({ address }) => address))),
    drifted: driftedAddresses(plan, configuration),
  };
}

/** Resources that go and that no rule knows: said, so that silence means that nothing goes. */
function otherLosses(changes: readonly Change[], findings: readonly Finding[]): Finding[] {
  const named = new Set(findings.map(({ address }) => address));
  const losses = changes.filter(
    ({ address, fate, isData }) =>
      !isData && !named.has(address) && (fate === "destroyed" || fate === "forgotten"),
  );
  return losses.map((change) =>
    findingOf(change, {
      severity: "low",
      rule: "resource-removed",
      title: change.fate === "destroyed" ? "The resource is destroyed" : "The resource is no longer managed",
      why: "Something may still use it.",
      mend: "Check that nothing refers to it.",
    }),
  );
}

function worstFirst(a: Finding, b: Finding): number {
  const bySeverity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return bySeverity || compare(a.address, b.address) || compare(a.rule, b.rule) || compare(a.title, b.title);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
