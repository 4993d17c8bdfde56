import type { SiteConfig, SiteInput } from "../config";
import { configFile } from "../config/project-root";
import type { SiteOutputs } from "../operations/outputs";
import { promotedRegions, renderRegions } from "../operations/promote/promoted-regions";
import { checkRegions, ownDeployment, ownSites, saysStateRegion } from "../project/own-project";
import { rewriteRegions } from "../project/rewrite-config";

/** What the config of a site whose replica is promoted has to say next. */
export interface NewReplica {
  /** Undefined where the config says it already. */
  readonly regions: SiteInput["regions"] | undefined;
  /** The state's, where the config has to say it from now on. */
  readonly stateRegion: string | undefined;
  /** As the lines of a config; empty where it says them already. */
  lines(indent: string): string;
  /** Writes it into the project's config where that is certain, and has whether it was. */
  write(): boolean;
}

/**
 * What site.config.ts has to say with a new replica in a region, and how it is written there.
 * @throws {OutlastError} with all that is wrong with these regions
 */
export function newReplica(site: SiteConfig, { buckets }: SiteOutputs, region: string): NewReplica {
  const isWritten = site.regions.places?.primary.bucket === buckets.replica.name;
  const regions = isWritten ? undefined : promotedRegions(site, region);
  const file = configFile();
  const here = file !== undefined && ownSites().some(({ name }) => name === site.name);
  // Which region the state is in was said by the replica, if by nothing else.
  const stateRegion = here && !saysStateRegion() ? ownDeployment()?.region : undefined;
  if (regions !== undefined && here) checkRegions(site.name, regions);
  const lines = (indent: string) => (regions === undefined ? "" : renderRegions(regions, indent));
  return {
    ...{ regions, stateRegion, lines },
    write: () =>
      regions !== undefined &&
      here &&
      rewriteRegions(file, { site: site.name, regions, lines, ...(stateRegion && { stateRegion }) }),
  };
}
