import type { Change } from "./change";

/** From the worst down. */
export const severities = ["critical", "high", "medium", "low"] as const;

/** Critical: visitors lose the site or its content. High: they would in the next outage, or its protection is gone. */
export type Severity = (typeof severities)[number];

/** One thing that a reviewer must not miss. */
export interface Finding {
  readonly severity: Severity;
  /** Stable name of the rule: "failover-codes". */
  readonly rule: string;
  readonly address: string;
  /** Attribute as written in HCL: "origin_group.failover_criteria.status_codes". */
  readonly attribute?: string;
  /** One line: what happens. */
  readonly title: string;
  /** Shown values: short, on one line, sensitive ones hidden. */
  readonly before?: string;
  readonly after?: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do. */
  readonly mend: string;
}

/** A finding as a rule states it: values as they are in the plan. */
export interface StatedFinding extends Omit<Finding, "address" | "before" | "after"> {
  readonly before?: unknown;
  readonly after?: unknown;
  /** Rules of the audit that would say the same of this resource, with less of what it was. */
  readonly insteadOf?: readonly string[];
}

/** Whether `severity` is at `threshold` or worse. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** What a rule stated about a change, with its values made fit to be shown. */
export function findingOf(change: Change, { before, after, insteadOf: _, ...rest }: StatedFinding): Finding {
  const root = rest.attribute?.split(/[.[]/, 1)[0];
  const shown = (side: "before" | "after", value: unknown) =>
    root !== undefined && change.isSensitive(side, root) ? "(sensitive)" : show(value);
  return {
    ...rest,
    address: change.address,
    ...(before !== undefined && { before: shown("before", before) }),
    ...(after !== undefined && { after: shown("after", after) }),
  };
}

const longest = 160;

/** A value on one line, cut where it gets long; nothing is "nothing". */
export function show(value: unknown): string {
  if (value === null || value === "") return "nothing";
  if (Array.isArray(value) && value.length === 0) return "nothing";
  const text = typeof value === "string" ? value : flat(value);
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function flat(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return JSON.stringify(value);
}
