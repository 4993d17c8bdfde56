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

/** Several of them, to be mended together. The first one's exit code is that of all. */
export class CliErrors extends Error {
  readonly exitCode: ExitCode;

  constructor(errors: readonly [CliError, ...CliError[]]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.name = "CliErrors";
    this.exitCode = errors[0].exitCode;
  }
}
