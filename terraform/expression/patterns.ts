import type { Value } from "../value";
import type { Budget } from "./budget";
import { ExpressionError } from "./syntax";

/** What RE2, which Terraform has, and JavaScript do not read alike, or what only one of them has. */
const notAlike = /\(\?(?!:)|\\[1-9AbBCGkpPQzZ]|\[\[:|\[:|[*+?}]\+/;
/** A group that is repeated may take exponential time where something in it is repeated as well. */
const repeatedGroup = /\((?:\?:)?[^()]*[*+?{|][^()]*\)[*+?{]|\)\)[*+?{]/;
const comparedInAStep = 4_096;
/** A pattern is left out, not the whole file, where it could take more. */
const maxSteps = 20_000;

/**
 * A pattern as Terraform's `regex()` and `replace()` take it, as far as both dialects agree and it can be bounded: each
 * repetition may try each place of the text anew.
 * @throws {ExpressionError} for any other
 */
function patternOf(text: string, source: string, budget: Budget): RegExp {
  if (notAlike.test(source) || repeatedGroup.test(source))
    throw new ExpressionError(`the pattern ${source.slice(0, 60)} is not evaluated`);
  const repetitions = source.match(/[*+?{]/g)?.length ?? 0;
  const steps = Math.ceil((text.length + 1) ** (repetitions + 1) / comparedInAStep);
  if (steps > maxSteps) throw new ExpressionError(`the pattern ${source.slice(0, 60)} may take too long`);
  budget.steps(steps);
  try {
    return new RegExp(source, "gu");
  } catch {
    throw new ExpressionError(`the pattern ${source.slice(0, 60)} is none, or is not evaluated`);
  }
}

/** What of a text fits: itself, or its groups where the pattern has some (Terraform, "regex Function"). */
export function matches(source: string, text: string, budget: Budget): readonly Value[] {
  return [...text.matchAll(patternOf(text, source, budget))].map(([all, ...groups]) =>
    groups.length === 0 ? all : groups.map((group) => group ?? null),
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
  if (/\$\{?[A-Za-z_]/.test(to)) throw new ExpressionError("replace() with groups by name is not evaluated");
  const found = [...text.matchAll(patternOf(text, source, budget))].length;
  budget.reserve(text.length + found * (to.length + text.length));
  return text.replace(new RegExp(source, "gu"), (...all: unknown[]) =>
    to.replace(/\$(\$|\d+|\{\d+\})/g, (_, which: string) =>
      which === "$" ? "$" : String(all[Number(which.replace(/[{}]/g, ""))] ?? ""),
    ),
  );
}
