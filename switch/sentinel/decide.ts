import type { SentinelSettings } from "../../facts/site/sentinel-settings";
import type { Side } from "../../facts/site/switch";
import {
  type AuditLine,
  holdOf,
  isPersons,
  type SwitchState,
  sentinelName,
  switchedOff,
  thrownBy,
  throwsWithin,
  untilThrown,
} from "../../facts/site/switch-record";
import type { Memory } from "./memory";
import { edgeFails, type Observation, releaseOf, sightOf } from "./sights";

/** What the sentinel does, and why. */
export interface Decision {
  /** `look` reads the switch, and decides again. */
  readonly do: "nothing" | "look" | "evacuate" | "return";
  readonly reason: string;
  /** 0 while all is well, 1 while it watches, 2 when it throws, or would and may not. */
  readonly concern: 0 | 1 | 2;
  /** Looks again at once rather than in a period: a region has failed, and not often enough yet. */
  readonly again?: true;
}

const minute = 60_000;
const hour = 60 * minute;
/** How old what is known of the switch may be while something is wrong, and while nothing is. */
const readAgain = { trouble: 10 * minute, calm: 6 * 60 * minute };

/** Decides by the last look, and by the memory that has it in it already. @param here the region that it runs in */
export function decideThrow(
  memory: Memory,
  seen: Observation,
  settings: SentinelSettings,
  here: string,
): Decision {
  const well = seen.at - (memory.wellSince ?? seen.at);
  if (edgeFails(seen)) return nothing(1, "CloudFront answers for neither region, and both answer S3");
  if (memory.failed.primary > 0) return primaryFails(memory, seen, settings, here);
  if (memory.wellSince === undefined) return nothing(1, `the primary ${detail(seen, "primary")}`);
  const { state } = memory;
  const age = seen.at - (memory.readAt ?? Number.NEGATIVE_INFINITY);
  const isEvacuated = state?.side === "replica";
  if (isEvacuated && memory.failed.replica > 0) return replicaFails(memory, seen, settings, state, here);
  // Another sentinel, or a person, may have sent visitors there, and this one has not been told.
  if (memory.failed.replica >= settings.failures && age > readAgain.trouble) return look;
  const wait = settings.healthyFor * 1_000;
  if (well < wait)
    return isEvacuated
      ? nothing(1, `the primary has been well for ${span(well)} of ${span(wait)}`)
      : nothing(0, "the primary is well");
  const patience = isEvacuated ? readAgain.trouble : readAgain.calm;
  if (state === undefined || age > patience) return look;
  return isEvacuated ? comesBack(memory, seen, settings, state, here) : nothing(0, "the primary is well");
}

const look: Decision = { do: "look", reason: "what the switch says is not known", concern: 1 };

function primaryFails(memory: Memory, seen: Observation, settings: SentinelSettings, here: string): Decision {
  const failed = memory.failed.primary;
  const why = `the primary ${detail(seen, "primary")}`;
  const { state } = memory;
  const isKnown = state !== undefined && seen.at - (memory.readAt ?? 0) <= readAgain.trouble;
  if (isKnown && state.side === "replica") return nothing(1, `${why}, and the replica is asked first`);
  // A person would look at their own network first.
  if (sightOf(seen, "replica") !== "well")
    return nothing(2, `${why}, and the replica ${detail(seen, "replica")}: neither can be relied on`);
  if (failed < settings.failures)
    return { ...nothing(1, `${why}, ${failed} of ${settings.failures} times`), again: true };
  const held = releaseOf(seen, "replica");
  if (memory.release !== undefined && held !== undefined && held !== memory.release)
    return nothing(2, `${why}; the replica holds release ${held}, and the primary held ${memory.release}`);
  if (!isKnown) return look;
  const refused = refusal(state, "replica", seen.at, settings, 1) ?? disagreement(state, seen.at, here);
  if (refused !== undefined) return nothing(2, `${why}; ${refused}`);
  return { do: "evacuate", reason: `${why}, ${failed} times in a row`, concern: 2 };
}

