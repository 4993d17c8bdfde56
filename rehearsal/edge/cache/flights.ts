/** A fetch under way. */
export interface Ticket {
  readonly distributionId: string;
  readonly path: string;
  /** False once an invalidation has passed: what arrives is older than it, and is not stored. */
  mayStore: boolean;
}

/** Fetches under way, their bodies included: those that others may wait for by key, and all of them for invalidations. */
export class Flights<T extends { readonly isOver?: Promise<unknown> }> {
  readonly #byKey = new Map<string, Promise<T>>();
  readonly #tickets = new Set<Ticket>();

  /** The fetch for the key that is under way, if any. */
  find(key: string): Promise<T> | undefined {
    return this.#byKey.get(key);
  }

  /** Starts a fetch; with `isShared`, later requests for the key find it. */
  start(
    key: string,
    isShared: boolean,
    distributionId: string,
    path: string,
    fetch: (ticket: Ticket) => Promise<T>,
  ): Promise<T> {
    const ticket: Ticket = { distributionId, path, mayStore: true };
    this.#tickets.add(ticket);
    const work = fetch(ticket);
    if (isShared) this.#byKey.set(key, work);
    const end = () => {
      this.#tickets.delete(ticket);
      if (this.#byKey.get(key) === work) this.#byKey.delete(key);
    };
    // Before whoever waits goes on.
    work.then(({ isOver }) => (isOver === undefined ? end() : void isOver.then(end)), end);
    return work;
  }

  /** What the matching fetches bring is not stored, and nobody new waits for any fetch that is under way. */
  invalidate(matches: (ticket: Ticket) => boolean): void {
    for (const ticket of this.#tickets) if (matches(ticket)) ticket.mayStore = false;
    this.#byKey.clear();
  }
}
