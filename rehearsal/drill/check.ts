import { OutlastError } from "../../errors/outlast-error";
import { formatMilliseconds } from "../../facts/duration";
import { parseFault } from "../regions";
import type { DrillCode } from "./errors";
import { type FaultStep, type Scenario, systems, type TimelineStep, type TrafficShape } from "./scenario";
import { usualTraffic } from "./traffic/visitors";

/** What can be done to a bucket beside the faults of docs/rehearsal.md. */
export const bucketFaults = ["policy-removed", "bucket-deleted", "cut"] as const;

/** Visits while a scenario lasts; by its own traffic, unless somebody else's rate is given. */
export function expectedVisits(
  { duration, traffic }: Pick<Scenario, "duration" | "traffic">,
  perHour = traffic.visitsPerHour ?? usualTraffic.visitsPerHour,
): number {
  return (duration / 3_600_000) * perHour;
}

/** What there is of a scenario, which may be none: the parts that are what they should be. */
export interface Draft {
  readonly timeline: readonly (TimelineStep | undefined)[];
  readonly duration: number | undefined;
  readonly traffic: TrafficShape | undefined;
  readonly needs: Scenario["needs"];
}

/** What the schema cannot see: all of it. */
export function checkScenario({ duration, timeline, traffic }: Draft): [DrillCode, string][] {
  const problems: [DrillCode, string][] = [];
  for (const [index, step] of timeline.entries()) {
    if (step === undefined) continue;
    const before = timeline[index - 1];
    const place = `timeline.${index}`;
    if (before && before.at > step.at)
      problems.push([
        "DRILL_TIMELINE",
        `${place} is at ${formatMilliseconds(step.at)}, after one at ${formatMilliseconds(before.at)}`,
      ]);
    const end = step.at + ("fault" in step ? (step.for ?? 0) : "do" in step ? (step.takes ?? 0) : 0);
    if (duration !== undefined && end > duration)
      problems.push([
        "DRILL_TIMELINE",
        `${place} ends at ${formatMilliseconds(end)}, and the scenario at ${formatMilliseconds(duration)}`,
      ]);
    if ("fault" in step)
      problems.push(
        ...faultProblems(step).map((text): [DrillCode, string] => ["DRILL_FAULT", `${place}: ${text}`]),
      );
  }
  if (duration !== undefined && traffic !== undefined && expectedVisits({ duration, traffic }) < 1)
    problems.push(["DRILL_TRAFFIC", "fewer than one visit is expected while it lasts"]);
  return problems;
}

function faultProblems(step: FaultStep): string[] {
  const { target, fault, share, keys, flapping } = step;
  if (Object.hasOwn(systems, target)) {
    const effects: readonly string[] = systems[target as keyof typeof systems];
    const takesNeither =
      share !== undefined || keys !== undefined ? [`${target} takes neither a share nor keys`] : [];
    return [
      ...(effects.includes(fault) ? [] : [`${target} cannot be ${fault}; it can be ${effects.join(", ")}`]),
      ...takesNeither,
    ];
  }
  const isOwn = bucketFaults.some((own) => own === fault);
  if (isOwn && keys !== undefined) return [`${fault} takes no keys`];
  if (fault === "bucket-deleted" && (step.for !== undefined || flapping !== undefined))
    return ["a bucket that is deleted does not come back: it takes neither `for` nor `flapping`"];
  if (isOwn) return fault !== "cut" && share !== undefined ? [`${fault} takes no share`] : [];
  try {
    parseFault(faultText(step, target));
    return [];
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    return [`${error.value.split("\n")[0]}; besides, there is ${bucketFaults.join(", ")}`];
  }
}

/** A step's fault in the words of docs/rehearsal.md, at one of its targets. */
export function faultText({ fault, share, keys }: FaultStep, target: string): string {
  const where = keys === undefined ? target : `${target}:/${keys}`;
  return `${where}=${fault}${share === undefined ? "" : `@${Number((share * 100).toFixed(6))}%`}`;
}
