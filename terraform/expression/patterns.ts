import type { Value } from "../value";
import type { Budget } from "./budget";
import { ExpressionError, UnknownError } from "./syntax";

/** What RE2, which Terraform has, and JavaScript do not read alike, or what only one of them has. */
const notAlike = /\(\?(?!:|<[A-Za-z_]\w*>)|\\[1-9AbBCGkpPQzZ]|\[\[:|\[:|[*+?}]\+/;
const comparedInAStep = 4_096;
/** A pattern is left out, not the whole file, where it could take more. */
const maxSteps = 20_000;

/**
 * A pattern as Terraform's `regex()` and `replace()` take it, as far as both dialects agree and it can be bounded: each
 * repetition may try each place of the text anew.
 * @throws {ExpressionError} for any other
 */
function patternOf(text: string, given: string, budget: Budget): RegExp {
  const source = given.replaceAll("(?P<", "(?<");
  const ways = waysThrough(source.replace(/\(\?<\w+>/g, "("), text.length + 1);
  if (notAlike.test(source) || ways === undefined)
    throw new UnknownError(`the pattern ${source.slice(0, 60)} is not evaluated`);
  const steps = Math.ceil((ways * (text.length + 1)) / comparedInAStep);
  if (steps > maxSteps) throw new UnknownError(`the pattern ${source.slice(0, 60)} may take too long`);
  budget.steps(steps);
  try {
    return new RegExp(source, "gu");
  } catch {
    throw new UnknownError(`the pattern ${source.slice(0, 60)} is none, or is not evaluated`);
  }
}

/**
 * In how many ways a pattern may be tried at one place of a text, at the most: by its alternatives, and by how often each
 * repetition fits. Undefined where a group is repeated in which something is repeated or has alternatives: that may take
 * exponential time.
 */
function waysThrough(source: string, length: number): number | undefined {
  let ways = 1;
  const open = [{ varies: false, alternatives: 1 }];
  const pieces = source.matchAll(
    /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?:)?|(\))?(?:([*+]|\{[^}]*\}?)\??|(\?)\??)|[)|]/gs,
  );
  for (const [piece, ends = piece === ")", repeats, may] of pieces) {
    if (piece.startsWith("(")) open.push({ varies: false, alternatives: 1 });
    const ended = ends ? open.pop() : undefined;
    const within = open.at(-1);
    if (within === undefined || (ended?.varies && repeats)) return undefined;
    ways *= (ended?.alternatives ?? 1) * (repeats ? length : may ? 2 : 1);
    if (piece === "|") within.alternatives += 1;
    if (piece === "|" || repeats || may || ended?.varies) within.varies = true;
  }
  return ways * (open[0]?.alternatives ?? 1);
}

/** What of a text fits: itself, or its groups where the pattern has some, by their names (Terraform, "regex Function"). */
export function matches(source: string, text: string, budget: Budget): readonly Value[] {
  return [...text.matchAll(patternOf(text, source, budget))].map(
    ({ 0: all, groups: named, length, ...found }) => {
      if (named !== undefined)
        return Object.fromEntries(Object.entries(named).map(([name, group]) => [name, group ?? null]));
      return length === 1 ? all : Array.from({ length: length - 1 }, (_, at) => found[at + 1] ?? null);
    },
  );
}

/** The first. @throws {ExpressionError} where nothing fits */
export function firstMatch(source: string, text: string, budget: Budget): Value {
  const [first] = matches(source, text, budget);
  if (first === undefined) throw new ExpressionError(`regex() finds no ${source.slice(0, 60)}`);
  return first;
}

/** `$1` and `${1}` stand for groups, `$$` for a dollar, in Terraform as here after braces are gone. */
export function replaceMatches(text: string, source: string, to: string, budget: Budget): string {
  if (/\$\{?[A-Za-z_]/.test(to)) throw new UnknownError("replace() with groups by name is not evaluated");
  const pattern = patternOf(text, source, budget);
  const found = [...text.matchAll(pattern)].length;
  budget.reserve(text.length + found * (to.length + text.length));
  return text.replace(pattern, (...all: unknown[]) =>
    to.replace(/\$(\$|\d+|\{\d+\})/g, (_, which: string) =>
      which === "$" ? "$" : String(all[Number(which.replace(/[{}]/g, ""))] ?? ""),
    ),
  );
}
