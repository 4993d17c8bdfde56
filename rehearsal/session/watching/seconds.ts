import type { Trace } from "../../edge";
import { outcomes, type SeenOutcome, type SeenSecond } from "./shown";

/** Seconds that are kept: ten minutes. */
const kept = 600;
/** Each of these many classes of durations is a tenth longer than the one before it; the last one begins beyond an hour. */
const classes = 170;
const growth = Math.log(1.1);
/** Origins and results beyond these many are counted together: a file of a stranger has as many as it likes. */
const names = 12;

interface Counting {
  readonly at: number;
  requests: number;
  readonly outcomes: Record<SeenOutcome, number>;
  readonly results: Map<string, number>;
  readonly origins: Map<string, { requests: number; failures: number }>;
  readonly durations: Uint32Array;
}

/** Counts requests by the second. What it costs and keeps does not depend on how many come. */
export class Seconds {
  readonly #done: SeenSecond[] = [];
  #now: Counting | undefined;

  add(
    at: number,
    outcome: SeenOutcome,
    { duration, origins, result }: Pick<Trace, "duration" | "origins" | "result">,
  ): void {
    const second = this.#at(Math.floor(at / 1_000) * 1_000);
    second.requests++;
    second.outcomes[outcome]++;
    const name = second.results.has(result) || second.results.size < names ? result : "other";
    second.results.set(name, (second.results.get(name) ?? 0) + 1);
    for (const { originId, outcome: came } of origins) {
      const id = second.origins.has(originId) || second.origins.size < names ? originId : "other";
      const origin = second.origins.get(id) ?? { requests: 0, failures: 0 };
      second.origins.set(id, origin);
      origin.requests++;
      if (typeof came === "string" || came >= 500) origin.failures++;
    }
    const place = Math.min(classes - 1, Math.floor(Math.log(1 + duration) / growth));
    second.durations[place] = (second.durations[place] as number) + 1;
  }

  /** The seconds that are over, the last ten minutes of them; those without a request are left out. */
  until(now: number): readonly SeenSecond[] {
    if (this.#now && now >= this.#now.at + 1_000) this.#end();
    return this.#done.filter(({ at }) => at > now - kept * 1_000);
  }

  #at(at: number): Counting {
    // A clock that was set back has its requests in the second that there is.
    if (this.#now && at <= this.#now.at) return this.#now;
    this.#end();
    const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<SeenOutcome, number>;
    this.#now = {
      ...{ at, requests: 0, outcomes: none, results: new Map(), origins: new Map() },
      durations: new Uint32Array(classes),
    };
    return this.#now;
  }

  #end(): void {
    if (this.#now === undefined) return;
    const { at, durations, origins, outcomes, requests, results } = this.#now;
    const quantile = (share: number) => {
      let left = Math.ceil(requests * share);
      const place = durations.findIndex((count) => {
        left -= count;
        return left <= 0;
      });
      return Math.round((Math.exp((place + 0.5) * growth) - 1) * 10) / 10;
    };
    this.#done.push({
      ...{ at, requests, outcomes, p50: quantile(0.5), p99: quantile(0.99) },
      results: Object.fromEntries(results),
      origins: Object.fromEntries(origins),
    });
    if (this.#done.length > kept) this.#done.shift();
    this.#now = undefined;
  }
}
