import { type Evaluated, isList, own, type Planned, type Value } from "../value";
import { asBoolean, asList, asNumber, asObject, asString, shown } from "./as-type";
import type { Budget } from "./budget";
import { same } from "./functions";
import { parseTemplate } from "./parser";
import { certain, isPart, orUnknown } from "./part";
import { reasonOfStandIn, standIn, standInWithin, withoutStandIns } from "./stand-in";
import { type Expression, ExpressionError, UnknownError } from "./syntax";

/** What names mean to an expression. */
export interface Scope {
  /**
   * The value of a reference such as `["aws_s3_bucket", "site", "arn"]`, with as many of its parts as were used;
   * undefined where the first part is not a name of this scope.
   */
  resolve(path: readonly (string | number)[]): { readonly value: Planned; readonly used: number } | undefined;
  readonly functions: ReadonlyMap<string, (...values: Planned[]) => Planned>;
  readonly budget: Budget;
}

/**
 * Evaluates an expression. An element of a list or a map that cannot be evaluated is an `Unknown` in it, and costs nothing
 * but itself: a local of settings may have one that only AWS knows.
 * @throws {ExpressionError} for what it cannot, naming it
 * @throws {BudgetError} for what takes too much
 */
export function evaluate(expression: Expression, scope: Scope): Evaluated {
  return scope.budget.deeper(() => evaluated(expression, scope));
}

function evaluated(expression: Expression, scope: Scope): Evaluated {
  const { budget } = scope;
  switch (expression.type) {
    case "literal":
      return expression.value;
    case "template":
      return budget.made(expression.parts.map((part) => asString(evaluate(part, scope))).join(""));
    case "root":
    case "attribute":
    case "index":
      return reference(expression, scope);
    case "splat":
      return splat(expression, scope);
    case "call":
      return call(expression, scope);
    case "unary": {
      const operand = evaluate(expression.operand, scope);
      return expression.operator === "!" ? !asBoolean(operand) : -asNumber(operand);
    }
    case "binary":
      return binary(expression.operator, evaluate(expression.left, scope), () =>
        evaluate(expression.right, scope),
      );
    case "conditional":
      return evaluate(asBoolean(evaluate(expression.test, scope)) ? expression.yes : expression.no, scope);
    case "list":
      return budget.made(expression.items.map((item) => orUnknown(() => evaluate(item, scope))));
    case "object":
      return budget.made(
        Object.fromEntries(
          expression.entries.map(([key, value]) => [
            asKey(evaluate(key, scope)),
            orUnknown(() => evaluate(value, scope)),
          ]),
        ),
      );
    case "for":
      return budget.made(comprehension(expression, scope));
  }
}

/** A value of a configuration in JSON syntax: each of its strings is a template. Comments are left out. */
export function evaluateTemplates(json: Value, scope: Scope): Evaluated {
  if (typeof json === "string") return json.includes("{") ? evaluate(parseTemplate(json), scope) : json;
  if (isList(json)) return json.map((item) => orUnknown(() => evaluateTemplates(item, scope)));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => name !== "//")
      .map(([name, item]) => [keyOf(name, scope), orUnknown(() => evaluateTemplates(item, scope))]),
  );
}

/** A key in parentheses is an expression, of which JSON makes a template (Terraform, "JSON Configuration Syntax"). */
function keyOf(name: string, scope: Scope): string {
  return name.includes("${") ? asString(evaluate(parseTemplate(name), scope)) : name;
}

/** Evaluates a chain of attributes and indices: the scope takes what it knows of it, the rest goes into the value. */
function reference(expression: Expression, scope: Scope): Evaluated {
  const keys: (string | number)[] = [];
  let base = expression;
  while (base.type === "attribute" || base.type === "index") {
    keys.push(base.type === "attribute" ? base.name : indexKey(evaluate(base.key, scope)));
    base = base.of;
  }
  if (base.type !== "root") return keys.reduceRight(step, evaluate(base, scope));
  const path = [base.name, ...keys.reverse()];
  const found = scope.resolve(path);
  if (!found) throw new ExpressionError(`nothing is called ${path.join(".")}`);
  return path.slice(found.used).reduce(step, certain(found.value));
}

function indexKey(value: Planned): string | number {
  return typeof value === "number" ? value : asString(value);
}

function step(value: Evaluated, key: string | number): Evaluated {
  if (isList(value)) {
    const item = value[asNumber(key)];
    if (item === undefined) throw new ExpressionError(`the list has no element ${key}`);
    return certain(item);
  }
  const within = standInWithin(value, (name) => `${name}.${key}`);
  if (within !== undefined) return within;
  const map = asObject(value);
  if (!Object.hasOwn(map, key)) throw missing(map, key);
  return certain(map[key] ?? null);
}

function missing(map: { readonly [key: string]: Planned }, key: string | number): ExpressionError {
  return isPart(map)
    ? new UnknownError(`${key} is known only to AWS`)
    : new ExpressionError(`there is no ${key} in ${shown(map)}`);
}

function splat({ of, each }: Extract<Expression, { type: "splat" }>, scope: Scope): Evaluated {
  const value = evaluate(of, scope);
  known(value);
  const items = value === null ? [] : isList(value) ? value : [value];
  scope.budget.steps(items.length * (each.length + 1));
  return items.map((item) => each.reduce(step, certain(item)));
}

/** Those that make a text of a template, and of names that it may use. */
const templates: ReadonlySet<string> = new Set(["templatefile", "templatestring"]);

/** More are no arguments of a call, in JavaScript neither. */
const maxArguments = 10_000;

