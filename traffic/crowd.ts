/** A crowd as another process has counted it. */
export type CrowdPart = readonly [requests: number, people: readonly number[]];

/** Requests that have something in common, and whether enough people do. */
export class Crowd {
  requests = 0;
  /** Digests of addresses, up to as many as it takes to be told. */
  readonly #people: number[] = [];

  /** @param who a digest of the visitor's address, which is kept in memory alone */
  add(who: number, k: number): void {
    this.requests++;
    const people = this.#people;
    if (people.length < k && !people.includes(who)) people.push(who);
  }

  /** Adds one that was counted elsewhere, of the same seed. */
  absorb([requests, people]: CrowdPart, k: number): void {
    for (const who of people) this.add(who, k);
    this.requests += requests - people.length;
  }

  get part(): CrowdPart {
    return [this.requests, this.#people];
  }

  isOf(k: number): boolean {
    return this.#people.length >= k;
  }
}

/** By name, what at least `k` have in common; the rest together. */
export function crowded(crowds: readonly (readonly [string, Crowd])[], k: number): Record<string, number> {
  const counts = new Map<string, number>();
  let rest = 0;
  for (const [name, crowd] of crowds.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (crowd.isOf(k)) counts.set(name, crowd.requests);
    else rest += crowd.requests;
  }
  // A name of the log's own that is "other" is told with them.
  if (rest > 0) counts.set("other", (counts.get("other") ?? 0) + rest);
  return Object.fromEntries(counts);
}
