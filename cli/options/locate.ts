import { locateSite } from "../../operations/contact/locate";
import { ownDeployment, ownSites } from "../../project/own-project";
import { ownSite } from "../../project/sites";
import type { Located } from "../options/arguments";

/**
 * The site that the options name, and where it is.
 * @param renewing whether the verb is going to write the site's contact sheet
 */
export function locate({ outputs: file, site: name }: Located, renewing = false) {
  const own = ownSite(name);
  const deployment = ownDeployment();
  return locateSite({
    renewing,
    others: ownSites().map((site) => site.name),
    ...(name !== undefined && { name }),
    ...(file !== undefined && { file }),
    ...(own && { own }),
    ...(deployment && { deployment }),
  });
}

/** With `--all` every site of this folder, else the one that the options name. */
export function locateAll({ all, ...options }: Located & { readonly all: boolean }) {
  if (!all) return Promise.all([locate(options)]);
  return Promise.all(ownSites().map(({ name }) => locate({ site: name })));
}
