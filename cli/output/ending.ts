import type { ExitCode } from "../../errors/exit-codes";
import { OutlastError, type Problem } from "../../errors/outlast-error";
import { cliError } from "../errors";

/** Whether a machine reads along: one document, or one a line. */
type Json = boolean | "lines";

/** Runs a verb, to this process's exit code. */
export async function ending(verb: () => ExitCode | Promise<ExitCode>, json: Json = false): Promise<void> {
  process.exitCode = await reportingFailures(json, verb);
}

/**
 * Runs the work of a verb. What somebody can mend ends it with its message on standard error, or with
 * `{"problems": [...]}` on standard output where a machine reads along, and with its exit code. Any other error is a
 * fault of this program: it passes, for bin/outlast.mjs to say where it was, once a machine is told.
 */
export async function reportingFailures(
  json: Json,
  work: () => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const foreseen = error instanceof OutlastError;
    const { problems, message, exitCode } = foreseen ? error : cliError("OUTLAST_FAULT", String(error));
    const indent = json === "lines" ? undefined : 2;
    if (json) console.log(JSON.stringify({ problems: problems.map(shown) }, null, indent));
    if (!foreseen) throw error;
    if (!json) console.error(message);
    return exitCode;
  }
}

/** Where nothing stands, a machine is told so. */
function shown(problem: Problem): Problem {
  return { ...problem, value: problem.value ?? null };
}
