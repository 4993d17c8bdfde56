import { type AuditLine, lineAfter, type SwitchState } from "../../../facts/site/switch-record";
import { Sentinel, type SentinelReport } from "../../../switch/sentinel/sentinel";
import type { Observation, Sight } from "../../../switch/sentinel/sights";

export const settings = { period: 60, failures: 3, healthyFor: 900, throwsPerHour: 4 };
export const minute = 60_000;
export const begin = Date.UTC(2026, 10, 29);

export const well = (release = "r1"): Sight => ({
  seen: "well",
  release,
  detail: `answers, release ${release}`,
});
export const failing: Sight = { seen: "failing", detail: "answers 503" };
export const unseen: Sight = { seen: "nothing", detail: "refuses the sentinel: 403" };

/** What each side shows, both ways unless one is said. */
export interface World {
  primary: Sight;
  replica: Sight;
  direct?: Partial<Observation["direct"]>;
  edge?: Partial<Observation["edge"]>;
}

/** A sentinel over a store and regions of a test's, on a clock of its own. */
export class Watched {
  now = begin;
  world: World = { primary: well(), replica: well() };
  state: SwitchState = { side: "primary", audit: [] };
  reads = 0;
  isStoreDown = false;
  readonly reports: SentinelReport[] = [];
  /** Of which people hear. */
  get messages(): SentinelReport[] {
    return this.reports.filter(({ concern }) => concern === 2);
  }
  /** Called between a read of the switch and a write. */
  meanwhile: () => void = () => {};
  sentinel = this.start();

  /** @param seen what it sees, where that is not what all see */
  start(region = "eu-west-1", seen: () => World = () => this.world): Sentinel {
    return new Sentinel(settings, {
      region,
      now: () => this.now,
      sleep: async (ms) => {
        this.now += ms;
      },
      observe: async () => {
        const { primary, replica, direct, edge } = seen();
        return { at: this.now, direct: { primary, replica, ...direct }, edge: { primary, replica, ...edge } };
      },
      read: async () => {
        this.reads++;
        if (this.isStoreDown) throw new Error("no answer");
        return this.state;
      },
      write: async (line, seen) => {
        if (this.isStoreDown) throw new Error("no answer");
        this.meanwhile();
        if (seen.side !== this.state.side || seen.audit[0]?.at !== this.state.audit[0]?.at) return this.state;
        this.write(line);
        return undefined;
      },
      tell: (report) => this.reports.push(report),
    });
  }

  write(line: AuditLine): void {
    const { audit } = this.state;
    this.state = { side: line.side, audit: [lineAfter(audit, line), ...audit] };
  }

  /** A person's order. */
  person(side: "primary" | "replica", rest: Partial<AuditLine> = {}): void {
    const at = new Date(this.now).toISOString();
    this.write({ side, at, by: "arn:aws:iam::123456789012:user/ops", reason: "a person", ...rest });
  }

  /** So many minutes, with a run of each sentinel in each. @returns what they did */
  async minutes(count: number, sentinels = [this.sentinel]): Promise<string[]> {
    const from = this.reports.length;
    for (let i = 0; i < count; i++) {
      const next = this.now + minute;
      for (const one of sentinels) await one.run();
      this.now = Math.max(this.now, next);
    }
    return this.reports.slice(from).flatMap(({ decision }) => (decision === "nothing" ? [] : [decision]));
  }
}
