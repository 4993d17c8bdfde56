import type { Redirect } from "../schema";

/** Browsers follow this many redirects and then give up. */
const mostHops = 20;

/** A path of this site, or undefined for a URL elsewhere. */
export type LocalTarget = string | undefined;

/** A path as browsers send it; `//host` would name another host. */
export function isAbsolutePath(text: string): boolean {
  return /^\/(?!\/)[\x21-\x7e]*$/.test(text) && !/["<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/.test(text);
}

/** An https URL with a host and no credentials. */
export function isHttpsUrl(text: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}

/** The path that a target leads to if it is on this site, whose host names are `names`. */
export function localTarget(to: string, names: readonly string[]): LocalTarget {
  if (to.startsWith("/")) return to.split(/[?#]/)[0];
  if (!isHttpsUrl(to)) return undefined;
  const { host, pathname } = new URL(to);
  return names.includes(host) ? pathname : undefined;
}

/**
 * The paths of an endless chain that begins with `first`, or undefined if every chain ends. A prefix redirect is
 * tried with nothing behind the prefix, with a page, and with what would lead it into each other redirect.
 */
export function follow(
  first: Redirect,
  redirects: readonly Redirect[],
  names: readonly string[],
): string[] | undefined {
  const tails = new Set([""]);
  if (first.match === "prefix") {
    tails.add("page");
    const landing = localTarget(first.to, names);
    for (const { from } of redirects) {
      if (landing !== undefined && from.startsWith(landing)) tails.add(from.slice(landing.length));
    }
  }
  for (const tail of tails) {
    const chain = chainFrom(first.from + tail, redirects, names);
    if (chain) return chain;
  }
  return undefined;
}

function chainFrom(
  start: string,
  redirects: readonly Redirect[],
  names: readonly string[],
): string[] | undefined {
  const chain = [start];
  for (let path = start; chain.length <= mostHops; ) {
    const redirect = redirectOf(path, redirects);
    if (!redirect) return undefined;
    const rest = redirect.match === "prefix" ? path.slice(redirect.from.length) : "";
    const next = localTarget(redirect.to + rest, names);
    if (next === undefined) return undefined;
    chain.push(next);
    if (chain.indexOf(next) < chain.length - 1) return chain;
    path = next;
  }
  return chain;
}

/** The redirect that a path takes: an exact one, else the longest prefix. */
function redirectOf(path: string, redirects: readonly Redirect[]): Redirect | undefined {
  const exact = redirects.find(({ from, match }) => match === "exact" && from === path);
  if (exact) return exact;
  return redirects
    .filter(({ from, match }) => match === "prefix" && path.startsWith(from))
    .sort((a, b) => b.from.length - a.from.length)[0];
}
