import type { InlineHashesSettings } from "../facts/site/inline-hashes";
import type { SiteConfig } from "./schema";

/** What header functions have to know of the site's policy; undefined where no hashes travel. */
export function inlineHashesSettings({
  headers: { contentSecurityPolicy, inlineHashes, rules },
}: Pick<SiteConfig, "headers">): InlineHashesSettings | undefined {
  if (!inlineHashes) return undefined;
  const bySomeRule = rules.some(({ set }) =>
    Object.keys(set).some((name) => name.toLowerCase() === "content-security-policy"),
  );
  if (contentSecurityPolicy === false && !bySomeRule) return undefined;
  return { policy: contentSecurityPolicy || "" };
}
