import type { Clock } from "../edge/ports";
import { type NameAnswer, type Names, normalized } from "./names";

/** Somebody who asks for names, and keeps an answer for as long as its TTL says. */
export class NameResolver {
  readonly #names: Names;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly target: string; readonly until: number }>();

  constructor(names: Names, clock: Clock) {
    this.#names = names;
    this.#clock = clock;
  }

  /** Where a name leads, by the last answer; undefined where there is none. */
  lookUp(name: string): string | undefined {
    const key = normalized(name);
    const now = this.#clock.now();
    const kept = this.#kept.get(key);
    if (kept !== undefined && now < kept.until) return kept.target;
    const answer: NameAnswer | undefined = this.#names.resolve(key);
    if (answer === undefined) this.#kept.delete(key);
    else this.#kept.set(key, { target: answer.target, until: now + answer.ttl * 1_000 });
    return answer?.target;
  }
}
