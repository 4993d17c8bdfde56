import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import {
  type NamedReview,
  NotAPlanError,
  parsePlan,
  reaches,
  reviewPlan,
  reviewToJson,
  reviewToMarkdown,
  type Severity,
} from "../../audit/review";
import { addSummary } from "../../delivery/github/runner";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";

export interface ReviewOptions {
  /** Print for a machine. */
  readonly json: boolean;
  /** The severity from which on the review fails. */
  readonly failOn: Severity | "none";
  /** Where the Markdown goes as well. */
  readonly out?: string;
}

/** Reviews the JSON of plans: prints what a reviewer must not miss, and fails when it is bad enough. */
export function review(files: readonly string[], { failOn, json, out }: ReviewOptions): ExitCode {
  try {
    const reviews = files.map(readReview);
    const markdown = reviewToMarkdown(reviews);
    if (out !== undefined) writeFileSync(out, markdown);
    addSummary(markdown);
    process.stdout.write(json ? reviewToJson(reviews) : markdown);
    return hasFinding(reviews, failOn) ? exitCodes.checkFailed : exitCodes.done;
  } catch (error) {
    if (!(error instanceof NotAPlanError)) throw error;
    console.error(error.message);
    return exitCodes.wrongInput;
  }
}

/** A review of one file, under the name of its stack: the folder of a `plan.json`, else the file's own name. */
export function readReview(file: string): NamedReview {
  const plan = parsePlan(readText(file), file);
  const name = basename(file) === "plan.json" ? basename(dirname(file)) : basename(file, ".json");
  return { name: name === "" || name === "." ? file : name, review: reviewPlan(plan) };
}

/** Whether one of the reviews has a finding at `threshold` or worse. */
export function hasFinding(reviews: readonly NamedReview[], threshold: Severity | "none"): boolean {
  if (threshold === "none") return false;
  return reviews.some(({ review: { findings } }) =>
    findings.some(({ severity }) => reaches(severity, threshold)),
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new NotAPlanError(file, `it cannot be read (${code})`);
  }
}
