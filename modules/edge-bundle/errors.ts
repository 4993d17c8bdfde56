import { OutlastError, type Problem } from "../../errors/outlast-error";
import type { Rules } from "../../errors/rules";

const rule =
  "CloudFront Functions (runtime 2.0) do not document it, and fail at the edge where they lack it.";

/** What keeps an edge function from being deployed. */
export const edgeBundleRules = {
  EDGE_BUILD: {
    rule: "The function has to compile to what its runtime understands.",
    mend: "Correct the source.",
  },
  EDGE_FUNCTION_TOO_LARGE: {
    rule: "A function is within the size that its runtime takes.",
    mend: "Shorten it, or let the config say less.",
  },
  EDGE_HEADER_SET_COOKIE: {
    rule: "A CloudFront Function sees Set-Cookie apart from the other headers.",
    mend: 'Use headers.runtime "lambda-at-edge" for it.',
  },
  EDGE_REDIRECTS_CROWDED: {
    rule: "A value of a CloudFront KeyValueStore has a limited size, and holds every redirect of one path.",
    mend: "Shorten the targets of the redirects of the same path, and of the patterns that begin with it.",
  },
  EDGE_REDIRECT_TOO_LONG: {
    rule: "A redirect in the KeyValueStore has a limited size, path and target together.",
    mend: "Shorten it.",
  },
  EDGE_REDIRECT_DEPTHS: {
    rule: "Each depth of patterns is a read of the KeyValueStore for each request, and there are only so many.",
    mend: "Use patterns and prefixes with fewer different numbers of literal segments at their beginning.",
  },
  EDGE_REDIRECTS_TOO_MANY: {
    rule: "A CloudFront KeyValueStore has a limited size, a tenth of which is left to keys and the switch.",
    mend: "Use patterns in place of many exact redirects.",
  },
  EDGE_RUNTIME_SYNTAX: {
    rule,
    mend: "Write it in ES 5.1 with const, let, arrow functions and template literals.",
  },
  EDGE_RUNTIME_REGEXP: { rule, mend: "Use an ES 5.1 expression with the flags g, i, m or y." },
  EDGE_RUNTIME_ASYNC: {
    rule,
    mend: "Await in a statement of its own, in an async function at the top level.",
  },
  EDGE_RUNTIME_MODULE: { rule, mend: 'Import "cloudfront", "buffer", "crypto" or "querystring" only.' },
  EDGE_RUNTIME_DYNAMIC_CODE: { rule, mend: "Write the code out; dynamic code throws." },
  EDGE_RUNTIME_TIMER: { rule, mend: "Leave it out; a function runs to completion without waiting." },
  EDGE_RUNTIME_GLOBAL: { rule, mend: "Use what the runtime's page lists." },
  EDGE_RUNTIME_METHOD: { rule, mend: "Use a method that the runtime's page lists." },
} satisfies Rules;

export type EdgeBundleCode = keyof typeof edgeBundleRules;

/** One thing that keeps an edge function from being deployed: a construct, a name, a number of bytes. */
export interface EdgeProblem extends Problem {
  readonly code: EdgeBundleCode;
  /** Source file, relative to the project; absent when the config is at fault. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly value: string;
}

/** A problem as its table has it, but for what `known` says with the limits at hand, and where it is. */
export function edgeProblem(
  code: EdgeBundleCode,
  value: string,
  known: Partial<Pick<EdgeProblem, "rule" | "mend" | "file" | "line">> = {},
): EdgeProblem {
  return { code, severity: "error", value, ...edgeBundleRules[code], ...known };
}

/** Thrown at synthesis: every problem of one function at once. */
export class EdgeBundleError extends OutlastError<EdgeProblem> {
  override readonly name = "EdgeBundleError";

  constructor(
    readonly functionName: string,
    problems: readonly EdgeProblem[],
  ) {
    super(problems, { message: `edge function ${functionName}:\n${problems.map(describe).join("\n")}` });
  }
}

function describe(problem: EdgeProblem): string {
  const place = problem.file === undefined ? "" : `${problem.file}:${problem.line}: `;
  return `  ${place}${problem.code}: ${problem.value}. ${problem.rule} ${problem.mend}`;
}
