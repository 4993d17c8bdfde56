import { serveViewers } from "../../../rehearsal/server";
import type { ReleaseContext } from "../../../release";
import { rehearsedSites } from "../../rehearsal/session/support/served";
import { liveRelease } from "../../support/release/live";

/** A rehearsed site at an address of this machine, to which releases go. */
export interface LiveSite {
  readonly url: string;
  readonly context: ReleaseContext;
  /** Takes the Content-Security-Policy away from all answers. */
  bare: boolean;
  close(): Promise<void>;
}

/**
 * Edges keep pages for a minute, browsers and edges keep what is proven to be hashed. A browser's clock cannot be moved on:
 * it is as if each visit came after the time for which browsers keep what is not hashed.
 *
 * @param contentSecurityPolicy the site's; hashes of what is inline travel with pages
 */
export async function liveSite(contentSecurityPolicy: string): Promise<LiveSite> {
  const [site] = rehearsedSites({
    name: "site",
    regions: { primary: "eu-central-1", replica: "eu-west-1" },
    cache: { default: { mode: "edge", ttl: "1m" } },
    headers: { contentSecurityPolicy },
  });
  if (site === undefined) throw new Error("there is no site");
  const { context, served } = liveRelease(site);
  const { rehearsal } = served;
  const live = { bare: false };
  const viewers = await serveViewers({
    hosts: served.hosts,
    port: 0,
    edge: {
      wantsBody: (request) => rehearsal.edge.wantsBody(request),
      handle: async (request) => {
        const answer = await rehearsal.edge.handle(request);
        const headers = answer.headers.clone();
        if (!headers.get("cache-control")?.includes("immutable")) headers.set("cache-control", "max-age=0");
        if (live.bare) headers.delete("content-security-policy");
        return { ...answer, headers };
      },
    },
  });
  return Object.assign(live, {
    url: `http://localhost:${viewers.port}/`,
    context,
    close: async () => {
      await viewers.close();
      await rehearsal.close();
    },
  });
}
