/**
 * Redirects by what they apply to. An exact one is under the URL of its page. Those with placeholders or a splat are
 * under ">" and the literal segments that they begin with, the more specific first: `<tail>><rule>|<tail>><rule>`. In a
 * tail, `<` is a placeholder and `<0` the splat. A rule is the target, with the status before it unless that is 301:
 * "/new", "302/new", "308https://example.org/<1/<0", where `<1` is what the first placeholder stands for.
 */
export type RedirectRules = Record<string, string>;

export interface RedirectMatch {
  readonly status: number;
  /** With what placeholders and splat stand for in it. */
  readonly target: string;
}

/** The redirect of a plain path and the page's URL, if it has one: an exact one, then the deepest, most specific pattern. */
export function findRedirect(
  rules: RedirectRules,
  depths: readonly number[],
  url: string,
  path: string,
): RedirectMatch | undefined {
  const exact = rules[url];
  if (exact !== undefined) return follow(exact, []);
  for (let i = 0; i < depths.length; i++) {
    const place = ancestor(path, depths[i] as number);
    const patterns = place === undefined ? undefined : rules[`>${place}`];
    if (place === undefined || patterns === undefined) continue;
    const match = firstOf(patterns.split("|"), path.slice(place.length));
    if (match !== undefined) return match;
  }
  return undefined;
}

/** Where the rules of a path are in a table that is kept in parts: under the page's URL, and under ancestors that have any. */
export function placesOf(url: string, path: string, depths: readonly number[]): string[] {
  const places = [placeOf(url)];
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

function firstOf(patterns: readonly string[], rest: string): RedirectMatch | undefined {
  const parts = rest.split("/");
  for (let i = 0; i < patterns.length; i++) {
    const pattern = patterns[i] as string;
    const end = pattern.indexOf(">");
    const found = capture(pattern.slice(0, end).split("/"), parts);
    if (found !== undefined) return follow(pattern.slice(end + 1), found);
  }
  return undefined;
}

/** What the splat, first, and the placeholders stand for; a slash at the path's end is not looked at. */
function capture(pattern: readonly string[], parts: readonly string[]): string[] | undefined {
  const found = [""];
  for (let i = 1; i < pattern.length; i++) {
    const segment = pattern[i] as string;
    const part = parts[i];
    if (segment === "<0") {
      if (part !== undefined) found[0] = `/${parts.slice(i).join("/")}`;
      return found;
    }
    if (part === undefined || part === "") return undefined;
    if (segment === "<") found.push(part);
    else if (segment !== part) return undefined;
  }
  const isWhole = parts.length === pattern.length;
  return isWhole || (parts.length === pattern.length + 1 && parts[pattern.length] === "") ? found : undefined;
}

function follow(rule: string, found: readonly string[]): RedirectMatch {
  const status = parseInt(rule, 10);
  const target = status > 0 ? rule.slice(3) : rule;
  return { status: status > 0 ? status : 301, target: filled(target, found) };
}

/** A path is put into a query as a value; its slash is the splat's own. */
function filled(target: string, found: readonly string[]): string {
  if (!target.includes("<")) return target;
  const queryAt = target.indexOf("?");
  return target.replace(/\/?<[0-9]/g, (token, at) => {
    const value = found[parseInt(token.slice(-1), 10)] as string;
    const isSlashed = token.charAt(0) === "/";
    const text =
      token.slice(-1) !== "0" ? (isSlashed ? `/${value}` : value) : isSlashed ? value : value.slice(1);
    return queryAt >= 0 && at > queryAt ? text.replace(/[&+;=]/g, encodeURIComponent) : text;
  });
}
