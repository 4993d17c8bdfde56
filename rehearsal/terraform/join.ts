import type { LoadedSite } from "./site";

/** Sites that share an edge and two regions, as one: of each, everything but its outputs, and what watches it alone. */
export function joinSites(sites: readonly LoadedSite[]): LoadedSite {
  const [only] = sites;
  if (only && sites.length === 1) return only;
  return {
    distributions: sites.flatMap(({ distributions }) => distributions),
    buckets: sites.flatMap(({ buckets }) => buckets),
    accessPoints: sites.flatMap(({ accessPoints }) => accessPoints),
    zones: {
      records: sites.flatMap(({ zones }) => zones.records),
      healthChecks: sites.flatMap(({ zones }) => zones.healthChecks),
      balancers: sites.flatMap(({ zones }) => zones.balancers),
    },
    keyValueStores: sites.flatMap(({ keyValueStores }) => keyValueStores),
    accessIdentities: new Map(sites.flatMap(({ accessIdentities }) => [...accessIdentities])),
    sentinels: [],
    outputs: {},
    warnings: sites.flatMap(({ warnings }) => warnings),
  };
}
