import { canonicalJson } from "../../facts/canonical-json";
import { isList, isMap, parseJson, type Value } from "../value";
import { type Assignment, alignedText } from "./align";
import { quotedTemplate, templateText } from "./template";

/** Longer lists have a line for each item. */
const lineWidth = 100;

/** In the order in which policies are written down everywhere; other keys stay where they are. */
const policyOrder = [
  "Version",
  "Id",
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
  "Statement",
];

/** The lines of a value, as `terraform fmt` leaves them; JSON in a string is laid out as `jsonencode`. */
export function valueLines(value: Value): string[] {
  if (typeof value === "string") return jsonLines(value) ?? templateText(value).split("\n");
  if (isList(value)) return listLines(value);
  if (isMap(value)) return objectLines(value);
  return [String(value)];
}

/**
 * A document in a string, if `jsonencode` makes the same bytes of it: the plan has to stay the one of the JSON.
 * Terraform, "jsonencode Function": keys are sorted, and there is no white space.
 */
function jsonLines(text: string): string[] | undefined {
  if (!/^[[{]"?/.test(text)) return undefined;
  const document = parseJson(text);
  if (!(isMap(document) || isList(document)) || canonicalJson(document) !== text) return undefined;
  const [first = "", ...rest] = valueLines(ordered(document));
  return rest.length === 0
    ? [`jsonencode(${first})`]
    : [`jsonencode(${first}`, ...rest.slice(0, -1), `${rest.at(-1)})`];
}

/** The members of policies in their usual order. */
function ordered(value: Value): Value {
  if (isList(value)) return value.map(ordered);
  if (!isMap(value)) return value;
  const place = (key: string) => (policyOrder.indexOf(key) + policyOrder.length) % policyOrder.length;
  const entries = Object.entries(value).map(([key, item]) => [key, ordered(item)] as const);
  const isPolicy = entries.every(([key]) => policyOrder.includes(key));
  return Object.fromEntries(isPolicy ? entries.sort(([a], [b]) => place(a) - place(b)) : entries);
}

function listLines(list: readonly Value[]): string[] {
  const line = list.every((item) => !isMap(item)) || !list.every(isMap) ? inline(list) : undefined;
  if (line !== undefined && line.length <= lineWidth) return [line];
  const items = list.flatMap((item) => {
    const lines = valueLines(item);
    return [...lines.slice(0, -1), `${lines.at(-1)},`];
  });
  return ["[", ...items.map(indented), "]"];
}

/** A value on one line, if it can be read there. */
function inline(value: Value): string | undefined {
  if (isList(value)) {
    const items = value.map(inline);
    return items.every((item) => item !== undefined) ? `[${items.join(", ")}]` : undefined;
  }
  if (!isMap(value)) {
    const [line = "", ...others] = valueLines(value);
    return others.length === 0 ? line : undefined;
  }
  const members = Object.entries(value).map(([key, item]) => {
    const text = isMap(item) || isList(item) ? undefined : inline(item);
    return text === undefined ? undefined : `${keyText(key)} = ${text}`;
  });
  if (members.length === 0) return "{}";
  return members.every((member) => member !== undefined) ? `{ ${members.join(", ")} }` : undefined;
}

function objectLines(object: Readonly<Record<string, Value>>): string[] {
  const members = Object.entries(object).map(
    ([key, item]): Assignment => ({ name: keyText(key), lines: valueLines(item) }),
  );
  return members.length === 0 ? ["{}"] : ["{", ...alignedText(members).map(indented), "}"];
}

/** A key of an object: a name needs no quotes. */
function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !reserved.has(key) ? key : quotedTemplate(key);
}

/** Words that begin something else where a key stands. */
const reserved = new Set(["for", "true", "false", "null"]);

/** A line one level deeper. */
export function indented(line: string): string {
  return line === "" ? line : `  ${line}`;
}
