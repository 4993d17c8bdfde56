import { type ExitCode, exitCodes } from "./exit-codes";

/** One thing that is wrong, for a person or a machine. */
export interface Problem {
  /** Stable, such as START_PORT_IN_USE; docs/errors.md lists them. */
  readonly code: string;
  /** A warning stops nothing. */
  readonly severity: "error" | "warning";
  /** What was found. */
  readonly value: unknown;
  /** What holds, and whose rule that is. */
  readonly rule: string;
  /** What to do. */
  readonly mend: string;
}

/** What an error has besides its problems. */
export interface OutlastErrorOptions extends ErrorOptions {
  /** @default 2 */
  readonly exitCode?: ExitCode;
  /** As a person reads it. @default - code and value of each problem, and what to do in the line below */
  readonly message?: string;
}

/** What somebody can mend, all of it at once: a verb ends with it, without a stack trace. */
export class OutlastError<P extends Problem = Problem> extends Error {
  override readonly name: string = "OutlastError";
  readonly exitCode: ExitCode;

  /** @param problems at least one error, beside any warnings */
  constructor(
    readonly problems: readonly P[],
    {
      exitCode = exitCodes.wrongInput,
      message = renderProblems(problems),
      ...options
    }: OutlastErrorOptions = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
  }

  /** Of the first error, as rule and mend are. */
  get code(): string {
    return this.#first.code;
  }

  /** What is wrong, all of it. */
  get value(): string {
    return this.problems.map(({ value }) => value).join("\n");
  }

  get rule(): string {
    return this.#first.rule;
  }

  get mend(): string {
    return this.#first.mend;
  }

  get #first(): P {
    return this.problems.find(({ severity }) => severity === "error") as P;
  }
}

function renderProblems(problems: readonly Problem[]): string {
  return problems.map(({ code, value, mend }) => `${code}: ${value}\n  ${mend}`).join("\n");
}
