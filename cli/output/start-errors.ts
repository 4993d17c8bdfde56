import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError, CliErrors } from "../../errors/outlast-error";
import { DistributionError } from "../../rehearsal/edge";
import { RegionsError } from "../../rehearsal/regions";
import { SynthesisError } from "../../rehearsal/session/sites/site-source";
import { ReleaseError } from "../../release";

/** Runs `start`; what its site, its content or its options do wrong ends it with a message and an exit code. */
export async function reportingStart(start: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await start();
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): ExitCode {
  if (error instanceof CliError || error instanceof CliErrors || error instanceof SynthesisError) {
    console.error(error.message);
    return error.exitCode;
  }
  if (error instanceof RegionsError || error instanceof DistributionError) {
    console.error(`${error.code}: ${error.message}`);
    return exitCodes.wrongInput;
  }
  if (!(error instanceof ReleaseError)) throw error;
  console.error(error.message);
  return exitCodes.wrongInput;
}
