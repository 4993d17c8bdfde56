import type { RedirectRules } from "./settings";

export interface RedirectMatch {
  readonly status: number;
  readonly target: string;
  /** What follows the prefix; "" for an exact redirect. */
  readonly rest: string;
}

/** The redirect of a plain path, if it has one: an exact one first, then the longest prefix. */
export function findRedirect(
  rules: RedirectRules,
  depths: readonly number[],
  path: string,
): RedirectMatch | undefined {
  const exact = rules[path];
  if (exact !== undefined) return follow(exact, "");
  for (let i = 0; i < depths.length; i++) {
    const prefix = ancestor(path, depths[i] as number);
    if (prefix === undefined) continue;
    const rest = path.slice(prefix.length);
    const folder = rest === "" ? undefined : rules[`>${prefix}/`];
    if (folder !== undefined) return follow(folder, rest.slice(1));
    const rule = rules[`>${prefix}`];
    if (rule !== undefined) return follow(rule, rest);
  }
  return undefined;
}

/** Where in the KeyValueStore the rules of a path are: under the path, and under its ancestors that have any. */
export function placesOf(path: string, depths: readonly number[]): string[] {
  const places = [placeOf(path)];
  for (let i = 0; i < depths.length; i++) {
    const place = ancestor(path, depths[i] as number);
    if (place !== undefined && !places.includes(place)) places.push(place);
  }
  return places;
}

/** A path and the same with a slash at its end are in one place. */
export function placeOf(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

/** The first `depth` segments of a path, without a slash at the end; undefined if it has fewer. */
function ancestor(path: string, depth: number): string | undefined {
  let end = 0;
  for (let i = 0; i < depth; i++) {
    if (end === path.length || end === path.length - 1) return undefined;
    const slash = path.indexOf("/", end + 1);
    end = slash < 0 ? path.length : slash;
  }
  return path.slice(0, end);
}

function follow(rule: string, rest: string): RedirectMatch {
  const status = parseInt(rule, 10);
  return status > 0 ? { status, target: rule.slice(3), rest } : { status: 301, target: rule, rest };
}
