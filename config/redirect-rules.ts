import { pageUrl } from "../facts/site/page-url";
import { canonicalPath, encodeUnsafe, isPlain } from "../facts/site/path";
import { findRedirect, placeOf, type RedirectMatch, type RedirectRules } from "../facts/site/redirects";
import type { UrlStyle } from "../facts/site/url-style";
import { redirectPattern, targetTemplate } from "./redirect-pattern";
import type { Redirect } from "./schema";

/** The site's redirects as the viewer-request function looks them up. */
export function redirectRules(redirects: readonly Redirect[], urls: UrlStyle): RedirectRules {
  const rules: RedirectRules = {};
  const patterns = new Map<string, { tail: string; rule: string }[]>();
  for (const redirect of redirects) {
    if (isPageRedirect(redirect, urls)) continue;
    const { literal, tail } = redirectPattern(redirect);
    const rule = (redirect.status === 301 ? "" : redirect.status) + encodeUnsafe(targetTemplate(redirect));
    if (tail === undefined) rules[pageUrl(urls, literal)] = rule;
    else patterns.set(literal, [...(patterns.get(literal) ?? []), { tail, rule }]);
  }
  for (const [place, found] of patterns) {
    const sorted = found.sort((a, b) => bySpecificity(a.tail, b.tail));
    rules[`>${place}`] = sorted.map(({ rule, tail }) => `${tail}>${rule}`).join("|");
  }
  return rules;
}

/** Segment by segment: what is written out before a placeholder, a placeholder before the splat. */
function bySpecificity(one: string, other: string): number {
  const others = other.split("/");
  const difference = one.split("/").map((segment, index) => rank(segment) - rank(others[index]));
  return difference.find((found) => found !== 0) ?? rank(undefined) - rank(others[difference.length]);
}

function rank(segment: string | undefined): number {
  return segment === "<0" ? 2 : segment === "<" ? 1 : 0;
}

/** Whether a redirect says what the site's `urls` do already, `/index.html` to `/` for instance. */
export function isPageRedirect(redirect: Redirect, urls: UrlStyle): boolean {
  const { literal, tail } = redirectPattern(redirect);
  const url = pageUrl(urls, literal);
  return tail === undefined && url !== literal && url === canonicalPath(redirect.to);
}

/** What two redirects may not have in common: all that they apply to. */
export function appliesTo(redirect: Redirect, urls: UrlStyle): string {
  const { literal, tail } = redirectPattern(redirect);
  return tail === undefined ? pageUrl(urls, literal) : `${literal}${tail}>`;
}

/** How many literal segments the patterns of a table begin with, most first. */
export function depthsOf(rules: RedirectRules): number[] {
  const patterns = Object.keys(rules).filter((key) => key.startsWith(">"));
  const depths = new Set(patterns.map((key) => placeOfRule(key).split("/").length - 1));
  return [...depths].sort((a, b) => b - a);
}

/** Where requests that a rule may apply to look for it. */
export function placeOfRule(key: string): string {
  return placeOf(key.replace(/^>/, ""));
}

/** Which redirect takes a path, and where it leads. */
export interface FoundRedirect extends RedirectMatch {
  readonly redirect: Redirect;
  readonly index: number;
}

/** Looks paths up as the viewer-request function does. */
export function redirectFinder(
  redirects: readonly Redirect[],
  urls: UrlStyle,
): (path: string) => FoundRedirect | undefined {
  const find = finderOf(
    redirects.flatMap((redirect, index) =>
      isPageRedirect(redirect, urls) ? [] : [{ ...redirect, to: `https://redirect/${index}` }],
    ),
  );
  const single = redirects.map((redirect) => {
    let finder: typeof find | undefined;
    return (path: string) => {
      finder ??= finderOf([redirect]);
      return finder(path);
    };
  });
  return (path) => {
    const which = find(path);
    if (which === undefined) return undefined;
    const index = Number.parseInt(which.target.slice("https://redirect/".length), 10);
    const match = single[index]?.(path);
    return match && { ...match, redirect: redirects[index] as Redirect, index };
  };

  function finderOf(some: readonly Redirect[]): (path: string) => RedirectMatch | undefined {
    const rules = redirectRules(some, urls);
    const depths = depthsOf(rules);
    return (uri) => {
      const path = canonicalPath(uri);
      return isPlain(path) ? findRedirect(rules, depths, pageUrl(urls, path), path) : undefined;
    };
  }
}
