import { pageUrl } from "../../facts/site/page-url";
import { canonicalPath, isPlain } from "../../facts/site/path";
import { targetLocation } from "../../facts/site/redirect-location";
import type { UrlStyle } from "../../facts/site/url-style";
import { redirectPattern } from "../redirect-pattern";
import { redirectFinder } from "../redirect-rules";
import type { Redirect } from "../schema";
import { exampleOf, inCommon, isOnePath, patternShape, renumbered } from "./redirect-shape";

/** Browsers follow this many redirects and then give up. */
const mostHops = 20;

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
export function localTarget(to: string, names: readonly string[]): string | undefined {
  if (to.startsWith("/")) return to.split(/[?#]/)[0];
  if (!isHttpsUrl(to)) return undefined;
  const { host, pathname } = new URL(to);
  return names.includes(host) ? pathname : undefined;
}

/**
 * Finds what begins an endless chain, as paths on its way; undefined if every chain ends. Redirects are followed as the
 * viewer-request function answers them, those of a page's forms included. All requests of a pattern are followed at once
 * (redirect-shape.ts), and apart from the others those which another redirect takes on their way. A request whose chain
 * has no end goes round, sooner or later, with all that these take: one of the shapes does, then.
 */
export function chainFinder(
  redirects: readonly Redirect[],
  urls: UrlStyle,
  names: readonly string[],
): (redirect: Redirect) => string[] | undefined {
  const find = redirectFinder(redirects, urls);
  const patterns = redirects.map((redirect) => redirectPattern(redirect));
  const known = new Map<string, string[] | undefined>();

  const step = (uri: string): string | undefined => {
    const path = canonicalPath(uri);
    if (!isPlain(path)) return undefined;
    const match = find(path);
    if (match) return localTarget(targetLocation(match.target, ""), names);
    const url = pageUrl(urls, path);
    return url === path ? undefined : url;
  };

  const tooLong = (start: string): string[] | undefined => {
    const chain = [start];
    while (chain.length <= mostHops + 1) {
      const next = step(chain.at(-1) as string);
      if (next === undefined) return undefined;
      chain.push(next);
    }
    return chain;
  };

  const explore = (shape: string, depth: number): string[] | undefined => {
    if (known.has(shape) || depth > mostHops) return known.get(shape);
    known.set(shape, undefined);
    const next = isOnePath(shape) ? undefined : step(shape);
    const shared = inCommon(shape);
    const others = isOnePath(shape) ? [] : patterns.flatMap((pattern) => shared(pattern) ?? []);
    const further = next === undefined ? others : [canonicalPath(next), ...others];
    let chain = tooLong(shape);
    for (const other of new Set(further.map(renumbered))) chain ??= explore(other, depth + 1);
    known.set(shape, chain);
    return chain;
  };

  return (redirect) => explore(patternShape(redirectPattern(redirect)), 0)?.map(exampleOf);
}
