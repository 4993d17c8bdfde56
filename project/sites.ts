import type { SiteConfig } from "../config";
import { projectError } from "./errors";
import { ownDefinitions, ownSites } from "./own-project";

/**
 * The site that a verb is about.
 *
 * @throws ConfigError for a wrong config, OutlastError SITE_UNKNOWN or SITE_NOT_CHOSEN
 */
export function chooseSite(name: string | undefined): SiteConfig {
  return siteNamed(ownSites(), name);
}

/** The site of that name or host, or the only one, beside its definition; undefined where no site has that name. */
export function ownSite(name: string | undefined) {
  const sites = ownSites();
  const hosts = ({ domain }: SiteConfig) => (domain ? [domain.name, ...domain.aliases] : []);
  const named = sites.find(
    (site) => site.name === name || (name && hosts(site).includes(name.toLowerCase())),
  );
  if (name !== undefined && named === undefined) return undefined;
  const site = named ?? siteNamed(sites, name);
  return { site, definition: ownDefinitions()[sites.indexOf(site)] };
}

/** The site of that name, or the only one. @throws {OutlastError} SITE_UNKNOWN or SITE_NOT_CHOSEN */
export function siteNamed<Site extends { readonly name: string }>(
  sites: readonly Site[],
  name: string | undefined,
): Site {
  const names = sites.map((site) => site.name).join(", ");
  if (name === undefined) {
    const [only, ...others] = sites;
    if (only !== undefined && others.length === 0) return only;
    throw projectError("SITE_NOT_CHOSEN", `there are several sites: ${names}`);
  }
  const site = sites.find((one) => one.name === name);
  if (site !== undefined) return site;
  throw projectError("SITE_UNKNOWN", `no site is named ${name}`, `Choose one of: ${names}.`);
}
