import { headersPolicyLimits } from "../../facts/cloudfront/limits";
import { neededSources } from "./check";
import type { Demand, FetchDirective, PageDemands } from "./demand";
import { foreignSheetDemands } from "./foreign-sheets";

/** A policy and whether CloudFront takes it. */
export interface TightestCsp {
  readonly policy: string;
  /** Characters. */
  readonly length: number;
  /** CloudFront refuses it (CloudFront guide, Quotas on response headers policies). */
  readonly tooLong: boolean;
}

/** What scripts may load from the site itself, whatever they name: it is the site that they are of. */
const ownOfScripts = [
  "script-src",
  "style-src",
  "img-src",
  "font-src",
  "media-src",
  "frame-src",
  "connect-src",
  "worker-src",
];

export interface TightestOptions {
  readonly origin: string;
  /** Who may frame the pages: a source expression; undefined leaves it to others. */
  readonly frameAncestors?: string;
}

/** Directives of a policy, in its order. Elements and attributes share one: not every browser tells them apart. */
const directives: Readonly<Record<FetchDirective, string>> = {
  "script-src": "script-src",
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
  "frame-ancestors": "frame-ancestors",
};

/** Have no fallback: absent would mean that everything is allowed. */
const withoutFallback = ["form-action", "base-uri"];

/**
 * The tightest policy under which all pages get what their HTML, style sheets and scripts ask for. Not all that scripts ask
 * for can be read: where there are any, they may reach the site itself.
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
    if (isForeignSheet(demand, origin))
      for (const name of ["font-src", "img-src"]) sources.get(name)?.add(new URL(demand.url).origin);
  }
  if (sources.get("script-src")?.size) for (const name of ownOfScripts) sources.get(name)?.add("'self'");
  const styles = sources.get("style-src");
  if (styles?.has("'unsafe-inline'")) {
    // A hash would turn the word off.
    for (const source of styles) if (/^'(sha256-|unsafe-hashes)/.test(source)) styles.delete(source);
  }
  const framed = sources.get("frame-ancestors")?.size ?? 0;
  sources.delete("frame-ancestors");

  const parts = ["default-src 'none'"];
  for (const [name, allowed] of sources) {
    if (allowed.size > 0) parts.push(`${name} ${[...allowed].sort(keywordsFirst).join(" ")}`);
    else if (withoutFallback.includes(name)) parts.push(`${name} 'none'`);
  }
  if (frameAncestors !== undefined) parts.push(`frame-ancestors ${framed > 0 ? "'self'" : frameAncestors}`);
  const policy = parts.join("; ");
  return {
    policy,
    length: policy.length,
    tooLong: policy.length > headersPolicyLimits.contentSecurityPolicy,
  };
}

/** A style sheet that nobody has read: what it loads is of its own host, as a rule. */
function isForeignSheet(demand: Demand, origin: string): demand is Extract<Demand, { kind: "url" }> {
  if (demand.kind !== "url" || demand.directive !== "style-src-elem" || !/^https?:/.test(demand.url))
    return false;
  return new URL(demand.url).origin !== origin && foreignSheetDemands(demand.url) === undefined;
}

function keywordsFirst(a: string, b: string): number {
  const rank = (source: string) =>
    source === "'self'" ? 0 : source === "'unsafe-hashes'" ? 1 : source.startsWith("'") ? 2 : 3;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}
