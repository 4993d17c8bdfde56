import { type ExitCode, exitCodes } from "../../errors/exit-codes";

/**
 * Runs a verb. An error that says what to mend ends it with its message and its exit code, without a stack trace;
 * any other one is a fault of this program, and passes.
 */
export async function ending(verb: () => ExitCode | Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await verb();
  } catch (error) {
    if (!(error instanceof Error) || !("exitCode" in error) || !isExitCode(error.exitCode)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}

function isExitCode(code: unknown): code is ExitCode {
  return Object.values<unknown>(exitCodes).includes(code);
}
