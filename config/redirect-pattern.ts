import { canonicalPath } from "../facts/site/path";
import { placeOf } from "../facts/site/redirects";
import type { Redirect } from "./schema";

/** A segment that stands for any one, as on Netlify. */
const placeholder = /^:([A-Za-z_]\w*)$/;

/** As many as the digits of a rule can name. */
const mostPlaceholders = 9;

/** What a redirect applies to. */
export interface RedirectPattern {
  /** The canonical path of what it begins with; the whole of it where nothing is variable. */
  readonly literal: string;
  /** What comes behind, as rules have it; undefined where nothing is variable. */
  readonly tail?: string;
  /** Names of the placeholders, in order. */
  readonly names: readonly string[];
}

/** A table has thousands, each of which is asked for again by every check and by every rule that is made of it. */
const patterns = new WeakMap<Pick<Redirect, "from" | "match">, RedirectPattern>();

/** Reads `/blog/:slug`, `/old/*`, or a prefix; a colon or an asterisk that is percent-encoded is itself. */
export function redirectPattern(redirect: Pick<Redirect, "from" | "match">): RedirectPattern {
  const pattern = patterns.get(redirect) ?? patternOf(redirect);
  patterns.set(redirect, pattern);
  return pattern;
}

function patternOf({ from, match }: Pick<Redirect, "from" | "match">): RedirectPattern {
  if (match === "prefix") return { literal: placeOf(canonicalPath(from)), tail: "/<0", names: [] };
  const segments = from.split("/").slice(1);
  const first = segments.findIndex((segment) => placeholder.test(segment) || segment === "*");
  if (first < 0) return { literal: canonicalPath(from), names: [] };
  const variable = segments.slice(first, segments.at(-1) === "" ? -1 : undefined);
  return {
    literal: joined(segments.slice(0, first).map(canonicalPath)),
    tail: joined(variable.map(tailSegment)),
    names: variable.flatMap((segment) => placeholder.exec(segment)?.[1] ?? []),
  };
}

function tailSegment(segment: string): string {
  if (segment === "*") return "<0";
  return placeholder.test(segment) ? "<" : canonicalPath(segment);
}

function joined(segments: readonly string[]): string {
  return segments.map((segment) => `/${segment}`).join("");
}

/** What is wrong with the placeholders and splats of a redirect, in words. */
export function patternProblem(redirect: Redirect): string | undefined {
  const { from, match, to } = redirect;
  if (match === "prefix")
    return /\*|\/:[A-Za-z_]/.test(from + to)
      ? "A prefix keeps what follows by itself: leave match out, or the placeholders."
      : undefined;
  const { names, tail } = redirectPattern(redirect);
  const stars = from.split("*").length - 1;
  if (stars > 1 || (stars === 1 && !from.endsWith("/*")))
    return "An asterisk stands for all that follows, so that it is the last segment, and alone in it; %2A is the character.";
  if (names.length > mostPlaceholders) return `A redirect has at most ${mostPlaceholders} placeholders.`;
  if (new Set(names).size < names.length) return "Each placeholder has a name of its own.";
  if (names.includes("splat")) return "The name splat belongs to the asterisk.";
  const known = new Set([...names, ...(tail?.endsWith("<0") ? ["splat"] : [])]);
  const unknown = [...to.matchAll(/[/=]:([A-Za-z_]\w*)/g)].find(([, name]) => !known.has(name as string));
  if (unknown) return `Nothing in from is called ${unknown[1]}; %3A is the colon itself.`;
  if (known.has("splat") && /:splat(?!\w)/.test(pathOf(to)) && !/\/:splat$/.test(pathOf(to)))
    return "What the asterisk stands for is the end of the target's path, behind a slash.";
  return undefined;
}

function pathOf(to: string): string {
  return to.split(/[?#]/)[0] as string;
}

/** The target as rules have it. */
export function targetTemplate(redirect: Redirect): string {
  const { match, to } = redirect;
  const { names, tail } = redirectPattern(redirect);
  const host = /^https:\/\/[^/?#]*/.exec(to)?.[0] ?? "";
  if (match === "prefix") {
    const path = pathOf(to);
    return `${plain(path)}${path.endsWith("/") ? "" : "/"}<0${plain(to.slice(path.length))}`;
  }
  const places = new Map(names.map((name, index) => [name, `<${index + 1}`]));
  if (tail?.endsWith("<0")) places.set("splat", "<0");
  const variable = plain(to.slice(host.length)).replace(
    /:([A-Za-z_]\w*)/g,
    (text, name: string) => places.get(name) ?? text,
  );
  return plain(host) + variable;
}

/** A path that a redirect takes, with `name` for all that is variable. */
export function samplePath(redirect: Redirect, name: string): string {
  const { literal, tail = "" } = redirectPattern(redirect);
  return literal + tail.replace(/<0?/g, name);
}

/** Without the characters that rules have for themselves. */
function plain(text: string): string {
  return text.replace(/[<>|]/g, encodeURIComponent);
}
