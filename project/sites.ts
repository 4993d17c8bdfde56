import type { Project, SiteConfig } from "../config";
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
  const named = sites.find((site) => name !== undefined && isCalled(site, name));
  if (name !== undefined && named === undefined) return undefined;
  const site = named ?? siteNamed(sites, name);
  return { site, definition: ownDefinitions()[sites.indexOf(site)] };
}

/** The project with the named site alone; as it is, without a name. @throws {OutlastError} SITE_UNKNOWN */
export function withSite(project: Project, name: string | undefined): Project {
  return name === undefined ? project : { ...project, sites: [siteNamed(project.sites, name)] };
}

/** Whether somebody who says `name` means that site: its own name, or a host of it. */
export function isCalled({ domain, name: own }: Named, name: string): boolean {
  const hosts = domain ? [domain.name, ...domain.aliases] : [];
  return own === name || hosts.includes(name.toLowerCase());
}

interface Named {
  readonly name: string;
  readonly domain?: SiteConfig["domain"];
}

/** The site of that name or host, or the only one. @throws {OutlastError} SITE_UNKNOWN or SITE_NOT_CHOSEN */
export function siteNamed<Site extends Named>(sites: readonly Site[], name: string | undefined): Site {
  const names = sites.map((site) => site.name).join(", ");
  if (name === undefined) {
    const [only, ...others] = sites;
    if (only !== undefined && others.length === 0) return only;
    throw projectError("SITE_NOT_CHOSEN", `there are several sites: ${names}`);
  }
  const site = sites.find((one) => isCalled(one, name));
  if (site !== undefined) return site;
  throw projectError("SITE_UNKNOWN", `no site is named ${name}`, `Choose one of: ${names}.`);
}
