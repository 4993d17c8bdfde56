import type { AuditResult } from "./audit";
import type { JudgedResult } from "./suppressions";

/** An audit among others: its addresses begin with its name. */
export function auditNamed(result: AuditResult, name: string | undefined): AuditResult {
  if (name === undefined) return result;
  const of = <T extends { readonly address: string }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, address: `${name}/${one.address}` }));
  const { findings, notRead, unknown } = result;
  return { ...result, findings: of(findings), unknown: of(unknown), notRead: of(notRead) };
}

/** Several audits as one. */
export function auditsTogether(results: readonly [JudgedResult, ...JudgedResult[]]): JudgedResult {
  const all = <K extends keyof JudgedResult>(key: K) => results.map((one) => one[key]);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const [notDrilled] = all("notDrilled").filter((one) => one !== undefined);
  return {
    kind: results[0].kind,
    findings: all("findings").flat(),
    unknown: all("unknown").flat(),
    notRead: all("notRead").flat(),
    suppressed: all("suppressed").flat(),
    unjudged: [...new Set(all("unjudged").flat())].sort(),
    resources: sum(all("resources")),
    known: sum(all("known")),
    ...(notDrilled !== undefined && { notDrilled }),
  };
}
