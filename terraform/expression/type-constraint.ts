import { isList, isMap, own, type Planned, Unknown } from "../value";
import { asBoolean, asNumber, asString } from "./as-type";
import { evaluate, type Scope } from "./evaluate";
import { parseTemplate } from "./parser";
import { standInWithin } from "./stand-in";
import type { Expression } from "./syntax";

/**
 * A variable's value as its type has it: what an object's `optional()` leaves out is its default or null, numbers and
 * texts are the type's (Terraform, "Type Constraints"). What does not fit is left as it is: `terraform validate` says so.
 */
export function ofType(value: Planned, type: Planned | undefined, scope: Scope): Planned {
  return typeof type === "string" && type !== "" ? fitted(value, parsed(type), scope) : value;
}

/** In HCL a type is an expression; in JSON, and in files of long ago, a text. */
function parsed(type: string): Expression {
  return parseTemplate(type.startsWith("${") ? type : `\${${type}}`);
}

function fitted(value: Planned, type: Expression, scope: Scope): Planned {
  if (value === null || value instanceof Unknown || standInWithin(value, String) !== undefined) return value;
  if (type.type === "root") return primitive(value, type.name);
  if (type.type !== "call") return value;
  const [inner] = type.arguments;
  if (inner === undefined) return value;
  if (/^(list|set)$/.test(type.name))
    return isList(value) ? value.map((item) => fitted(item, inner, scope)) : value;
  if (!isMap(value)) return value;
  if (type.name === "map")
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, fitted(item, inner, scope)]),
    );
  return type.name === "object" && inner.type === "object" ? object(value, inner.entries, scope) : value;
}

function object(
  value: { readonly [key: string]: Planned },
  members: Extract<Expression, { type: "object" }>["entries"],
  scope: Scope,
): Planned {
  const entries = members.flatMap(([key, written]): (readonly [string, Planned])[] => {
    const name = key.type === "root" ? key.name : asString(evaluate(key, scope));
    const given = own(value, name);
    if (written.type !== "call" || written.name !== "optional")
      return given === undefined ? [] : [[name, fitted(given, written, scope)]];
    const [type, otherwise] = written.arguments;
    const filled = given ?? (otherwise ? evaluate(otherwise, scope) : null);
    return [[name, type ? fitted(filled, type, scope) : filled]];
  });
  return Object.fromEntries(entries);
}

function primitive(value: Planned, name: string): Planned {
  if (isList(value) || isMap(value)) return value;
  if (name === "string") return asString(value);
  if (name === "number") return asNumber(value);
  return name === "bool" ? asBoolean(value) : value;
}
