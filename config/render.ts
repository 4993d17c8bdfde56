import type { ConfigProblem } from "./problem";

/** Problems as a user reads them on stderr: errors first. */
export function renderProblems(problems: readonly ConfigProblem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return [...errors, ...warnings].map(renderProblem).join("\n\n");
}

function renderProblem({ code, mend, path, rule, severity, value }: ConfigProblem): string {
  const shown = value === undefined ? "nothing" : JSON.stringify(value);
  return [
    `${severity} ${code}`,
    `  at    ${path}`,
    `  value ${shown}`,
    `  rule  ${rule}`,
    `  mend  ${mend}`,
  ].join("\n");
}

/** Problems for a machine: one JSON document. */
export function problemsToJson(problems: readonly ConfigProblem[]): string {
  return JSON.stringify(
    { problems: problems.map((problem) => ({ ...problem, value: problem.value ?? null })) },
    null,
    2,
  );
}
