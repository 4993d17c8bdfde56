import type { RedirectPattern } from "../redirect-pattern";

/**
 * A shape is a path of which some segments, and the end, may be anything: all requests of a redirect with placeholders
 * at once. What may be anything is written as a segment that no redirect begins at, so that the shape is a path itself.
 */
const variable = /%3C(\d+)%3E/g;
const rest = "%3C0%3E";

function segmentOf(number: number): string {
  return `%3C${number}%3E`;
}

/** All paths that a pattern takes. */
export function patternShape({ literal, tail = "" }: RedirectPattern): string {
  let count = 0;
  return literal + tail.replace(/<0?/g, (token) => (token === "<0" ? rest : segmentOf(++count)));
}

/** Whether a shape is one path. */
export function isOnePath(shape: string): boolean {
  return !shape.includes("%3C");
}

/** The same shape with its variables counted from its beginning. */
export function renumbered(shape: string): string {
  const numbers = new Map<string, number>([["0", 0]]);
  return shape.replace(variable, (_, number: string) => {
    const known = numbers.get(number) ?? numbers.size;
    numbers.set(number, known);
    return segmentOf(known);
  });
}

/** A shape as somebody might ask for it. */
export function exampleOf(shape: string): string {
  return shape.replace(variable, (_, number: string) =>
    number === "0" ? "page" : "x".repeat(Number(number)),
  );
}

/** What a pattern asks for, segment by segment: each shape of a table is compared with each of its patterns. */
interface Asked {
  readonly segments: readonly string[];
  readonly hasSplat: boolean;
}
const asked = new WeakMap<RedirectPattern, Asked>();

function askedBy(pattern: RedirectPattern): Asked {
  const before = asked.get(pattern);
  if (before !== undefined) return before;
  const all = segments(pattern.literal + (pattern.tail ?? ""));
  const hasSplat = all.at(-1) === "<0";
  const now = { segments: hasSplat ? all.slice(0, -1) : all, hasSplat };
  asked.set(pattern, now);
  return now;
}

/** What a shape and a pattern have in common: the paths of the one that the other takes, if there are any. */
export function inCommon(shape: string): (pattern: RedirectPattern) => string | undefined {
  const own = segments(shape);
  const isOpen = own.at(-1) === rest;
  if (isOpen) own.pop();
  return (pattern) => {
    const { hasSplat, segments: theirs } = askedBy(pattern);
    if ((theirs.length > own.length && !isOpen) || (theirs.length < own.length && !hasSplat))
      return undefined;
    const bound = new Map<string, string>();
    for (let i = 0; i < own.length && i < theirs.length; i++)
      if (!fits(own[i] as string, theirs[i] as string, bound)) return undefined;
    if (isOpen && pattern.tail === undefined) return pattern.literal;
    let fresh = Math.max(0, ...[...shape.matchAll(variable)].map(([, number]) => Number(number)));
    const added = theirs.slice(own.length).map((segment) => (segment === "<" ? segmentOf(++fresh) : segment));
    const end = isOpen ? (hasSplat ? `/${rest}` : "") : shape.endsWith("/") ? "/" : "";
    const text = [...own.map((segment) => filledIn(segment, bound)), ...added];
    return text.map((segment) => `/${segment}`).join("") + end;
  };
}

function segments(path: string): string[] {
  return path.split("/").slice(1, path.endsWith("/") ? -1 : undefined);
}

/** Whether a segment can be what a pattern asks for there; `bound` learns what its variables are then. */
function fits(segment: string, wanted: string, bound: Map<string, string>): boolean {
  if (wanted === "<" || segment === wanted) return true;
  if (!segment.includes("%3C")) return false;
  const numbers = [...segment.matchAll(variable)].map(([, number]) => number as string);
  if (numbers.length === 0) return false;
  const literals = segment.split(variable).filter((_, index) => index % 2 === 0);
  const found = new RegExp(`^${literals.map((text) => escaped(text)).join("(.+)")}$`).exec(wanted);
  return (
    found !== null &&
    numbers.every((number, index) => {
      const value = bound.get(number) ?? (found[index + 1] as string);
      bound.set(number, value);
      return value === found[index + 1];
    })
  );
}

function filledIn(segment: string, bound: ReadonlyMap<string, string>): string {
  return segment.replace(variable, (text, number: string) => bound.get(number) ?? text);
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
}
