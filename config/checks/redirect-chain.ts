import { targetLocation } from "../../facts/site/redirect-location";
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

/** What of a path is behind a prefix, which ends where a segment does; undefined if the path is not under it. */
export function restBehind(prefix: string, path: string): string | undefined {
  const isUnder = path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
  return isUnder ? path.slice(prefix.length) : undefined;
}

/** Where a redirect sends a path, joined as the viewer-request function does it; undefined if it does not apply. */
export function destination({ from, match, to }: Redirect, path: string): string | undefined {
  if (match === "exact") return path === from ? to : undefined;
  const rest = restBehind(from, path);
  return rest === undefined ? undefined : targetLocation(to, rest, "");
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
      const tail = landing === undefined ? undefined : restBehind(landing, from);
      if (tail !== undefined) tails.add(tail);
    }
  }
  for (const tail of tails) {
    const chain = chainFrom(targetLocation(first.from, tail, ""), redirects, names);
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
    const target = destination(redirect, path);
    const next = target === undefined ? undefined : localTarget(target, names);
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
    .filter(({ from, match }) => match === "prefix" && restBehind(from, path) !== undefined)
    .sort((a, b) => b.from.length - a.from.length)[0];
}