function call(expression: Extract<Expression, { type: "call" }>, scope: Scope): Evaluated {
  const { name, arguments: given, expand } = expression;
  if (name === "try" || name === "can") return attempt(name, given, scope);
  const implementation = scope.functions.get(templates.has(name) ? "file" : name);
  if (!implementation) throw new UnknownError(`the function ${name}() is not evaluated`);
  const values = given.map((argument) => evaluate(argument, scope));
  const last = expand ? asList(values.pop()) : [];
  if (last.length > maxArguments) throw new ExpressionError(`${name}() with ${last.length} arguments`);
  if (name === "templatefile") return templateFile(values, scope);
  if (name === "templatestring") return renderTemplate(asString(values[0]), asObject(values[1]), scope);
  for (const value of [...values, ...last]) scope.budget.walked(value);
  if (!takesStandIns.has(name)) {
    const made = standInOf(name, [...values, ...last]);
    if (made !== undefined) return made;
  }
  return scope.budget.made(certain(implementation(...values, ...last)));
}

/** Functions that hand on what they are given as it is, and do not look at it. */
const takesStandIns = new Set([
  "concat",
  "format",
  "join",
  "jsonencode",
  "merge",
  "tolist",
  "tomap",
  "tostring",
]);

/** What a function makes of what is not known: the same of the same. */
function standInOf(name: string, values: readonly Planned[]): string | undefined {
  const reason = reasonOfStandIn(values);
  return reason === undefined
    ? undefined
    : standIn(`${name}(${withoutStandIns(JSON.stringify(values))})`, reason);
}

/** @throws {UnknownError} for a value of which something only stands in */
function known(value: Planned): Planned {
  const reason = typeof value === "string" ? reasonOfStandIn(value) : undefined;
  if (reason !== undefined) throw new UnknownError(reason);
  return value;
}

const asKey = (value: Planned): string => asString(known(value));

/** A file as a template that knows what it is given, and nothing else (Terraform, "templatefile Function"). */
function templateFile([path, given]: readonly Planned[], scope: Scope): string {
  return renderTemplate(asString(scope.functions.get("file")?.(path ?? null)), asObject(given), scope);
}

/** A text as a template that knows these names, and nothing else. */
export function renderTemplate(text: string, names: Readonly<Record<string, Planned>>, scope: Scope): string {
  const resolve = ([name]: readonly (string | number)[]) => {
    const value = own(names, String(name));
    return value === undefined ? undefined : { value, used: 1 };
  };
  const made = evaluate(parseTemplate(text), { ...scope, resolve });
  return scope.budget.made(asString(made));
}

function attempt(name: "try" | "can", given: readonly Expression[], scope: Scope): Evaluated {
  for (const argument of given) {
    try {
      const value = evaluate(argument, scope);
      // Whether a part of what only AWS knows is there at all, only AWS knows.
      const reason = reasonOfStandIn(value);
      if (reason !== undefined && name === "can") throw new UnknownError(reason);
      if (reason !== undefined) return standInOf(name, [value]) ?? value;
      return name === "can" ? true : value;
    } catch (error) {
      // Terraform, "try Function": of what is known only after the apply, neither is the result.
      if (!(error instanceof ExpressionError) || error instanceof UnknownError) throw error;
    }
  }
  if (name === "can") return false;
  throw new ExpressionError("no argument of try() has a value");
}

function binary(operator: string, left: Planned, right: () => Planned): number | boolean {
  if (operator === "&&") return asBoolean(left) && asBoolean(right());
  if (operator === "||") return asBoolean(left) || asBoolean(right());
  const other = right();
  if (operator === "==" || operator === "!=") {
    const isSame = same(left, other);
    const reason = isSame ? undefined : reasonOfStandIn([left, other]);
    if (reason !== undefined) throw new UnknownError(reason);
    return isSame === (operator === "==");
  }
  const [a, b] = [asNumber(left), asNumber(other)];
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw new ExpressionError("division by zero");
      return a / b;
    case "%":
      return a % b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}

function comprehension(expression: Extract<Expression, { type: "for" }>, scope: Scope): Evaluated {
  const { names, key, value, when } = expression;
  const results = entries(evaluate(expression.of, scope)).flatMap((entry) => {
    const inner = withNames(
      scope,
      names.length === 1 ? { [names[0] as string]: entry[1] } : nameBoth(names, entry),
    );
    if (when && !asBoolean(evaluate(when, inner))) return [];
    return [[key && asKey(evaluate(key, inner)), orUnknown(() => evaluate(value, inner))] as const];
  });
  if (!key) return results.map(([, result]) => result);
  if (expression.isGrouped) return grouped(results.map(([name, result]) => [name as string, result]));
  return Object.fromEntries(results.map(([name, result]) => [name as string, result]));
}

function grouped(results: readonly (readonly [string, Planned])[]): Evaluated {
  const groups = new Map<string, Planned[]>();
  for (const [name, result] of results) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [result]);
    else group.push(result);
  }
  return Object.fromEntries(groups);
}

function entries(value: Planned): (readonly [Planned, Planned])[] {
  return isList(value) ? value.map((item, i) => [i, item] as const) : Object.entries(asObject(value));
}

function nameBoth(
  names: readonly string[],
  [key, value]: readonly [Planned, Planned],
): Record<string, Planned> {
  return { [names[0] as string]: key, [names[1] as string]: value };
}

/** A scope in which further names have values. */
export function withNames(scope: Scope, names: Readonly<Record<string, Planned>>): Scope {
  return {
    ...scope,
    resolve(path) {
      const value = own(names, String(path[0]));
      return value === undefined ? scope.resolve(path) : { value, used: 1 };
    },
  };
}
