// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenize } from "../../../terraform/expression/lexer";
import { ExpressionError } from "../../../terraform/expression/syntax";
import type { Value } from "../../../terraform/value";
import { scope, template, value } from "./small-scope";

describe("hostile expressions", () => {
  const words = [
    '"',
    "${",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
    "for",
    " in ",
    ":",
    "=>",
    "...",
    ".",
    "*",
    "-",
    "!",
    "?",
    ",",
    "var",
    "max",
    "1",
    "\\",
    "$",
    "__proto__",
    "constructor",
    " ",
  ];
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join("")),
  );

  test("whatever the text, nothing but an ExpressionError is thrown", () => {
    fc.assert(
      fc.property(text, (given) => {
        for (const attempt of [() => tokenize(given), () => value(given), () => template(given)]) {
          try {
            attempt();
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error;
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("whatever a function is given, nothing but an ExpressionError is thrown", () => {
    const anything = fc.letrec<{ value: Value }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, true, "", "a", "__proto__", "/", 0, -1, 1e300),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(
        fc.constantFrom(...scope.functions),
        fc.array(anything, { maxLength: 4 }),
        ([, run], values) => {
          try {
            run(...values);
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error;
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ["parentheses", `${"(".repeat(100_000)}1`],
    ["lists", "[".repeat(100_000)],
    ["negations", `${"!".repeat(100_000)}true`],
    ["quotes in interpolations", '"${'.repeat(50_000)],
    ["calls", "max(".repeat(100_000)],
    ["attributes", `var${".a".repeat(100_000)}`],
    ["sums", `1${" + 1".repeat(100_000)}`],
  ])("a hundred thousand nested %s do not exhaust the stack", (_, given) => {
    expect(() => value(given)).toThrow(ExpressionError);
  });

  test("names of every object are not names of a scope, a map or a function", () => {
    for (const given of [
      "constructor",
      "var.constructor",
      "var.tags.__proto__",
      "toString()",
      "hasOwnProperty(1)",
    ])
      expect(() => value(given)).toThrow(ExpressionError);
  });
});
