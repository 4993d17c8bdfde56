import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { OutlastError } from "../errors/outlast-error";
import { reportError } from "./errors";

/**
 * Writes a file that is whole, or what it was before, and the folder that it is in.
 * @throws {OutlastError} `DRILL_REPORT_UNWRITABLE`
 */
export function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw unwritable(file, cause);
  }
}

/** The error of a place that cannot be written. */
export function unwritable(what: string, cause: unknown): OutlastError {
  const { code } = cause as NodeJS.ErrnoException;
  return reportError("DRILL_REPORT_UNWRITABLE", `${what}: ${code}`, undefined, { cause });
}
