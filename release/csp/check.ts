import type { Demand, PageDemands } from "./demand";
import { allows, governing, hashSource, parsePolicies } from "./policy";

/** One thing that a policy would keep a page from. */
export interface Blocked {
  /** The page's key. */
  readonly page: string;
  /** The directive of the policy that has the say. */
  readonly directive: string;
  /** The URL, or what is inline with the beginning of its text. */
  readonly what: string;
  /** The source expressions that would let it in. */
  readonly needs: string;
}

/** What a Content-Security-Policy would block, page by page. Nothing is listed twice for a page. */
export function checkCsp(header: string, pages: readonly PageDemands[], origin: string): Blocked[] {
  const policies = parsePolicies(header);
  return pages.flatMap(({ page, demands }) => {
    const found = new Map<string, Blocked>();
    for (const demand of demands) {
      for (const policy of policies) {
        if (allows(policy, demand, origin)) continue;
        const directive = governing(policy, demand.directive) as string;
        const blocked = { page, directive, what: describe(demand), needs: neededSources(demand, origin) };
        found.set(`${directive} ${blocked.what} ${blocked.needs}`, blocked);
      }
    }
    return [...found.values()];
  });
}

/** The narrowest source expressions for a demand. */
export function neededSources(demand: Demand, origin: string): string {
  if (demand.kind === "inline") return hashSource(demand.text);
  if (demand.kind === "attribute") return `'unsafe-hashes' ${hashSource(demand.text)}`;
  const { host, origin: of, protocol } = new URL(demand.url);
  if (of === origin) return "'self'";
  return host === "" ? protocol : of;
}

const longestExcerpt = 60;

function describe(demand: Demand): string {
  if (demand.kind === "url") return demand.url.length > 200 ? `${demand.url.slice(0, 200)}…` : demand.url;
  const kind = demand.directive.startsWith("style") ? "style" : "script";
  const place = demand.kind === "inline" ? `inline ${kind}` : `${kind} in an attribute`;
  const text = demand.text.trim().replace(/\s+/g, " ");
  return `${place}: ${text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text}`;
}
