import { HeaderMap } from "../../../../facts/http/header-map";
import { InvalidResultError } from "../../function-ports";
import { headerNameProblem, headerValueProblem } from "../header-restrictions";
import type { LambdaHeader } from "./inside/event";

export type ResultFields = Readonly<Record<string, unknown>>;

/** An object that a function made. @throws InvalidResultError with the rule, for anything else */
export function fields(value: unknown, rule: string): ResultFields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InvalidResultError(rule);
  return value as ResultFields;
}

/** Headers as events have them, taken out of their lists: name, key and value of each in turn. */
export class ToldHeaders {
  constructor(readonly flat: readonly unknown[]) {}
}

/** Headers that were right before, but for the values at some places: names and values in turn. */
export class RepeatedHeaders {
  constructor(
    readonly flat: string[],
    readonly others: readonly number[],
  ) {}
}

/** Headers as events have them, lower-case names to lists of key and value. @throws InvalidResultError */
export function readHeaders(value: unknown): HeaderMap {
  if (value instanceof RepeatedHeaders) return readRepeated(value);
  const headers = new HeaderMap();
  if (value === undefined) return headers;
  if (value instanceof ToldHeaders) {
    const { flat } = value;
    for (let i = 0; i < flat.length; i += 3) {
      const name = flat[i];
      if (typeof name !== "string") throw new InvalidResultError("headers cannot be read");
      addField(headers, name, flat[i + 1], flat[i + 2]);
    }
    return headers;
  }
  for (const [name, list] of Object.entries(fields(value, "headers has to be an object"))) {
    if (!Array.isArray(list))
      throw new InvalidResultError(`headers.${name} has to be a list of key and value`);
    assertLowerCase(name);
    for (const item of list as Partial<LambdaHeader>[]) {
      const { key = name, value } = item ?? {};
      addField(headers, name, key, value);
    }
  }
  return headers;
}

function readRepeated({ flat, others }: RepeatedHeaders): HeaderMap {
  for (let i = 0; i < others.length; i++) {
    const at = others[i] as number;
    const problem = headerValueProblem(flat[at - 1] as string, flat[at]);
    if (problem) throw new InvalidResultError(problem);
  }
  return HeaderMap.ofLowerCase(flat);
}

function assertLowerCase(name: string): void {
  if (name !== name.toLowerCase())
    throw new InvalidResultError(`the header name ${name} is not in lower case`);
}

/** Keys by the names that they are right for: the first ones, since a function may make up as many as it likes. */
const rightKeys = new Map<string, string>();
const mostRightKeys = 256;

function addField(headers: HeaderMap, name: string, key: unknown, value: unknown): void {
  if (rightKeys.get(name) !== key) {
    assertLowerCase(name);
    if (typeof key !== "string" || key.toLowerCase() !== name)
      throw new InvalidResultError(`headers.${name} has the key ${JSON.stringify(key)}`);
    const problem = headerNameProblem(name);
    if (problem) throw new InvalidResultError(problem);
    if (rightKeys.size < mostRightKeys) rightKeys.set(name, key);
  }
  const problem = headerValueProblem(name, value);
  if (problem) throw new InvalidResultError(problem);
  headers.append(name, value as string);
}
