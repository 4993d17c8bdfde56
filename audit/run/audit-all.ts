import { auditSite } from "./audit";
import type { ReadSite } from "./read";
import {
  baselineIn,
  baselineOf,
  type JudgedResult,
  suppressionsIn,
  suppressionsInComments,
  withoutKnown,
} from "./suppressions";
import { auditNamed, auditsTogether } from "./together";

/** One thing that an audit looks at. */
export interface NamedSite {
  /** Where there are several, what tells them apart. */
  readonly name?: string;
  readonly read: ReadSite;
}

/** What was decided before, and what is done with that which is left. */
export interface AuditOf<S extends NamedSite> {
  /** A file of findings to be let be. */
  readonly suppressions?: string | undefined;
  /** A file of findings that were there before. */
  readonly baseline?: string | undefined;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Shows each finding at its subject, where that is asked for. */
  readonly prove?: ((open: JudgedResult, subject: S) => Promise<JudgedResult>) | undefined;
}

/**
 * Judges all that was read as one, without what was decided, and has the file of the baseline that is made of it now.
 * @throws {OutlastError} AUDIT_SUPPRESSION
 */
export async function auditAll<S extends NamedSite>(
  subjects: readonly S[],
  { baseline, prove, suppressions, today }: AuditOf<S>,
): Promise<{ readonly result: JudgedResult; readonly baseline: string }> {
  const all = subjects.map((subject) => ({
    subject,
    found: auditNamed(auditSite(subject.read), subject.name),
  }));
  const inFile = suppressions === undefined ? [] : suppressionsIn(suppressions);
  const known = baseline === undefined ? new Set<string>() : baselineIn(baseline);
  const results: JudgedResult[] = [];
  for (const { found, subject } of all) {
    const decided = [...suppressionsInComments(subject.read.hcl, found.findings), ...inFile];
    const open = withoutKnown(found, decided, known, today);
    results.push(prove === undefined ? open : await prove(open, subject));
  }
  return {
    result: auditsTogether(results as [JudgedResult]),
    baseline: baselineOf({ findings: all.flatMap(({ found }) => found.findings) }),
  };
}
