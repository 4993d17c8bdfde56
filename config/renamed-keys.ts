import { type ConfigFinding, type Path, reporter } from "./problem";
import { plainCopy } from "./repair";
import { safeValue } from "./safe-value";
import { valueAt } from "./shape";

/** A key of the config that once had another name, or another place. */
export interface RenamedKey {
  /** Which export of site.config.ts it is a key of. */
  readonly in: "site" | "deployment";
  /**
   * As it was, such as "failover.timeout". Lists are gone through: "cache.paths.lifetime" is a key of each entry. An
   * asterisk is every key of an object: "origins.*.host".
   */
  readonly from: string;
  /** As it is. Both take the same values. */
  readonly to: string;
  /** The version since which it is so. */
  readonly since: string;
}

/**
 * Every key that a published version knew by another name; an entry stays as long as the major version does.
 * `__tests__/fixtures/published/` has the keys of each version, which a test holds to the schema and this table.
 */
export const renamedKeys: readonly RenamedKey[] = [];

/** What is said of keys that have other names now. */
export const renamedRules = {
  CONFIG_RENAMED: {
    severity: "warning",
    rule: "The key has another name now. The old one is understood until the next major version.",
    mend: "Write the new line in its place:",
  },
  CONFIG_RENAMED_TWICE: {
    severity: "error",
    rule: "The key is given by its old name and by its new one: which of the values is meant, nobody can know.",
    mend: "Remove the line of the old name; the new one is:",
  },
} as const;

const report = reporter(renamedRules);

/** An input, and what is said of its old names. */
export interface Renaming {
  readonly value: unknown;
  readonly findings: readonly ConfigFinding[];
}

/** The input under the names of today, and what was found under others. The input itself is left as it is. */
export function underNewNames(
  input: unknown,
  where: RenamedKey["in"],
  table: readonly RenamedKey[] = renamedKeys,
): Renaming {
  const keys = table.filter((key) => key.in === where);
  if (keys.length === 0) return { value: input, findings: [] };
  const value = plainCopy(input);
  const findings = keys.flatMap(({ from, since, to }) =>
    rename(value, from.split("."), to.split("."), [], since),
  );
  return { value, findings };
}

function rename(
  value: unknown,
  from: readonly string[],
  to: readonly string[],
  at: Path,
  since: string,
): ConfigFinding[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => rename(item, from, to, [...at, index], since));
  const [head = "", ...rest] = from;
  if (rest.length > 0 && to.length > 1 && head === to[0]) {
    const keys = head === "*" && typeof value === "object" && value !== null ? Object.keys(value) : [head];
    return keys.flatMap((key) => rename(valueAt(value, [key]), rest, to.slice(1), [...at, key], since));
  }
  const old = valueAt(value, from);
  if (old === undefined) return [];
  takeOut(value, from);
  const clash = valueAt(value, to) !== undefined;
  if (!clash) put(value as object, to, old);
  const code = clash ? "CONFIG_RENAMED_TWICE" : "CONFIG_RENAMED";
  return [report(code, [...at, ...from], old, `${lineOf(to, safeValue(old))} (since ${since})`)];
}

/** With the objects around it that hold nothing else: nobody knows these any more. */
function takeOut(value: unknown, path: Path): void {
  const parent = valueAt(value, path.slice(0, -1)) as object;
  Reflect.deleteProperty(parent, String(path.at(-1)));
  if (path.length > 1 && Object.keys(parent).length === 0) takeOut(value, path.slice(0, -1));
}

/** What is in the way, and no object, is left: the schema says what is wrong with it. */
function put(value: object, [head = "", ...rest]: readonly string[], item: unknown): void {
  if (rest.length === 0) return void Reflect.set(value, head, item);
  if (!Object.hasOwn(value, head)) Reflect.set(value, head, {});
  const next = valueAt(value, [head]);
  if (typeof next === "object" && next !== null) put(next, rest, item);
}

function lineOf([head = "", ...rest]: readonly string[], shown: unknown): string {
  return `${head}: ${rest.length === 0 ? JSON.stringify(shown) : `{ ${lineOf(rest, shown)} }`}`;
}
