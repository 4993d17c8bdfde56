import { compileWildcard } from "../wildcard";

/**
 * CloudFront path patterns: `*` is zero or more characters, `/` included, `?` exactly one, case counts, and a leading
 * slash may be left out (CloudFront guide, Cache behavior settings). Edge functions bundle this file, so it keeps to
 * syntax that the CloudFront Functions runtime has.
 */

function withoutSlash(text: string): string {
  return text.charCodeAt(0) === 47 ? text.slice(1) : text;
}

/** A matcher for paths, with or without their leading slash. */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const matches = compileWildcard(withoutSlash(pattern));
  return (path) => matches(withoutSlash(path));
}

/** A pattern as an automaton without empty moves: state `i` reads `steps[i]` to get to `i + 1`. */
interface Automaton {
  /** A literal character, or undefined for any. */
  readonly steps: readonly (string | undefined)[];
  /** States that stay where they are on any character: where a `*` stands. */
  readonly loops: readonly boolean[];
}

function automaton(pattern: string): Automaton {
  const steps: (string | undefined)[] = [];
  const loops: boolean[] = [false];
  for (const character of withoutSlash(pattern).split("")) {
    if (character === "*") {
      loops[steps.length] = true;
      continue;
    }
    steps.push(character === "?" ? undefined : character);
    loops.push(false);
  }
  return { steps, loops };
}

/** States after one more character; undefined stands for a character that no pattern names. */
function advance(nfa: Automaton, states: readonly number[], character: string | undefined): number[] {
  const next = new Set<number>();
  for (const state of states) {
    if (nfa.loops[state]) next.add(state);
    if (state === nfa.steps.length) continue;
    const step = nfa.steps[state];
    if (step === undefined || step === character) next.add(state + 1);
  }
  return [...next].sort((a, b) => a - b);
}

/**
 * True if every path that `later` matches is matched by `earlier` as well, so that `later` can never be reached.
 * Exact: the product of `later` with the subsets of `earlier`. Wildcards of `later` need to read nothing but a
 * character that neither pattern names, because a path that `earlier` refuses stays refused when such a
 * character takes a wildcard's place.
 */
export function patternCovers(earlier: string, later: string): boolean {
  const above = automaton(earlier);
  const below = automaton(later);
  const seen: Set<number>[][] = below.loops.map(() => []);
  const open: { state: number; subset: readonly number[] }[] = [{ state: 0, subset: [0] }];

  for (let pair = open.pop(); pair; pair = open.pop()) {
    const { state, subset } = pair;
    // A subset that holds one already explored accepts all that the explored one accepts.
    const smaller = seen[state]?.some((known) => [...known].every((item) => subset.includes(item)));
    if (smaller) continue;
    seen[state]?.push(new Set(subset));

    if (state === below.steps.length && !subset.includes(above.steps.length)) return false;
    if (below.loops[state]) open.push({ state, subset: advance(above, subset, undefined) });
    if (state < below.steps.length) {
      open.push({ state: state + 1, subset: advance(above, subset, below.steps[state]) });
    }
  }
  return true;
}

/** Whether two patterns are one: a leading slash may be left out. */
export function isSamePattern(one: string, other: string): boolean {
  return one.replace(/^\//, "") === other.replace(/^\//, "");
}

/** What CloudFront would refuse about a pattern by itself, if anything. */
export type PathPatternProblem = "empty" | "too-long" | "characters";

/** Letters, digits, the two wildcards and `_-.$/~"'@:+&` (CloudFront guide, Cache behavior settings). */
const accepted = /^[A-Za-z0-9_\-.*?$/~"'@:+&]+$/;

/** The narrowest pattern for one path: `?` stands for each character that no pattern takes, `*` for what is too long. */
export function closestPattern(path: string): string {
  const spelled = path.replace(/[^A-Za-z0-9_\-.$/~"'@:+&]/g, "?");
  return spelled.length > 255 ? `${spelled.slice(0, 254)}*` : spelled;
}

/** At most 255 characters, all of them ones that CloudFront takes in a path pattern. */
export function pathPatternProblem(pattern: string): PathPatternProblem | undefined {
  if (pattern === "") return "empty";
  if (pattern.length > 255) return "too-long";
  return accepted.test(pattern) ? undefined : "characters";
}
