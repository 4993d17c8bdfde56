import { serveViewers } from "../../../rehearsal/server";
import { regionsStore } from "../../../rehearsal/session/sites/regions-store";
import type { ReleaseContext } from "../../../release";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import { rehearsedSites, serve } from "../../rehearsal/session/support/served";

/** A rehearsed site at an address of this machine, to which releases go. */
export interface LiveSite {
  readonly url: string;
  readonly context: ReleaseContext;
  /** Sent in place of the site's own. */
  policy: string | undefined;
  close(): Promise<void>;
}

/**
 * Edges keep pages for a minute, browsers and edges keep what is proven to be hashed. A browser's clock cannot be moved on:
 * it is as if each visit came after the time for which browsers keep what is not hashed.
 */
export async function liveSite(): Promise<LiveSite> {
  const sites = rehearsedSites({
    name: "site",
    regions: { primary: "eu-central-1", replica: "eu-west-1" },
    cache: { default: { mode: "edge", ttl: "1m" } },
  });
  const [site] = sites;
  if (site?.config === undefined) throw new Error("the site has no config");
  const { config, loaded } = site;
  const served = await serve(sites);
  const { rehearsal } = served;
  const store = (side: "primary" | "replica") => {
    const bucket = rehearsal.originBuckets(loaded).get(side) as string;
    return regionsStore(rehearsal.regions.bucket(bucket), config.regions[side]);
  };
  const live = { policy: undefined as string | undefined };
  const viewers = await serveViewers({
    hosts: served.hosts,
    port: 0,
    edge: {
      wantsBody: (request) => rehearsal.edge.wantsBody(request),
      handle: async (request) => {
        const answer = await rehearsal.edge.handle(request);
        const headers = answer.headers.clone();
        headers.delete("content-security-policy");
        if (!headers.get("cache-control")?.includes("immutable")) headers.set("cache-control", "max-age=0");
        if (live.policy !== undefined) headers.set("content-security-policy", live.policy);
        return { ...answer, headers };
      },
    },
  });
  return Object.assign(live, {
    url: `http://localhost:${viewers.port}/`,
    context: {
      site: config,
      stores: { primary: store("primary"), replica: store("replica") },
      invalidator: {
        invalidate: async (paths: readonly string[]) => {
          for (const { id } of loaded.distributions) rehearsal.edge.invalidate(id, paths);
          return { id: "I1", wait: async () => true };
        },
      },
      planInvalidation: invalidationPlanner(config),
      clock: rehearsal.clock,
      random: Math.random,
      progress: { report: () => {} },
    },
    close: async () => {
      await viewers.close();
      await rehearsal.close();
    },
  });
}
