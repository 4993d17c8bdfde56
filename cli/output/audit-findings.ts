import { auditJson, auditJunit, auditSarif } from "../../audit/report/formats";
import { auditMarkdown, auditText } from "../../audit/report/text";
import { reaches, type Severity } from "../../audit/review";
import type { JudgedResult } from "../../audit/run/suppressions";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { writeWhole } from "../../report/write-whole";

/** In which ways an audit is told, and from when on it fails. */
export interface FindingsTargets {
  /** The severity from which on the audit fails. */
  readonly failOn: Severity | "none";
  /** Where the findings of now become a baseline. */
  readonly writeBaseline?: string;
  readonly sarif?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly json: boolean;
}

/** Writes an audit to every file that is asked for, then prints it. */
export function tellFindings(
  { baseline, result }: { readonly result: JudgedResult; readonly baseline: string },
  folder: string,
  { failOn, json, junit, markdown, sarif, writeBaseline }: FindingsTargets,
): ExitCode {
  if (writeBaseline !== undefined) writeWhole(writeBaseline, baseline);
  if (sarif !== undefined) writeWhole(sarif, auditSarif(result, folder));
  if (junit !== undefined) writeWhole(junit, auditJunit(result));
  if (markdown !== undefined) writeWhole(markdown, auditMarkdown(result));
  process.stdout.write(json ? auditJson(result) : auditText(result));
  if (failOn === "none" || writeBaseline !== undefined) return exitCodes.done;
  const fails = result.findings.some(({ severity }) => reaches(severity, failOn));
  return fails ? exitCodes.checkFailed : exitCodes.done;
}
