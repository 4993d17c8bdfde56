import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DrillResult } from "../rehearsal/drill/result";
import { reportError } from "./errors";
import { renderPage } from "./page/page";

/**
 * Writes `index.html` into a folder, which is made where it is missing; a page that was there stays until the new one is whole.
 *
 * @returns the file
 * @throws {OutlastError} `DRILL_REPORT_UNWRITABLE`
 */
export function writeReport(result: DrillResult, folder: string): string {
  const page = renderPage(result);
  const file = join(folder, "index.html");
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(unfinished, page);
    renameSync(unfinished, file);
    return file;
  } catch (cause) {
    if (existsSync(unfinished)) rmSync(unfinished);
    const { code } = cause as NodeJS.ErrnoException;
    throw reportError("DRILL_REPORT_UNWRITABLE", `${file}: ${code}`, undefined, { cause });
  }
}
