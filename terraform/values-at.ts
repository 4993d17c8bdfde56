import { isList, isMap, own, type Planned, Unknown, type Values } from "./value";

/** What stands at a path of keys, where a list of one block counts as the block itself. */
export function at(values: Planned | undefined, ...path: readonly string[]): Planned | undefined {
  return path.reduce<Planned | undefined>((value, key) => {
    const block = isList(value) && value.length === 1 ? value[0] : value;
    return isMap(block) ? own(block, key) : undefined;
  }, values);
}

/** The blocks at a path; none if there is nothing, or nothing that is known. */
export function blocks(values: Planned | undefined, ...path: readonly string[]): Values[] {
  const value = at(values, ...path);
  if (isList(value)) return value.filter((one) => isMap(one));
  return isMap(value) ? [value] : [];
}

/**
 * Whether it is not known what stands at a path, through every block on the way: an attribute, which blocks or items there
 * are, or what tells them apart. What else is not known in a block leaves open neither that it is there nor which it is.
 */
export function isOpenAt(values: Planned | undefined, ...path: readonly string[]): boolean {
  const items = isList(values) ? values : [values];
  if (items.some((item) => item instanceof Unknown)) return true;
  const [name, ...rest] = path;
  if (name === undefined) return false;
  return items.some((item) => isMap(item) && isOpenAt(own(item, name), ...rest));
}

/** The strings of a list or a set at a path, sorted; numbers count as strings. */
export function stringsAt(values: Planned | undefined, ...path: readonly string[]): string[] {
  const value = at(values, ...path);
  return sortedTexts(isList(value) ? value : [value]);
}

/** The strings among values, as `stringsAt` has them. */
export function sortedTexts(values: readonly unknown[]): string[] {
  return values
    .filter((item) => typeof item === "string" || typeof item === "number")
    .map(String)
    .sort(asPeopleSort);
}

/**
 * As English has them, and by numbers where they have some: `file9` before `file10`. Most differ first in a letter, for
 * which nothing has to be known of the language: reading that takes 20 ms of every verb that has planned.
 */
export function asPeopleSort(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const [a, b] = [letterAt(one, at), letterAt(other, at)];
  return a !== undefined && b !== undefined && a !== b
    ? a - b
    : one.localeCompare(other, "en", { numeric: true });
}

/** The small letter of ASCII, by its code. */
function letterAt(text: string, at: number): number | undefined {
  const code = text.charCodeAt(at) | 32;
  return code >= 97 && code <= 122 ? code : undefined;
}

/** A number at a path; Terraform writes some of them as strings. */
export function numberAt(values: Planned | undefined, ...path: readonly string[]): number | undefined {
  const value = at(values, ...path);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A text at a path; empty counts as absent, as it does for AWS's optional ids. */
export function textAt(values: Planned | undefined, ...path: readonly string[]): string | undefined {
  const value = at(values, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}
