/** One thing that keeps an edge function from being deployed. */
export interface EdgeProblem {
  /** Stable, for docs and tests. */
  readonly code: string;
  /** Source file, relative to the project; absent when the config is at fault. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** What was found: a construct, a name, a number of bytes. */
  readonly value: string;
  /** What AWS allows. */
  readonly rule: string;
  /** What to do about it. */
  readonly mend: string;
}

/** Thrown at synthesis: every problem of one function at once; code, file, line, rule and mend are the first one's. */
export class EdgeBundleError extends Error {
  override readonly name = "EdgeBundleError";
  readonly code: string;
  readonly file?: string;
  readonly line?: number;
  readonly rule: string;
  readonly mend: string;

  constructor(
    readonly functionName: string,
    readonly problems: readonly [EdgeProblem, ...EdgeProblem[]],
  ) {
    super(`edge function ${functionName}:\n${problems.map(describe).join("\n")}`);
    const [first] = problems;
    this.code = first.code;
    this.file = first.file;
    this.line = first.line;
    this.rule = first.rule;
    this.mend = first.mend;
  }
}

function describe(problem: EdgeProblem): string {
  const place = problem.file === undefined ? "" : `${problem.file}:${problem.line}: `;
  return `  ${place}${problem.code}: ${problem.value}. ${problem.rule} ${problem.mend}`;
}
