import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { OutlastError, type Problem } from "../errors/outlast-error";
import type { DrillResult } from "../rehearsal/drill/result";
import type { ResultChanges } from "./changes";
import { renderJunit } from "./junit";
import { renderMarkdown, renderMissed } from "./markdown";
import { renderPage } from "./page/page";
import { unwritable, writeWhole } from "./write-whole";

/** Where a result goes besides the terminal. */
export interface ReportTargets {
  /** A folder, for the page and `result.json`. */
  readonly report?: string;
  readonly junit?: string;
  readonly markdown?: string;
  /** Empty where every objective was held. */
  readonly missed?: string;
}

const fileTargets = ["junit", "markdown", "missed"] as const;

/**
 * Looks before anything runs whether each target can be written: a drill is long to wait for.
 * @throws {OutlastError} `DRILL_REPORT_UNWRITABLE`, for all that cannot
 */
export function checkTargets(targets: ReportTargets): void {
  const problems: Problem[] = [];
  const check = (folder: string, option: string, named: string) => {
    try {
      if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
      accessSync(folder, constants.W_OK);
    } catch (cause) {
      problems.push(...unwritable(`--${option} ${named}`, cause).problems);
    }
  };
  for (const option of fileTargets) {
    const file = targets[option];
    if (file === undefined) continue;
    check(dirname(resolve(file)), option, file);
    if (isFolder(file)) problems.push(...unwritable(`--${option} ${file}`, { code: "EISDIR" }).problems);
  }
  if (targets.report !== undefined) check(nearest(resolve(targets.report)), "report", targets.report);
  if (problems.length > 0) throw new OutlastError(problems);
}

/**
 * Writes all of them; each is whole or what it was before.
 * @throws {OutlastError} `DRILL_REPORT_UNWRITABLE`
 */
export function writeTargets(
  result: DrillResult,
  changes: ResultChanges | undefined,
  { junit, markdown, missed, report }: ReportTargets,
): void {
  if (report !== undefined) {
    writeWhole(join(report, "index.html"), renderPage(result));
    writeWhole(join(report, "result.json"), `${JSON.stringify(result)}\n`);
  }
  if (junit !== undefined) writeWhole(junit, renderJunit(result));
  if (markdown !== undefined) writeWhole(markdown, renderMarkdown(result, changes));
  if (missed !== undefined) writeWhole(missed, renderMissed(result));
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The folder itself, or the nearest above it that there is. */
function nearest(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearest(above);
}
