import { type ExitCode, exitCodes } from "./exit-codes";
import { OutlastError, type Problem } from "./outlast-error";

/** What a code stands for. */
export interface Rule extends Pick<Problem, "rule" | "mend"> {
  /** @default "error" */
  readonly severity?: Problem["severity"];
  /** What a verb ends with. @default 2 */
  readonly exit?: ExitCode;
}

/** Every code of a domain, in a table beside the code that throws it. docs/errors.md is made of these. */
export type Rules<Code extends string = string> = Readonly<Record<Code, Rule>>;

/**
 * What makes the errors of one table: none can be thrown that is not in it. The table says what to do, unless the
 * place that throws can say it with the names at hand.
 */
export function errorsOf<Code extends string>(rules: Rules<Code>) {
  return (code: Code, value: string, mend = rules[code].mend, options?: ErrorOptions): OutlastError => {
    const { exit: exitCode = exitCodes.wrongInput, rule } = rules[code];
    return new OutlastError([{ code, severity: "error", value, rule, mend }], { ...options, exitCode });
  };
}
