import type { SentinelSettings } from "../../facts/site/sentinel-settings";
import { Sentinel, type SentinelPorts, type SentinelReport } from "./sentinel";
import type { Observation, Sight } from "./sights";

/** What a canary run works with: the site's regions, and the canary's own keys in the store. */
export interface CanaryPorts extends Pick<SentinelPorts, "region" | "observe" | "read" | "write"> {
  /** Takes the canary's keys out of the store. */
  readonly forget: () => Promise<void>;
}

/** What a canary run has shown. */
export interface CanaryRun {
  /** Whether it has thrown the canary's switch, and brought it back. */
  readonly thrown: boolean;
  readonly returned: boolean;
  /** Its decisions: each that differs from the one before. */
  readonly reports: readonly SentinelReport[];
}

const outage: Sight = { seen: "failing", detail: "answers 503, as the canary has it" };

/**
 * The sentinel's own decision over what it sees of both regions now, with an outage of the primary that nobody has: on a
 * clock that jumps, and at keys beside the switch that no edge reads. Visitors meet nothing of it.
 */
export async function runCanary(settings: SentinelSettings, ports: CanaryPorts): Promise<CanaryRun> {
  const { forget, read, region, write } = ports;
  const first = await ports.observe();
  const reports: SentinelReport[] = [];
  let now = first.at;
  let isOut = true;
  const seen = (): Observation => ({
    at: now,
    direct: { ...first.direct, ...(isOut && { primary: outage }) },
    edge: { ...first.edge, ...(isOut && { primary: outage }) },
  });
  const sentinel = new Sentinel(settings, {
    ...{ region, now: () => now, observe: async () => seen(), read, write },
    async sleep(ms) {
      now += ms;
    },
    tell(report) {
      const last = reports.at(-1);
      if (report.decision !== last?.decision || report.decision !== "nothing") reports.push(report);
      else reports.splice(-1, 1, report);
    },
  });
  const until = async (decision: SentinelReport["decision"], seconds: number) => {
    for (const end = now + seconds * 1_000; now <= end; now += settings.period * 1_000) {
      await sentinel.run();
      if (reports.at(-1)?.decision === decision) return true;
    }
    return false;
  };
  await forget();
  try {
    const thrown = await until("evacuate", settings.period * (settings.failures + 1));
    isOut = false;
    return {
      thrown,
      returned: thrown && (await until("return", settings.healthyFor + settings.period * 2)),
      reports,
    };
  } finally {
    await forget();
  }
}
