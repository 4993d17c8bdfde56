import type { ExitCode } from "../../errors/exit-codes";
import { OutlastError, type Problem } from "../../errors/outlast-error";

/** Runs a verb, to this process's exit code. */
export async function ending(verb: () => ExitCode | Promise<ExitCode>, json = false): Promise<void> {
  process.exitCode = await reportingFailures(json, verb);
}

/**
 * Runs the work of a verb. What somebody can mend ends it with its message on standard error, or with
 * `{"problems": [...]}` on standard output where a machine reads along, and with its exit code; any other error is a
 * fault of this program, and passes.
 */
export async function reportingFailures(
  json: boolean,
  work: () => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    if (json) console.log(JSON.stringify({ problems: error.problems.map(shown) }, null, 2));
    else console.error(error.message);
    return error.exitCode;
  }
}

/** Where nothing stands, a machine is told so. */
function shown(problem: Problem): Problem {
  return { ...problem, value: problem.value ?? null };
}
