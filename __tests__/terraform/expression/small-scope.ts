import { Budget } from "../../../terraform/expression/budget";
import { evaluate, type Scope } from "../../../terraform/expression/evaluate";
import { functionTable } from "../../../terraform/expression/functions";
import { parseExpression, parseTemplate } from "../../../terraform/expression/parser";
import { ExpressionError } from "../../../terraform/expression/syntax";
import type { Value } from "../../../terraform/value";

const files = new Map([["hello.txt", "hello"]]);
const names = new Map<string, Value>([
  [
    "var",
    { name: "site", ports: [80, 443], tags: { a: "x", b: "y" }, sites: [{ id: "one" }, { id: "two" }] },
  ],
]);
const budget = new Budget();
/** A few variables, a file and all functions. */
export const scope: Scope = {
  budget,
  functions: functionTable((path) => {
    const text = files.get(path);
    if (text === undefined) throw new ExpressionError(`no file ${path}`);
    return Buffer.from(text);
  }, budget),
  resolve: ([root]) => {
    const value = names.get(root as string);
    return value === undefined ? undefined : { value, used: 1 };
  },
};
/** What an expression is worth in it. */
export const value = (text: string) => evaluate(parseExpression(text), scope);
/** What a template is worth in it. */
export const template = (text: string) => evaluate(parseTemplate(text), scope);
