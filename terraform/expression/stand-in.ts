import { isList, isMap, type Planned } from "../value";

/** Characters for private use, which no configuration has: what stands in, why it is not known, and the end. */
const [open, why, close] = ["\uE000", "\uE001", "\uE002"];
const pattern = /\uE000([^\uE000-\uE002]*)\uE001([^\uE000-\uE002]*)\uE002/g;
const marks = /[\uE000-\uE002]/g;
const whole = /^\uE000[^\uE000-\uE002]*\uE001[^\uE000-\uE002]*\uE002$/;
const longest = 200;

/**
 * A text in the place of a value that nobody knows yet, such as a variable's: the same wherever it is the same value. Two
 * resources that name a third by it are known to name the same one, whatever it will be called.
 */
export function standIn(name: string, reason: string | undefined): string {
  return [
    open,
    name.replace(marks, "").slice(0, longest),
    why,
    (reason ?? "").replace(marks, ""),
    close,
  ].join("");
}

/** Of something within what a text stands in for, or made of it; undefined for a text that stands for nothing as a whole. */
export function standInWithin(value: Planned, step: (name: string) => string): string | undefined {
  if (typeof value !== "string" || !whole.test(value)) return undefined;
  const [[, name = "", reason] = []] = value.matchAll(pattern);
  return standIn(step(name), reason);
}

/** Why some of a value is not known; undefined where all of it is. */
export function reasonOfStandIn(value: Planned): string | undefined {
  if (typeof value === "string")
    return value.includes(open) ? [...value.matchAll(pattern)][0]?.[2] : undefined;
  const inner: readonly Planned[] = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  for (const one of inner) {
    const found = reasonOfStandIn(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A text as it is shown to people. */
export function withoutStandIns(text: string): string {
  return text.replace(pattern, (_, name: string) => `\${${name}}`);
}
