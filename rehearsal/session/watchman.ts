import type { Sentinel } from "../../switch/sentinel/sentinel";
import { rehearsedSentinel } from "../assembly/rehearsed-sentinel";
import type { LoadedSite } from "../terraform";
import type { SessionPorts } from "./ports";
import type { ServedSites } from "./sites/served-sites";

/** Of what a site has now: its Terraform may be read anew while it is served. */
interface Watching {
  readonly loaded: LoadedSite;
  readonly sentinel: Sentinel | undefined;
}

/**
 * Lets the sentinel of each site look, in the time that passes here, as the one that is deployed would.
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
  let watching: Watching | undefined;
  for (;;) {
    const site = sites.all.find((one) => one.name === name);
    if (site === undefined || site.loaded.sentinel === undefined) return;
    const { period } = site.loaded.sentinel;
    if (watching?.loaded !== site.loaded)
      watching = { loaded: site.loaded, sentinel: sentinelOf(sites, site, ports, signal) };
    if (watching.sentinel === undefined) return;
    const next = clock.now() + period * 1_000;
    await watching.sentinel.run();
    await clock.sleep(Math.max(0, next - clock.now()), signal);
  }
}

function sentinelOf(
  { rehearsal }: ServedSites,
  { name, loaded, local: { host } }: ServedSites["all"][number],
  ports: SessionPorts,
  signal: AbortSignal,
): Sentinel | undefined {
  let told = "";
  return rehearsedSentinel({
    ...{ rehearsal, part: loaded, host, signal },
    tell: ({ decision, reason, concern }) => {
      // Once: what it sees stays the same for hours.
      const isNews = concern === 2 && `${decision} ${reason}` !== told;
      told = concern === 2 ? `${decision} ${reason}` : "";
      if (!isNews) return;
      const does = decision === "nothing" ? "does nothing" : `throws the switch (${decision})`;
      ports.tell(
        { event: "sentinel", site: name, decision, reason },
        `${name}: the sentinel ${does}: ${reason}`,
      );
    },
  });
}
