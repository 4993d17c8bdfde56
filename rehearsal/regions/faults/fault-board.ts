import { compileWildcard } from "../../../facts/wildcard";
import type { Fault, FaultEffect, FaultLocation } from "./fault";

/** A fault that has been set. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  readonly since: number;
  /** Milliseconds since the epoch; Infinity until it is cleared. */
  readonly until: number;
}

interface Entry extends ActiveFault {
  readonly matchesKey: (key: string) => boolean;
  requests: number;
  second: number;
  inSecond: number;
}

/** The faults that are set. Where several fit a request, the one that was set last decides first. */
export class FaultBoard {
  readonly #random: () => number;
  #entries: readonly Entry[] = [];
  #lastId = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sets a fault; one on the same target and key pattern gives way to it, but `paused` stands beside others. */
  set(fault: Fault, now: number): ActiveFault {
    const entry: Entry = {
      id: ++this.#lastId,
      fault,
      since: now,
      until: fault.duration === undefined ? Number.POSITIVE_INFINITY : now + fault.duration,
      matchesKey: compileWildcard(fault.keyPattern ?? "*"),
      requests: 0,
      second: -1,
      inSecond: 0,
    };
    this.#entries = [
      entry,
      ...this.#entries.filter((old) => !isReplaced(old.fault, fault) && old.until > now),
    ];
    return entry;
  }

  clear(id: number): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }

  clearTarget(target: string): void {
    this.#entries = this.#entries.filter((entry) => entry.fault.target !== target);
  }

  clearAll(): void {
    this.#entries = [];
  }

  list(now: number): readonly ActiveFault[] {
    return this.#entries
      .filter((entry) => entry.until > now)
      .map(({ id, fault, since, until }) => ({ id, fault, since, until }));
  }

  /** The effect on one request, which counts towards rates. */
  strike(location: FaultLocation, key: string, now: number): FaultEffect | undefined {
    if (this.#entries.length === 0) return undefined;
    for (const entry of this.#entries) {
      if (entry.fault.effect.kind === "paused" || !isActive(entry, now) || !isAimedAt(entry, location, key))
        continue;
      if (this.#hits(entry, now)) return entry.fault.effect;
    }
    return undefined;
  }

  /** The faults that hit every request there, or pause replication: what replication meets. */
  *standing(location: FaultLocation, key: string, now: number): Generator<ActiveFault> {
    for (const entry of this.#entries) {
      if (entry.fault.share === undefined && isActive(entry, now) && isAimedAt(entry, location, key))
        yield entry;
    }
  }

  #hits(entry: Entry, now: number): boolean {
    const { share } = entry.fault;
    if (share === undefined) return true;
    if (share.type === "probability") return this.#random() < share.value;
    if (share.type === "every") return ++entry.requests % share.n === 0;
    const second = Math.floor(now / 1000);
    if (second !== entry.second) {
      entry.second = second;
      entry.inSecond = 0;
    }
    return ++entry.inSecond > share.perSecond;
  }
}

function isActive(entry: Entry, now: number): boolean {
  return entry.since <= now && now < entry.until;
}

function isAimedAt({ fault, matchesKey }: Entry, location: FaultLocation, key: string): boolean {
  const { target } = fault;
  if (target !== location.bucket && target !== location.alias && target !== location.region) return false;
  return matchesKey(key);
}

function isReplaced(old: Fault, fault: Fault): boolean {
  const samePlace = old.target === fault.target && old.keyPattern === fault.keyPattern;
  return samePlace && (old.effect.kind === "paused") === (fault.effect.kind === "paused");
}
