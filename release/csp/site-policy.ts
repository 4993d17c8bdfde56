import type { SiteConfig } from "../../config";
import { headerRuleSettings } from "../../config/header-settings";
import { compileHeaderRules } from "../../facts/site/header-rules";
import { encodePath } from "../../facts/site/path";
import { contentTypeOf } from "../classes/content-type";

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
  const changesFor = compileHeaderRules(headerRuleSettings(headers.rules));
  return (key) => {
    const changes = changesFor({ path: `/${key}`, status: 200, contentType: contentTypeOf(key) });
    const own = changes.findLast(({ name }) => name.toLowerCase() === "content-security-policy");
    return own?.value ?? floor;
  };
}
