import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError, CliErrors } from "../../errors/outlast-error";
import { DistributionError } from "../../rehearsal/edge";
import { RegionsError } from "../../rehearsal/regions";
import type { StartOptions } from "../../rehearsal/session/options";
import { Session } from "../../rehearsal/session/session";
import { FileSource, ProjectSource, SynthesisError } from "../../rehearsal/session/sites/site-source";
import { ReleaseError } from "../../release";
import { endSignal } from "../terminal/end-signal";

export type { StartOptions };

/** Rehearses a site on this machine until it is interrupted. */
export async function start(options: StartOptions): Promise<ExitCode> {
  // From the beginning: an interrupted synthesis leaves no folder behind.
  const interrupted = endSignal(process);
  const source = options.from === undefined ? new ProjectSource(options) : new FileSource(options.from);
  try {
    const session = await Session.open(source, options);
    await interrupted;
    await session.close();
    return exitCodes.done;
  } catch (error) {
    return report(error);
  } finally {
    source.close();
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
