import { readSiteOutputs } from "../../operations/outputs";
import { chooseSite } from "../../project/sites";
import type { Located } from "../options/arguments";

/** The site that the options name, and where it is. */
export async function locate({ outputs: file, site: name }: Located) {
  const site = chooseSite(name);
  const outputs = await readSiteOutputs({ site: site.name, ...(file !== undefined && { file }) });
  return { site, outputs };
}
