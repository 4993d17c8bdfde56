/** What an expression of a workflow may name: `vars.X`, `steps.x.outputs.y`, `github.token`. */
export interface ExpressionContext {
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether an earlier step has failed. */
  readonly failed: boolean;
}

/**
 * The part of GitHub's expressions that the workflows use: `||`, `&&`, `==`, `!=`, `!`, strings, names and the status
 * functions. Anything else is an error of the test.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(text: string, context: ExpressionContext): unknown {
  const expression = text.replace(/^\$\{\{([\s\S]*)\}\}$/, "$1").trim();
  const [either, ...others] = expression.split("||");
  if (others.length > 0) return evaluate(either ?? "", context) || evaluate(others.join("||"), context);
  const parts = expression.split("&&");
  if (parts.length > 1) return parts.map((part) => evaluate(part, context)).every(Boolean);
  const comparison = /^(.*?)(==|!=)(.*)$/s.exec(expression);
  if (comparison) {
    const [, left = "", operator, right = ""] = comparison;
    return (evaluate(left, context) === evaluate(right, context)) === (operator === "==");
  }
  if (expression.startsWith("!")) return !evaluate(expression.slice(1), context);
  return atom(expression, context);
}

function atom(expression: string, { failed, values }: ExpressionContext): unknown {
  const string = /^'([^']*)'$/.exec(expression);
  if (string) return string[1];
  if (expression === "failure()") return failed;
  if (expression === "success()") return !failed;
  if (expression === "cancelled()") return false;
  if (!/^[a-z_]+(\.[\w-]+)+$/i.test(expression))
    throw new Error(`not an expression that is known here: ${expression}`);
  return expression
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key] ?? "", values);
}

/** A text with its `${{ }}` filled in. */
export function fill(text: string, context: ExpressionContext): string {
  return text.replace(/\$\{\{[\s\S]*?\}\}/g, (expression) => String(evaluate(expression, context)));
}

/** Whether a step runs: as its condition says, and only after successes if it names no status (`success() && ...`). */
export function runs(condition: string | undefined, context: ExpressionContext): boolean {
  if (condition === undefined) return !context.failed;
  const namesStatus = /\b(failure|success|cancelled|always)\(\)/.test(condition);
  return (namesStatus || !context.failed) && Boolean(evaluate(condition, context));
}
