import { onTestFinished } from "vitest";
import type { SiteInput } from "../../../config";
import { regionsStore } from "../../../rehearsal/content/regions-store";
import type { RehearsedSite } from "../../../rehearsal/content/rehearsed-site";
import { HeaderMap } from "../../../rehearsal/edge";
import { GivenOrigins } from "../../../rehearsal/session/sites/origins";
import { ServedSites } from "../../../rehearsal/session/sites/served-sites";
import type { ReleaseContext } from "../../../release";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import { rehearsedSites } from "../../rehearsal/session/support/served";

/** A rehearsed site without content, and what a release to it takes. Copies reach the replica at once. */
export function liveRelease(site: RehearsedSite): {
  readonly served: ServedSites;
  readonly context: ReleaseContext;
} {
  const { config, loaded } = site;
  if (config === undefined) throw new Error("the site has no config");
  const served = new ServedSites([site], {
    ...{ origins: new GivenOrigins([]), readings: {} },
    onUnreachableOrigin: () => {},
    onFunctionLog: () => {},
  });
  const { rehearsal } = served;
  rehearsal.replicationLag = 0;
  const store = (side: "primary" | "replica") => {
    const bucket = rehearsal.originBuckets(loaded).get(side) as string;
    return regionsStore(rehearsal.regions.bucket(bucket), config.regions[side]);
  };
  const context: ReleaseContext = {
    site: config,
    stores: { primary: store("primary"), replica: store("replica") },
    invalidator: {
      invalidate: async (paths) => {
        for (const { id } of loaded.distributions) rehearsal.edge.invalidate(id, paths);
        return { id: "I1", wait: async () => true };
      },
    },
    planInvalidation: invalidationPlanner(config),
    clock: rehearsal.clock,
    random: Math.random,
    progress: { report: () => {} },
  };
  return { served, context };
}

/** As `liveRelease`, the site "docs", until the test ends, and what a visitor gets of it. */
export function liveDocs(site: Partial<SiteInput>) {
  const regions = { primary: "eu-central-1", replica: "eu-west-1" };
  const [rehearsed] = rehearsedSites({ name: "docs", regions, ...site });
  if (rehearsed === undefined) throw new Error("there is no site");
  const live = liveRelease(rehearsed);
  const { hosts, rehearsal } = live.served;
  onTestFinished(() => rehearsal.close());
  const get = (path: string, headers: Record<string, string> = {}, query = "") =>
    rehearsal.edge.handle({
      ...{ method: "GET", scheme: "https", httpVersion: "1.1", path, query, clientIp: "127.0.0.1" },
      headers: new HeaderMap({ host: hosts.canonical("localhost"), ...headers }),
    });
  return { ...live, get };
}
