import { neededSources } from "./check";
import type { FetchDirective, PageDemands } from "./demand";

/** A policy and whether CloudFront takes it. */
export interface TightestCsp {
  readonly policy: string;
  /** Characters. */
  readonly length: number;
  /** CloudFront refuses it (CloudFront guide, Quotas on response headers policies). */
  readonly tooLong: boolean;
}

/** CloudFront's bound for the header's value. Characters. */
export const longestCsp = 1783;

export interface TightestOptions {
  readonly origin: string;
  /** Who may frame the pages: a source expression; undefined leaves it to others. */
  readonly frameAncestors?: string;
}

/** Directives of a policy, in its order. Elements and attributes share one: not every browser tells them apart. */
const directives: Readonly<Record<FetchDirective, string>> = {
  "script-src-elem": "script-src",
  "script-src-attr": "script-src",
  "style-src-elem": "style-src",
  "style-src-attr": "style-src",
  "img-src": "img-src",
  "font-src": "font-src",
  "media-src": "media-src",
  "frame-src": "frame-src",
  "object-src": "object-src",
  "connect-src": "connect-src",
  "manifest-src": "manifest-src",
  "worker-src": "worker-src",
  "form-action": "form-action",
  "base-uri": "base-uri",
};

/** Have no fallback: absent would mean that everything is allowed. */
const withoutFallback = ["form-action", "base-uri"];

/**
 * The tightest policy under which all pages get what their HTML and style sheets ask for. What scripts ask for cannot be
 * read: where there are any, they may reach the site itself.
 */
export function tightestCsp(
  pages: readonly PageDemands[],
  { frameAncestors, origin }: TightestOptions,
): TightestCsp {
  const sources = new Map<string, Set<string>>();
  for (const name of Object.values(directives)) sources.set(name, new Set());
  const demands = pages.flatMap(({ documents }) => documents).flatMap((document) => document.demands);
  for (const demand of demands) {
    for (const source of neededSources(demand, origin).split(" "))
      sources.get(directives[demand.directive])?.add(source);
  }
  if (sources.get("script-src")?.size) sources.get("connect-src")?.add("'self'");

  const parts = ["default-src 'none'"];
  for (const [name, allowed] of sources) {
    if (allowed.size > 0) parts.push(`${name} ${[...allowed].sort(keywordsFirst).join(" ")}`);
    else if (withoutFallback.includes(name)) parts.push(`${name} 'none'`);
  }
  if (frameAncestors !== undefined) parts.push(`frame-ancestors ${frameAncestors}`);
  const policy = parts.join("; ");
  return { policy, length: policy.length, tooLong: policy.length > longestCsp };
}

function keywordsFirst(a: string, b: string): number {
  const rank = (source: string) =>
    source === "'self'" ? 0 : source === "'unsafe-hashes'" ? 1 : source.startsWith("'") ? 2 : 3;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}
