import type { Sentinel } from "../../switch/sentinel/sentinel";
import { rehearsedSentinel } from "../assembly/rehearsed-sentinel";
import type { LoadedSite } from "../terraform";
import type { SessionPorts } from "./ports";
import type { ServedSites } from "./sites/served-sites";

/**
 * Lets the sentinels of each site look, in the time that passes here, as those that are deployed would.
 * @returns what ends it
 */
export function watchSites(sites: ServedSites, ports: SessionPorts): () => void {
  const ending = new AbortController();
  for (const name of sites.names)
    watch(sites, name, ports, ending.signal).catch((error) => {
      if (!ending.signal.aborted) throw error;
    });
  return () => ending.abort();
}

async function watch(
  sites: ServedSites,
  name: string,
  ports: SessionPorts,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = sites.rehearsal;
  let loaded: LoadedSite | undefined;
  let watching: readonly Sentinel[] = [];
  for (;;) {
    const site = sites.all.find((one) => one.name === name);
    const [first] = site?.loaded.sentinels ?? [];
    if (site === undefined || first === undefined) return;
    // Its Terraform may be read anew while it is served.
    if (loaded !== site.loaded) watching = sentinelsOf(sites, site, ports, signal);
    loaded = site.loaded;
    if (watching.length === 0) return;
    const next = clock.now() + first.settings.period * 1_000;
    await Promise.all(watching.map((one) => one.run()));
    await clock.sleep(Math.max(0, next - clock.now()), signal);
  }
}

function sentinelsOf(
  { rehearsal }: ServedSites,
  { name, loaded: part, local: { host } }: ServedSites["all"][number],
  ports: SessionPorts,
  signal: AbortSignal,
): Sentinel[] {
  return part.sentinels.flatMap((loaded) => {
    const who = part.sentinels.length === 1 ? "the sentinel" : `the sentinel of ${loaded.region}`;
    let told = "";
    const sentinel = rehearsedSentinel({
      ...{ rehearsal, loaded, part, host, signal },
      tell: ({ decision, reason, concern }) => {
        // Once: what it sees stays the same for hours.
        const isNews = concern === 2 && `${decision} ${reason}` !== told;
        told = concern === 2 ? `${decision} ${reason}` : "";
        if (!isNews) return;
        const does = decision === "nothing" ? "does nothing" : `throws the switch (${decision})`;
        ports.tell({ event: "sentinel", site: name, decision, reason }, `${name}: ${who} ${does}: ${reason}`);
      },
    });
    return sentinel === undefined ? [] : [sentinel];
  });
}
