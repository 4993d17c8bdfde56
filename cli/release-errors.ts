import { type ReleaseCode, ReleaseError, StoreError } from "../release";
import { CliError } from "./cli-error";
import { type ExitCode, exitCodes } from "./exit-codes";

/** What a service or another release is to blame for; the rest is of whoever releases. */
const failed: ReadonlySet<ReleaseCode> = new Set([
  "RELEASE_DENIED",
  "RELEASE_CREDENTIALS",
  "RELEASE_BUCKET_GONE",
  "RELEASE_STORE_FAILED",
  "RELEASE_INVALIDATION_FAILED",
  "RELEASE_ETAG_DIFFERS",
  "RELEASE_UNVERSIONED",
  "RELEASE_RECORD_UNREADABLE",
]);

/** Checks that did not pass: the site is as whole as before, and trying again may be all that it takes. */
const notPassed: ReadonlySet<ReleaseCode> = new Set([
  "RELEASE_REPLICA_BEHIND",
  "RELEASE_REPLICATION_FAILED",
  "RELEASE_REMOVES_MUCH",
  "RELEASE_LOCKED",
  "RELEASE_LOCK_LOST",
]);

/** Runs the work of a verb, and lets its failures end it with a message and the right exit code. */
export async function reportingFailures(json: boolean, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError)
      throw new CliError("RELEASE_STORE_FAILED", error.message, "Run it again.", exitCodes.toolFailed);
    if (!(error instanceof ReleaseError)) throw error;
    if (json) console.log(JSON.stringify({ problems: error.problems }, null, 2));
    else console.error(error.message);
    return exitCodeOf(error);
  }
}

function exitCodeOf({ problems }: ReleaseError): ExitCode {
  if (problems.some(({ code }) => failed.has(code))) return exitCodes.toolFailed;
  return problems.some(({ code }) => notPassed.has(code)) ? exitCodes.checkFailed : exitCodes.wrongInput;
}
