import { ConfigError } from "../../config";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError } from "../../errors/outlast-error";
import { ReleaseError, StoreError } from "../../release";
import { ToolError } from "../../toolchain";

/** What every problem says, whichever part of outlast found it; most say more. */
interface ShownProblem {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly value: unknown;
  readonly mend: string;
}

interface Failure {
  readonly problems: readonly ShownProblem[];
  readonly message: string;
  readonly exitCode: ExitCode;
}

/**
 * Runs the work of a verb. A failure that somebody can mend ends it with its message on standard error, or with
 * `{"problems": [...]}` on standard output where a machine reads along, and with its exit code.
 */
export async function reportingFailures(json: boolean, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (json) console.log(JSON.stringify({ problems: failure.problems }, null, 2));
    else console.error(failure.message);
    return failure.exitCode;
  }
}

/** Undefined for a fault of this program. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof ReleaseError)
    return { problems: error.problems, message: error.message, exitCode: exitCodeOf(error) };
  if (error instanceof StoreError)
    return failureOf(
      new CliError("RELEASE_STORE_FAILED", error.message, "Run it again.", exitCodes.toolFailed),
    );
  if (error instanceof ConfigError) {
    const problems = error.problems.map((problem) => ({ ...problem, value: problem.value ?? null }));
    return { problems, message: error.message, exitCode: error.exitCode };
  }
  if (error instanceof CliError) return one(error, error.problem);
  return error instanceof ToolError ? one(error, error.what) : undefined;
}

function one({ code, exitCode, mend, message }: CliError | ToolError, value: string): Failure {
  return { problems: [{ code, severity: "error", value, mend }], message, exitCode };
}

/** A service that failed counts more than a check that said no, and that more than wrong input: it is what to look at. */
function exitCodeOf({ problems }: ReleaseError): ExitCode {
  const faults = new Set(problems.map(({ fault }) => fault));
  if (faults.has("service")) return exitCodes.toolFailed;
  return faults.has("check") ? exitCodes.checkFailed : exitCodes.wrongInput;
}
