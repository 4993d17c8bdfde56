import type { SiteConfig } from "../../../config";
import { usualSentinel } from "../../../config/automatic-failover";
import type { LoadedSentinel, LoadedSite } from "../../terraform";
import type { DrillContent } from "../content/content";
import { type PreparedSite, prepareSite } from "../site";

/** A way to keep a site on AWS, that others are compared with. */
export interface Way {
  readonly name: string;
  readonly title: string;
  readonly loaded: LoadedSite;
  /** The name that visitors use. */
  readonly host: string;
  /** Of a site that is published by releases; any other is synced. */
  readonly config?: SiteConfig;
  /** Milliseconds after the outage begins until somebody throws the switch that the way has. @default - nobody does */
  readonly evacuatesAfter?: number;
  /** What throws it where nobody does. @default - nothing does */
  readonly sentinels?: readonly LoadedSentinel[];
}

/** A person is called, looks, and decides. */
export const decision = 5 * 60_000;

/** Somebody's Terraform as a way, under the first name that its visitors have. */
export function wayOf(name: string, title: string, loaded: LoadedSite, hasSwitch = false): Way {
  const hosts = loaded.distributions.flatMap(({ aliases, domainName }) => [...aliases, domainName]);
  const host = hosts.find((one) => !one.startsWith("*")) ?? "";
  return { name, title, loaded, host, ...(hasSwitch && { evacuatesAfter: decision }) };
}

/** The project's own site: left alone, evacuated, and left to its sentinel, which has the usual settings if it has none. */
export function ownWays(site: Pick<Way, "loaded" | "host"> & { readonly config: SiteConfig }): Way[] {
  const usual = { region: site.config.regions.replica, settings: usualSentinel };
  return [
    { ...site, name: "outlast", title: "outlast, left alone" },
    { ...site, name: "outlast-evacuated", title: "outlast, evacuated after 5 min", evacuatesAfter: decision },
    {
      ...{ ...site, name: "outlast-sentinel", title: "outlast, left to its sentinel" },
      sentinels: site.loaded.sentinels.length > 0 ? site.loaded.sentinels : [usual],
    },
  ];
}

/** Each with the content, and with what is right of it. */
export async function prepareWays(
  ways: readonly Way[],
  content: DrillContent,
  seed: string,
): Promise<readonly (readonly [Way, PreparedSite])[]> {
  const sites = new Map<LoadedSite, PreparedSite>();
  const out: [Way, PreparedSite][] = [];
  for (const way of ways) {
    const site = sites.get(way.loaded) ?? (await prepareSite(way, content, seed));
    sites.set(way.loaded, site);
    out.push([way, site]);
  }
  return out;
}
