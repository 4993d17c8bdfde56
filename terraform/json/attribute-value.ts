import { unknownValue } from "../block";
import { evaluateTemplates, type Scope } from "../expression/evaluate";
import type { Value } from "../expression/functions";
import { ExpressionError } from "../expression/syntax";

/** The value of an attribute, or of blocks: then what cannot be known in one of them costs nothing but itself. */
export function attributeValue(written: unknown, scope: Scope): Value {
  const isBlocks = Array.isArray(written) ? written.every(isObject) : isObject(written);
  return isBlocks ? blocksValue(written, scope) : evaluateTemplates(written, scope);
}

function blocksValue(written: unknown, scope: Scope): Value {
  if (Array.isArray(written)) return written.map((block) => blocksValue(block, scope));
  const entries = Object.entries(written as object).filter(([name]) => name !== "//");
  return Object.fromEntries(
    entries.map(([name, item]) => {
      try {
        return [name, attributeValue(item, scope)];
      } catch (error) {
        if (error instanceof ExpressionError) return [name, unknownValue(error.message)];
        throw error;
      }
    }),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
