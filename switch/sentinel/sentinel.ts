import type { SentinelSettings } from "../../facts/site/sentinel-settings";
import type { Side } from "../../facts/site/switch";
import { type AuditLine, type SwitchState, sentinelName } from "../../facts/site/switch-record";
import { type Decision, decideThrow } from "./decide";
import { blank, type Memory, remember } from "./memory";
import type { Observation, Sight } from "./sights";

/** What the sentinel works with: AWS where it is deployed, and a rehearsal's regions on its clock. */
export interface SentinelPorts {
  /** Where it runs. */
  readonly region: string;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Asks both regions, both ways, at once; it never throws. */
  readonly observe: () => Promise<Observation>;
  readonly read: () => Promise<SwitchState>;
  /** @returns the switch as somebody else has thrown it since it was seen; undefined where it is thrown */
  readonly write: (line: AuditLine, seen: SwitchState) => Promise<SwitchState | undefined>;
  /** Hears of every decision; what concerns people reaches them by the alarm on its metric. */
  readonly tell: (report: SentinelReport) => void;
}

/** One decision, as it is logged. */
export interface SentinelReport {
  /** ISO 8601. */
  readonly at: string;
  readonly decision: Decision["do"] | "failed";
  readonly reason: string;
  readonly concern: Decision["concern"];
  /** Which side was asked first when the switch was read last. */
  readonly side?: SwitchState["side"];
  readonly sights: Readonly<Record<Side, { readonly s3: string; readonly edge: string }>>;
}

/** Milliseconds between two looks while a region has failed and not often enough yet. */
const pause = 10_000;
/** Milliseconds after which no other look begins: the next run comes, and this one has to be over. */
const longestRun = 40_000;
/** Longest reason that a line of the switch's record takes from the sentinel. */
const longestReason = 200;

/** Looks at a site's regions and throws the switch between them when nobody does. It deploys nothing. */
export class Sentinel {
  readonly #settings: SentinelSettings;
  readonly #ports: SentinelPorts;
  #memory: Memory = blank;

  constructor(settings: SentinelSettings, ports: SentinelPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /**
   * What is done once a period. It looks again within it as long as a region has failed, and not often enough.
   * @throws what kept it from reading or writing the switch, after it has told of it
   */
  async run(): Promise<void> {
    const end = this.#ports.now() + longestRun;
    while ((await this.#lookOnce()).again && this.#ports.now() < end) await this.#ports.sleep(pause);
  }

  async #lookOnce(): Promise<Decision> {
    const seen = await this.#ports.observe();
    this.#memory = remember(this.#memory, seen, this.#settings);
    const decide = () => decideThrow(this.#memory, seen, this.#settings, this.#ports.region);
    let decision = decide();
    try {
      if (decision.do === "look") {
        this.#know(await this.#ports.read());
        decision = decide();
      }
      if (decision.do === "evacuate" || decision.do === "return") decision = await this.#throw(decision);
    } catch (error) {
      const reason = `${decision.reason}; the switch cannot be reached: ${nameOf(error)}`;
      this.#report({ ...decision, reason, concern: 2 }, seen, "failed");
      throw error;
    }
    this.#report(decision, seen, decision.do);
    return decision;
  }

  async #throw(decision: Decision): Promise<Decision> {
    const before = this.#memory.state ?? { side: "primary", audit: [] };
    const line: AuditLine = {
      side: decision.do === "evacuate" ? "replica" : "primary",
      at: new Date(this.#ports.now()).toISOString(),
      by: sentinelName,
      reason: decision.reason.slice(0, longestReason),
      region: this.#ports.region,
    };
    const meanwhile = await this.#ports.write(line, before);
    this.#know(meanwhile ?? (await this.#ports.read()));
    if (meanwhile === undefined) return decision;
    return {
      do: "nothing",
      reason: `${decision.reason}; somebody has thrown the switch meanwhile`,
      concern: 1,
    };
  }

  #know(state: SwitchState): void {
    this.#memory = { ...this.#memory, state, readAt: this.#ports.now() };
  }

  #report(decision: Decision, seen: Observation, done: SentinelReport["decision"]): void {
    const { state } = this.#memory;
    const of = (side: Side) => ({
      s3: words(seen.direct[side]),
      edge: words(seen.edge[side]),
    });
    this.#ports.tell({
      at: new Date(seen.at).toISOString(),
      decision: done,
      reason: decision.reason,
      concern: decision.concern,
      ...(state && { side: state.side }),
      sights: { primary: of("primary"), replica: of("replica") },
    });
  }
}

function words({ seen, detail }: Sight): string {
  return seen === "well" ? detail : `${seen}: ${detail}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : String(error);
}
