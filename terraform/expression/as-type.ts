import { isList, isMap, type Planned } from "../value";
import { certain } from "./part";
import { reasonOfStandIn, withoutStandIns } from "./stand-in";
import { ExpressionError, UnknownError } from "./syntax";

/** A value for an error, cut where it gets long. @throws {UnknownError} for one that is not known, whatever it lacks */
export function shown(value: Planned | undefined): string {
  const reason = typeof value === "string" ? reasonOfStandIn(value) : undefined;
  if (reason !== undefined) throw new UnknownError(reason);
  return withoutStandIns(String(JSON.stringify(certain(value)))).slice(0, 60);
}

/** A value as a template shows it. */
export function asString(value: Planned | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new ExpressionError(`expected a string, not ${shown(value)}`);
}

/** A list or set. */
export function asList(value: Planned | undefined): readonly Planned[] {
  if (isList(value)) return value;
  throw new ExpressionError(`expected a list, not ${shown(value)}`);
}

/** True or false, which a string may say too. */
export function asBoolean(value: Planned | undefined): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new ExpressionError(`expected true or false, not ${shown(value)}`);
}

export function asNumber(value: Planned | undefined): number {
  const result =
    typeof value === "number"
      ? value
      : typeof value === "string" && value !== ""
        ? Number(value)
        : Number.NaN;
  if (Number.isNaN(result)) throw new ExpressionError(`expected a number, not ${shown(value)}`);
  return result;
}

export function asObject(value: Planned | undefined): { readonly [key: string]: Planned } {
  if (isMap(value)) return value;
  throw new ExpressionError(`expected a map, not ${shown(value)}`);
}
