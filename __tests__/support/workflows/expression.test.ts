import { describe, expect, test } from "vitest";
import { evaluate, fill, runs } from "./expression";

const values = { vars: { ROLE: "arn:role" }, steps: { plan: { outputs: { url: "", changes: "true" } } } };
const afterSuccess = { values, failed: false };
const afterFailure = { values, failed: true };

describe("expressions of workflows, as GitHub evaluates them", () => {
  test.each([
    ["vars.ROLE", "arn:role"],
    ["vars.NONE", ""],
    ["vars.NONE || 'else'", "else"],
    ["steps.plan.outputs.changes == 'true' && vars.ROLE", true],
    ["!steps.plan.outputs.url", true],
    ["vars.ROLE != 'arn:role' || failure()", false],
    [`\${{ steps.plan.outputs.changes == 'true' }}`, true],
  ])("%s", (text, value) => {
    expect(
      typeof value === "boolean" ? Boolean(evaluate(text, afterSuccess)) : evaluate(text, afterSuccess),
    ).toBe(value);
  });

  test("are filled into a text, and are an error where they are not known here", () => {
    expect(fill(`--role \${{ vars.ROLE }} --url=\${{ vars.NONE }}`, afterSuccess)).toBe(
      "--role arn:role --url=",
    );
    expect(() => evaluate("contains(vars.ROLE, 'arn')", afterSuccess)).toThrow(
      "not an expression that is known",
    );
  });

  test("a step runs after a failure only where its condition asks for the status", () => {
    const conditions = [
      undefined,
      "vars.ROLE",
      "failure()",
      "failure() && !vars.ROLE",
      "success() || failure()",
    ];
    expect(conditions.map((one) => runs(one, afterSuccess))).toEqual([true, true, false, false, true]);
    expect(conditions.map((one) => runs(one, afterFailure))).toEqual([false, false, true, false, true]);
  });
});