/** Evacuated to a region that fails, while the other one is well: back at once. */
function replicaFails(
  memory: Memory,
  seen: Observation,
  settings: SentinelSettings,
  state: SwitchState,
  here: string,
): Decision {
  const failed = memory.failed.replica;
  const why = `the replica ${detail(seen, "replica")}`;
  if (failed < settings.failures)
    return { ...nothing(1, `${why}, ${failed} of ${settings.failures} times`), again: true };
  if (seen.at - (memory.readAt ?? 0) > readAgain.trouble) return look;
  const refused = refusal(state, "primary", seen.at, settings, 1) ?? disagreement(state, seen.at, here);
  if (refused !== undefined) return nothing(2, `${why}; ${refused}`);
  return { do: "return", reason: `${why}, ${failed} times in a row, and the primary is well`, concern: 2 };
}

function comesBack(
  memory: Memory,
  seen: Observation,
  settings: SentinelSettings,
  state: SwitchState,
  here: string,
): Decision {
  const well = `the primary has been well for ${span(seen.at - (memory.wellSince ?? seen.at))}`;
  if (sightOf(seen, "replica") !== "well")
    return nothing(
      1,
      `${well}, and the replica ${detail(seen, "replica")}: their releases cannot be compared`,
    );
  const [first, second] = [releaseOf(seen, "primary"), releaseOf(seen, "replica")];
  if (first !== second)
    return nothing(
      1,
      `${well}; it holds release ${first ?? "unknown"}, and the replica ${second ?? "unknown"}`,
    );
  const other = otherSentinel(thrownBy(state), here);
  if (other !== undefined) return leftTo(other, well, seen.at - (memory.wellSince ?? seen.at), settings);
  // The way back, and one more there in case it is needed: what flaps ends at the replica.
  const refused = refusal(state, "primary", seen.at, settings, 2);
  if (refused !== undefined) return nothing(isPersons(state) ? 1 : 2, `${well}; ${refused}`);
  return { do: "return", reason: `${well}, and both regions hold the same release`, concern: 2 };
}

/** Why the sentinel may not throw the switch, if it may not. @param needed throws that have to be left in the hour */
function refusal(
  state: SwitchState,
  to: Side,
  at: number,
  { throwsPerHour }: SentinelSettings,
  needed: number,
): string | undefined {
  const off = switchedOff(state);
  if (off !== undefined) return `the sentinel is off, by ${off.by}: ${off.reason}`;
  const hold = holdOf(state, at);
  if (hold !== undefined) {
    const { by, reason } = thrownBy(state) ?? { by: "somebody", reason: "no line says why" };
    return `${by} holds the ${state.side} ${hold === untilThrown ? hold : `until ${hold}`}: ${reason}`;
  }
  const thrown = throwsWithin(state.audit, at).length;
  if (thrown + needed > throwsPerHour)
    return `${thrown} of ${throwsPerHour} throws of this hour are spent: it stays at the ${to === "primary" ? "replica" : "primary"}`;
  return undefined;
}

/** Only it knows what it saw; where it does not return in four times the wait, it may be lost, and people hear of it. */
function leftTo(other: string, well: string, ms: number, { healthyFor }: SentinelSettings): Decision {
  const evacuated = `${well}; the sentinel of ${other} evacuated it`;
  return ms < 4 * healthyFor * 1_000
    ? nothing(1, `${evacuated}, and returns`)
    : nothing(2, `${evacuated}, and has not returned: return by hand`);
}

/** Two sentinels that see different things do not throw the switch to and fro: the second throw stands for an hour. */
function disagreement({ audit }: SwitchState, at: number, here: string): string | undefined {
  const [last, before] = audit.filter(({ order }) => order === undefined);
  const other = otherSentinel(last, here);
  const isRecent = last !== undefined && Math.abs(at - Date.parse(last.at)) < hour;
  const isOwn = before?.by === sentinelName && before.region === here;
  if (other === undefined || !isRecent || !isOwn) return undefined;
  return `the sentinel of ${other} has taken back what the one of ${here} threw within the hour`;
}

/** The region of another sentinel, where one has thrown it; what an older version threw is anybody's. */
function otherSentinel(line: AuditLine | undefined, here: string): string | undefined {
  return line?.by === sentinelName && line.region !== here ? line.region : undefined;
}

function nothing(concern: Decision["concern"], reason: string): Decision {
  return { do: "nothing", reason, concern };
}

function detail(seen: Observation, side: Side): string {
  const { direct, edge } = seen;
  return edge[side].seen === "well" ? `${direct[side].detail} to S3` : `${edge[side].detail} to CloudFront`;
}

function span(ms: number): string {
  return `${Math.floor(ms / minute)} min`;
}
