import type { Side } from "../../../facts/site/switch";
import type { SentinelReport } from "../../../switch/sentinel/sentinel";
import type { HealthAnswer } from "../../../switch/sentinel/sights";
import type { Rehearsal } from "../../assembly/rehearsal";
import { rehearsedSentinel } from "../../assembly/rehearsed-sentinel";
import type { LoadedSentinel } from "../../terraform";
import type { Systems } from "./systems";

export interface WatchParts {
  readonly rehearsal: Rehearsal;
  readonly systems: Systems;
  readonly host: string;
  readonly loaded: LoadedSentinel;
  /** In [0, 1): when within its period the sentinel looks, and which answers break off. */
  readonly random: () => number;
  readonly onThrow: (report: SentinelReport) => void;
}

/** Lets a sentinel of the site's look, period by period, as long as the drill lasts. */
export async function watch(parts: WatchParts): Promise<void> {
  const { host, loaded, onThrow, random, rehearsal, systems } = parts;
  const sentinel = rehearsedSentinel({
    ...{ rehearsal, host, loaded },
    atEdge: (side, answer) => broken(systems, side, answer, random),
    tell: (report) => {
      if (report.decision === "evacuate" || report.decision === "return") onThrow(report);
    },
  });
  const period = loaded.settings.period * 1_000;
  const { clock } = rehearsal;
  for (let next = clock.now() + random() * period; sentinel; next += period) {
    await clock.sleep(next - clock.now());
    await sentinel.run();
  }
}

/** What stands between the edge and whoever asks it, or between it and its origins. */
function broken(systems: Systems, side: Side, answer: HealthAnswer, random: () => number): HealthAnswer {
  if (systems.edge !== undefined) return { error: "does not answer" };
  const share = systems.cut.get(side);
  return share !== undefined && random() < share ? { error: "breaks off" } : answer;
}
