import type { Json, Value } from "../../terraform/value";

/** How the provider calls what the API calls otherwise. */
type Renamed = Readonly<Record<string, string>>;

/**
 * What the SDK returned, as the state of the AWS provider has it: names with underscores, an object as a list of one
 * block. `lists`: whether an object that counts its items is the list of them, as in distributions; in policies it is a
 * block with `items`.
 */
export function asBlock(given: object, renamed: Renamed = {}, lists = false): Json {
  const entries = Object.entries(given).flatMap(([key, value]): [string, Value][] => {
    if (value === undefined || value === null || key === "Quantity" || key === "$metadata") return [];
    return [[renamed[key] ?? underscored(key), asValue(value, renamed, lists)]];
  });
  return Object.fromEntries(entries);
}

function asValue(value: unknown, renamed: Renamed, lists: boolean): Value {
  if (Array.isArray(value))
    return value.map((one) => (isObject(one) ? asBlock(one, renamed, lists) : (one as Value)));
  if (value instanceof Date) return value.toISOString();
  if (!isObject(value)) return value as Value;
  if (lists && "Quantity" in value) return asValue(value.Items ?? [], renamed, lists);
  return [asBlock(value, renamed, lists)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** `HTTPSPort` is `https_port`, and `IsIPV6Enabled` is `is_ipv6_enabled`. */
function underscored(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
