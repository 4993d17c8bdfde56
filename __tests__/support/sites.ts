import { readProject, type SiteConfig, type SiteInput } from "../../config";

/** The least that a site needs. */
export const smallSite: SiteInput = {
  name: "shop",
  bucketSuffix: "test",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
};

/** A site with host names. */
export const domain: NonNullable<SiteInput["domain"]> = {
  name: "www.example.com",
  aliases: ["example.com"],
  zone: { name: "example.com", create: true },
};

/** A header rule, so that there is a function for it. */
export const headerRule = { contentType: "text/html", set: { "Cross-Origin-Opener-Policy": "same-origin" } };

/** The small site with `changes`, read as site.config.ts is. */
export function siteWith(changes: Partial<SiteInput> = {}): SiteConfig {
  const [site] = readProject({ default: { ...smallSite, ...changes } }).sites;
  if (!site) throw new Error("a project has at least one site");
  return site;
}
