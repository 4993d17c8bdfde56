interface Queue {
  /** Ends with the last one that wanted to be alone. */
  alone: Promise<unknown>;
  /** Those that came after it. */
  shared: Promise<unknown>[];
  /** How many wait or run. */
  count: number;
}

/** Lets work on the same name run together, or alone, in the order in which it comes. */
export class Locks {
  readonly #queues = new Map<string, Queue>();

  /** Runs beside other shared work on these names. */
  shared<T>([name, ...others]: readonly string[], work: () => Promise<T>): Promise<T> {
    if (name === undefined) return work();
    return this.#queued(name, (queue) => {
      const run = queue.alone.then(() => this.shared(others, work));
      queue.shared.push(run.catch(() => undefined));
      return run;
    });
  }

  /** Runs while nothing else does on the name. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#queued(name, (queue) => {
      const run = Promise.all([queue.alone, ...queue.shared]).then(work);
      queue.alone = run.catch(() => undefined);
      queue.shared = [];
      return run;
    });
  }

  #queued<T>(name: string, enter: (queue: Queue) => Promise<T>): Promise<T> {
    const queue = this.#queues.get(name) ?? { alone: Promise.resolve(), shared: [], count: 0 };
    this.#queues.set(name, queue);
    queue.count++;
    return enter(queue).finally(() => {
      queue.count--;
      if (queue.count === 0) this.#queues.delete(name);
    });
  }
}
