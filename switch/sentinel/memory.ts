import type { SentinelSettings } from "../../facts/site/sentinel-settings";
import type { Side } from "../../facts/site/switch";
import type { SwitchState } from "../../facts/site/switch-record";
import { edgeFails, type Observation, releaseOf, sightOf } from "./sights";

/**
 * What the sentinel knows from one look to the next. It is lost with the process and nothing is worse for it: counting
 * begins again, and what it has thrown is in the switch's own record.
 */
export interface Memory {
  /** Milliseconds of the last look. */
  readonly at?: number;
  /** Looks in a row at which a region failed. */
  readonly failed: Readonly<Record<Side, number>>;
  /** Milliseconds since when the primary has been well at every look. */
  readonly wellSince?: number;
  /** The release that the primary held when it was well last. */
  readonly release?: string;
  /** The switch as it was when it was read last, and when: reading it costs money. */
  readonly state?: SwitchState;
  readonly readAt?: number;
}

export const blank: Memory = { failed: { primary: 0, replica: 0 } };

/** Periods after which a look says nothing of the one before: "in a row" and "since" begin again. */
const gap = 3;

/** The memory after one more look. */
export function remember(memory: Memory, seen: Observation, { period }: SentinelSettings): Memory {
  const isGap = memory.at === undefined || seen.at - memory.at > gap * period * 1_000 || seen.at < memory.at;
  const before = isGap ? blank : memory;
  const count = (side: Side) =>
    sightOf(seen, side) === "failing" && !edgeFails(seen) ? before.failed[side] + 1 : 0;
  const isWell = sightOf(seen, "primary") === "well";
  const { wellSince: _, state, readAt, ...kept } = memory;
  return {
    ...kept,
    // What was read in time to come, by a clock that was ahead, would be taken for new until then.
    ...(readAt !== undefined && readAt <= seen.at && state && { state, readAt }),
    at: seen.at,
    failed: { primary: count("primary"), replica: count("replica") },
    ...(isWell && { wellSince: before.wellSince ?? seen.at }),
    ...(isWell && releaseOf(seen, "primary") && { release: releaseOf(seen, "primary") }),
  };
}
