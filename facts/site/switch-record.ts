import { keyValueStoreLimits } from "../cloudfront/limits";
import type { Side } from "./switch";

/**
 * One throw of the switch, or one order about it: who, when, why, and what it asks of the sentinel. The lines are beside
 * the switch's key in its store, written in the same update: a function that was deployed by an older version reads the
 * switch as it always did, and a reader of an older version reads the lines that it knows.
 */
export interface AuditLine {
  readonly side: Side;
  /** ISO 8601. */
  readonly at: string;
  /** ARN of the caller, `sentinel`, or why it is not known. */
  readonly by: string;
  readonly reason: string;
  /** Set where nothing was thrown: the sentinel was switched off, or on. */
  readonly order?: true;
  /** Until when the sentinel leaves the switch as it is: ISO 8601, or until a person throws it again. */
  readonly hold?: string;
  /** Whether a person has switched the sentinel off; each line hands it on until one says otherwise. */
  readonly sentinel?: "off" | "on";
  /** When the sentinel has thrown the switch within the hour, in epoch seconds; each line hands it on. */
  readonly throws?: readonly number[];
  /** Of a throw of the sentinel's: in which region it ran, since a site may have several. */
  readonly region?: string;
}

/** The switch, and what has become of it. */
export interface SwitchState {
  readonly side: Side;
  /** Newest first, as many as a value of the store holds. */
  readonly audit: readonly AuditLine[];
}

/** Who has thrown it where no person has. */
export const sentinelName = "sentinel";

/** A hold that ends when a person throws the switch again. */
export const untilThrown = "until thrown";

const hour = 3_600;

/** A line as it is written after these: with what each hands on, and with its own throw where the sentinel threw. */
export function lineAfter(audit: readonly AuditLine[], line: AuditLine): AuditLine {
  const [last] = audit;
  const at = Math.floor(Date.parse(line.at) / 1_000);
  const throws = throwsWithin(audit, at * 1_000);
  const own = line.by === sentinelName ? [...throws, at] : throws;
  const { sentinel = last?.sentinel, ...rest } = line;
  return { ...rest, ...(sentinel === "off" && { sentinel }), ...(own.length > 0 && { throws: own }) };
}

/** When the sentinel has thrown the switch in the hour before; what a clock that was ahead wrote is none. @param at milliseconds */
export function throwsWithin([last]: readonly AuditLine[], at: number): readonly number[] {
  return (last?.throws ?? []).filter((time) => Math.abs(at / 1_000 - time) < hour);
}

/** Who brought the switch to where it is. */
export function thrownBy({ side, audit }: SwitchState): AuditLine | undefined {
  const last = audit.find(({ order }) => order === undefined);
  return last?.side === side ? last : undefined;
}

/** An evacuation that a person threw, or that nobody has written a line for. */
export function isPersons(state: SwitchState): boolean {
  return state.side === "replica" && thrownBy(state)?.by !== sentinelName;
}

/**
 * Until when nobody but a person may throw the switch: a person's evacuation lasts until a person ends it. Undefined where
 * nobody holds it, or not any more. @param at milliseconds
 */
export function holdOf(state: SwitchState, at: number): string | undefined {
  const hold = thrownBy(state)?.hold;
  if (hold === undefined) return isPersons(state) ? untilThrown : undefined;
  const end = Date.parse(hold);
  if (Number.isNaN(end)) return untilThrown;
  return end > at ? hold : undefined;
}

/** Who has switched the sentinel off, where it is: each line hands on that it is, and one of them says who did it. */
export function switchedOff({ audit }: SwitchState): AuditLine | undefined {
  const [last] = audit;
  if (last?.sentinel !== "off") return undefined;
  return audit.find(isOffOrder) ?? { ...last, by: "somebody", reason: "no line says why" };
}

function isOffOrder({ order, sentinel }: AuditLine): boolean {
  return order === true && sentinel === "off";
}

/** Characters of a reason and of a name, where all of them do not fit. */
const shorter = [Number.POSITIVE_INFINITY, 200, 80, 20, 0];
const shortName = 120;

/**
 * As many lines as fit, newest first. What the sentinel goes by is always among them: the newest, who threw the switch,
 * who switched the sentinel off. Where their words are too long, the words give way: visitors do not wait for a reason.
 */
export function renderAudit(lines: readonly AuditLine[]): string {
  const needed = neededOf(lines);
  for (const longest of shorter)
    for (let count = lines.length; count > 0; count--) {
      const kept = lines.flatMap((line, index) =>
        index < count || needed.has(line) ? [shortened(line, index, longest)] : [],
      );
      const text = JSON.stringify(kept);
      if (new TextEncoder().encode(text).length <= keyValueStoreLimits.value) return text;
    }
  return "[]";
}

function neededOf(lines: readonly AuditLine[]): ReadonlySet<AuditLine | undefined> {
  const [last, before] = lines.filter(({ order }) => order === undefined);
  const [newest] = lines;
  return new Set([
    ...[newest, last],
    ...(newest?.sentinel === "off" ? [lines.find(isOffOrder)] : []),
    // Two sentinels that see different things know it by what each has thrown.
    ...(last?.by === sentinelName && before?.by === sentinelName ? [before] : []),
  ]);
}

/** What each line hands on is asked of the newest alone. A name's end says more than its beginning. */
function shortened(line: AuditLine, index: number, longest: number): AuditLine {
  const { throws, ...rest } = line;
  const own = index === 0 ? line : rest;
  if (longest === Number.POSITIVE_INFINITY) return own;
  return {
    ...own,
    by: [...own.by].slice(-shortName).join(""),
    reason: [...own.reason].slice(0, longest).join(""),
  };
}

/** The lines of a store's value; none of what somebody wrote by hand and is no line. */
export function parseAudit(text: string | undefined): AuditLine[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isLine) : [];
  } catch {
    // Somebody wrote the key by hand; the switch itself does not depend on it.
    return [];
  }
}

function isLine(value: unknown): value is AuditLine {
  if (typeof value !== "object" || value === null) return false;
  const { side, at, by, reason, order, hold, sentinel, throws, region } = value as Record<
    keyof AuditLine,
    unknown
  >;
  return (
    (side === "primary" || side === "replica") &&
    [at, by, reason].every((text) => typeof text === "string") &&
    (hold === undefined || typeof hold === "string") &&
    (region === undefined || typeof region === "string") &&
    (sentinel === undefined || sentinel === "off" || sentinel === "on") &&
    (order === undefined || order === true) &&
    (throws === undefined || (Array.isArray(throws) && throws.every((time) => typeof time === "number")))
  );
}
