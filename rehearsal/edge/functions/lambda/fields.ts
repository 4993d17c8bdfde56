import { HeaderMap } from "../../../../facts/http/header-map";
import { InvalidResultError } from "../../function-ports";
import { headerProblem } from "../header-restrictions";
import type { LambdaHeader } from "./inside/event";

export type ResultFields = Readonly<Record<string, unknown>>;

/** An object that a function made. @throws InvalidResultError with the rule, for anything else */
export function fields(value: unknown, rule: string): ResultFields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InvalidResultError(rule);
  return value as ResultFields;
}

/** Headers as events have them, lower-case names to lists of key and value. @throws InvalidResultError */
export function readHeaders(value: unknown): HeaderMap {
  const headers = new HeaderMap();
  if (value === undefined) return headers;
  for (const [name, list] of Object.entries(fields(value, "headers has to be an object"))) {
    if (!Array.isArray(list))
      throw new InvalidResultError(`headers.${name} has to be a list of key and value`);
    if (name !== name.toLowerCase())
      throw new InvalidResultError(`the header name ${name} is not in lower case`);
    for (const item of list as Partial<LambdaHeader>[]) {
      const { key = name, value } = item ?? {};
      if (typeof key !== "string" || key.toLowerCase() !== name) {
        throw new InvalidResultError(`headers.${name} has the key ${JSON.stringify(key)}`);
      }
      const problem = headerProblem(name, value);
      if (problem) throw new InvalidResultError(problem);
      headers.append(name, value as string);
    }
  }
  return headers;
}
