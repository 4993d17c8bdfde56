import type { ReleaseProblem } from "../../release";
import { renderWarnings } from "../../release/plan/render";
import { type CheckGroup, checkGroups, type NotAsked, type VerifyCheck } from "./check";

/** What a site was found to serve. */
export interface Verification {
  readonly url: string;
  /** What answered for that URL's name. */
  readonly address: string;
  readonly site: string;
  readonly checks: readonly VerifyCheck[];
  /** Groups that this site cannot be asked about. */
  readonly notAsked: readonly NotAsked[];
  /** What visitors will miss though everything is served as it should be. */
  readonly warnings: readonly ReleaseProblem[];
  /** Milliseconds. */
  readonly took: number;
}

/** Whether nothing failed. */
export function holds({ checks }: Verification): boolean {
  return checks.every(({ failures }) => failures.length === 0);
}

/** The table, and every failure by name below it. */
export function renderVerification(verification: Verification): string {
  const { address, checks, notAsked, site, took, url, warnings } = verification;
  const rows = checkGroups.map((group) => row(group, checks, notAsked));
  const width = Math.max(...checkGroups.map((group) => group.length));
  const table = rows.map(([group, result]) => `  ${group.padEnd(width)}  ${result}`);
  const failed = checks.filter(({ failures }) => failures.length > 0);
  const details = failed.flatMap(({ failures, group, url }) => [
    `  ${group}: ${url}`,
    ...failures.map((failure) => `    ${failure}`),
  ]);
  const through = address === url ? "" : `, asked of ${new URL(address).host}`;
  const head = `${site} at ${url}${through}: ${checks.length} checks in ${(took / 1000).toFixed(1)} s`;
  return [
    head,
    ...table,
    ...(details.length > 0 ? ["Failed:", ...details] : []),
    ...renderWarnings(warnings),
    "",
  ].join("\n");
}

function row(
  group: CheckGroup,
  checks: readonly VerifyCheck[],
  notAsked: readonly NotAsked[],
): readonly [string, string] {
  const skipped = notAsked.find((entry) => entry.group === group);
  if (skipped) return [group, `not asked: ${skipped.why}`];
  const own = checks.filter((check) => check.group === group);
  const failed = own.filter(({ failures }) => failures.length > 0).length;
  return [group, failed === 0 ? `${own.length} ok` : `${failed} of ${own.length} failed`];
}

/** For a machine: counts, and the checks that failed. */
export function verificationsToJson(verifications: readonly Verification[]): string {
  return `${JSON.stringify({ version: 1, sites: verifications.map(verificationToJson) }, null, 2)}\n`;
}

/** Of one site. */
export function verificationToJson(verification: Verification): object {
  return {
    site: verification.site,
    url: verification.url,
    address: verification.address,
    ok: holds(verification),
    checks: verification.checks.length,
    took_ms: Math.round(verification.took),
    not_asked: verification.notAsked,
    warnings: verification.warnings.map(({ code, mend, value }) => ({ code, value, mend })),
    failed: verification.checks.filter(({ failures }) => failures.length > 0),
  };
}
