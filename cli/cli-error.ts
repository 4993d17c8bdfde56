import { type ExitCode, exitCodes } from "./exit-codes";

/** What a person has to mend before a verb can do its work: shown without a stack trace. */
export class CliError extends Error {
  constructor(
    /** Stable, such as START_PORT_IN_USE; docs/errors.md lists them. */
    readonly code: string,
    /** What is wrong, with which value. */
    readonly problem: string,
    /** What to do. */
    readonly mend: string,
    readonly exitCode: ExitCode = exitCodes.wrongInput,
  ) {
    super(`${code}: ${problem}\n  ${mend}`);
    this.name = "CliError";
  }
}
