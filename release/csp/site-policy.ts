import type { SiteConfig } from "../../config";
import { fileHeaderRules } from "../../config/header-settings";
import { inlineHashesSettings } from "../../config/inline-hashes";
import { namedDocuments } from "../../config/named-documents";
import { type InlineDirective, parseContentSecurityPolicies } from "../../facts/http/content-security-policy";
import { withInlineHashes, writeInlineHashes } from "../../facts/site/inline-hashes";
import { encodePath } from "../../facts/site/path";
import { contentTypeOf } from "../classes/content-type";
import type { DocumentDemands } from "./demand";
import { allows, hashSource } from "./policy";

/** Where visitors find the site, as policies compare it: a stand-in for the distribution's own name without a domain. */
export function siteOrigin({ domain }: Pick<SiteConfig, "domain">): string {
  return domain ? `https://${domain.name}` : "https://site.invalid";
}

/** The address of a key, which relative references of its file start from. */
export function keyAddress(key: string, origin: string): string {
  return new URL(encodePath(`/${key}`), origin).href;
}

/** The policy that a file is served with: what the header rules leave, else the floor's. */
export function servedPolicies({ headers }: SiteConfig): (key: string) => string | undefined {
  const floor = headers.contentSecurityPolicy === false ? undefined : headers.contentSecurityPolicy;
  const changesFor = fileHeaderRules(headers.rules);
  const floorIsLast = headers.runtime === "lambda-at-edge";
  return (key) => {
    const changes = changesFor({ key, contentType: contentTypeOf(key) });
    const own = changes.findLast(({ name }) => name.toLowerCase() === "content-security-policy");
    return own === undefined || (floorIsLast && own.value === undefined) ? floor : own.value;
  };
}

/** The policy that a page is served with, by the hashes that its object carries. */
export function pagePolicies(site: SiteConfig): (key: string, hashes: string) => string | undefined {
  const policyOf = servedPolicies(site);
  if (inlineHashesSettings(site) === undefined) return policyOf;
  return (key, hashes) => {
    const policy = policyOf(key);
    return policy && withInlineHashes(policy, hashes);
  };
}

/** What is to travel with a page, and the policy that it is under then. */
export interface PageHashes {
  /** As metadata; "" for none. */
  readonly hashes: string;
  readonly policy: string | undefined;
}

/** The hashes of what is inline in pages, as far as the site's policy asks for them. */
export function pageHashes(
  site: SiteConfig,
): (key: string, documents: readonly DocumentDemands[]) => PageHashes {
  const origin = siteOrigin(site);
  const policyOf = servedPolicies(site);
  const policyWith = pagePolicies(site);
  const travel = inlineHashesSettings(site) !== undefined;
  const withoutFunction = errorKeys(site);
  return (key, documents) => {
    const policy = policyOf(key);
    if (policy === undefined || !travel) return { hashes: "", policy };
    const served = parseContentSecurityPolicies(policy);
    const found: Partial<Record<InlineDirective, Set<string>>> = {};
    for (const demand of documents.flatMap(({ demands }) => demands)) {
      if (demand.kind !== "inline" && demand.kind !== "attribute") continue;
      if (served.every((one) => allows(one, demand, origin))) continue;
      const directive = demand.kind === "attribute" ? attributeOf[demand.directive] : demand.directive;
      found[directive] = (found[directive] ?? new Set()).add(hashSource(demand.text));
    }
    const hashes = writeInlineHashes(
      Object.fromEntries(Object.entries(found).map(([name, sources]) => [name, [...sources]])),
    );
    return { hashes, policy: withoutFunction.has(key) ? policy : policyWith(key, hashes) };
  };
}

/** `javascript:` links ask the directive of elements, and need the words of attributes. */
const attributeOf = {
  "script-src-elem": "script-src-attr",
  "script-src-attr": "script-src-attr",
  "style-src-attr": "style-src-attr",
} as const;

/** Documents that visitors get in place of an error, when no viewer-response function runs. */
function errorKeys(site: SiteConfig): ReadonlySet<string> {
  if (site.headers.runtime === "lambda-at-edge") return new Set();
  const named = namedDocuments(site).filter(({ path }) => path[0] === "errorPages");
  return new Set(named.map(({ key }) => key));
}
