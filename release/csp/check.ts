import {
  type ContentSecurityPolicy,
  parseContentSecurityPolicies,
  parseContentSecurityPolicy,
} from "../../facts/http/content-security-policy";
import type { Demand, DocumentDemands, PageDemands } from "./demand";
import { allows, governing, hashSource, upgraded } from "./policy";

/** One thing that a policy would keep a page from. */
export interface Blocked {
  /** The page's key. */
  readonly page: string;
  /** Whose policy it is: the header's, or that of a `<meta>` element of the page. */
  readonly by: "header" | "page";
  /** The directive of the policy that has the say. */
  readonly directive: string;
  /** The URL, or what is inline with the beginning of its text. */
  readonly what: string;
  /** The source expressions that would let it in. */
  readonly needs: string;
}

/**
 * What the policies of the header and of the pages themselves would block, page by page; each is enforced besides the
 * others. Nothing is listed twice for a page.
 */
export function checkCsp(
  header: string | undefined,
  pages: readonly PageDemands[],
  origin: string,
): Blocked[] {
  const served = (header === undefined ? [] : parseContentSecurityPolicies(header)).map(
    (policy): Enforced => ({ by: "header", policy, from: 0 }),
  );
  return pages.flatMap(({ page, documents }) => {
    const found = new Map<string, Blocked>();
    for (const { by, demand, policy } of documents.flatMap((document) =>
      refusals(document, served, origin),
    )) {
      const directive = governing(policy, demand.directive) as string;
      const blocked = { page, by, directive, what: describe(demand), needs: neededSources(demand, origin) };
      found.set(`${by} ${directive} ${blocked.what} ${blocked.needs}`, blocked);
    }
    return [...found.values()];
  });
}

interface Enforced {
  readonly by: Blocked["by"];
  readonly policy: ContentSecurityPolicy;
  /** Place of the first demand that it governs. */
  readonly from: number;
}

function refusals({ demands, policies }: DocumentDemands, served: readonly Enforced[], origin: string) {
  // Of what is ignored in a meta, frame-ancestors alone governs a demand.
  const own = policies.map(
    ({ text, from }): Enforced => ({ by: "page", policy: parseContentSecurityPolicy(text), from }),
  );
  return demands.flatMap((asked, place) => {
    const enforced = [...served, ...own].filter(({ from }) => from <= place);
    const demand = upgraded(
      asked,
      enforced.map(({ policy }) => policy),
    );
    return enforced
      .filter(
        ({ by, policy }) =>
          !(by === "page" && demand.directive === "frame-ancestors") && !allows(policy, demand, origin),
      )
      .map(({ by, policy }) => ({ by, policy, demand }));
  });
}

/** The narrowest source expressions for a demand. */
export function neededSources(demand: Demand, origin: string): string {
  if (demand.kind === "inline") return hashSource(demand.text);
  if (demand.kind === "word") return demand.word;
  if (demand.kind === "attribute") return `'unsafe-hashes' ${hashSource(demand.text)}`;
  const { host, origin: of, protocol } = new URL(demand.url);
  if (of === origin) return "'self'";
  return host === "" ? protocol : of;
}

const longestExcerpt = 60;

function describe(demand: Demand): string {
  if (demand.kind === "url") return demand.url.length > 200 ? `${demand.url.slice(0, 200)}…` : demand.url;
  if (demand.kind === "word") return demand.what;
  const kind = demand.directive.startsWith("style") ? "style" : "script";
  const place = demand.kind === "inline" ? `inline ${kind}` : `${kind} in an attribute`;
  const text = demand.text.trim().replace(/\s+/g, " ");
  return `${place}: ${text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text}`;
}
