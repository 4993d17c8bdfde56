import type { Clock } from "./ports";

const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own time. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const end = performance.now() + ms;
    for (let left = ms; left > 0; left = end - performance.now()) {
      await timer(Math.min(left, LONGEST_TIMER), signal);
    }
    signal?.throwIfAborted();
  }
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

interface Sleeper {
  readonly due: number;
  readonly order: number;
  wake: (() => void) | undefined;
}

const begun = Promise.resolve();

/** Wakes between two visits of the event loop, so that sockets and signals are not starved. */
const WAKES_PER_TURN = 1024;

/**
 * Time that only moves when it is told to. Sleepers wake one by one, earliest first, and in the order in which
 * they fell asleep at the same instant; everything that one of them set off through promises is done before the
 * next one wakes, so two runs of the same program are the same run.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #cancelled = 0;
  #held = 0;
  #heap: Sleeper[] = [];

  /** @param start milliseconds since the epoch */
  constructor(start = Date.UTC(2030, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper: Sleeper = { due: this.#now + Math.max(0, ms), order: this.#order++, wake: resolve };
      if (signal !== undefined) {
        const abort = () => {
          sleeper.wake = undefined;
          this.#cancelled++;
          this.#compact();
          reject(signal.reason);
        };
        sleeper.wake = () => {
          signal.removeEventListener("abort", abort);
          resolve();
        };
        signal.addEventListener("abort", abort, { once: true });
      }
      push(this.#heap, sleeper);
    });
  }

  /** How many sleep. */
  get sleepers(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** Stops virtual time until `work` has ended: the clock cannot see that a thread is at work. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work;
    } finally {
      this.#held--;
    }
  }

  /** Lets `ms` pass, waking whoever is due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#wakeWhile((due) => due <= end);
    this.#now = end;
  }

  /** Lets time pass until nobody sleeps. */
  async runUntilIdle(): Promise<void> {
    await this.#wakeWhile(() => true);
  }

  /**
   * Lets time pass until the work is done, and gives its result.
   *
   * @throws Error when the work waits for something that no passing of time brings about
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const watch = () => {
      settled = true;
    };
    work.then(watch, watch);
    await this.#wakeWhile(() => !settled);
    if (!settled) throw new Error("nobody sleeps on the virtual clock, and the work is not done");
    return work;
  }

  #wakeWhile(wanted: (due: number) => boolean): Promise<void> {
    return new Promise((resolve) => {
      let wakes = 1;
      const step = () => {
        if (this.#held > 0) return void setImmediate(step);
        const next = this.#next();
        if (next === undefined || !wanted(next.due)) return resolve();
        pop(this.#heap);
        this.#now = Math.max(this.#now, next.due);
        const wake = next.wake;
        next.wake = undefined;
        wake?.();
        if (++wakes % WAKES_PER_TURN === 0) setImmediate(step);
        else void begun.then(later);
      };
      // Node runs what a promise's reaction puts off to the next tick when no reaction is left to run.
      const later = () => process.nextTick(step);
      void begun.then(later);
    });
  }

  #next(): Sleeper | undefined {
    let next = this.#heap[0];
    while (next !== undefined && next.wake === undefined) {
      pop(this.#heap);
      this.#cancelled--;
      next = this.#heap[0];
    }
    return next;
  }

  /** Forgets the cancelled once they are the majority: a heap of dead sleepers would only grow. */
  #compact(): void {
    if (this.#cancelled < 1024 || this.#cancelled * 2 < this.#heap.length) return;
    this.#heap = this.#heap.filter((sleeper) => sleeper.wake !== undefined).sort(byDue);
    this.#cancelled = 0;
  }
}

function byDue(a: Sleeper, b: Sleeper): number {
  return a.due - b.due || a.order - b.order;
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.push(sleeper) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Sleeper;
    if (byDue(above, sleeper) <= 0) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = sleeper;
}

function pop(heap: Sleeper[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && byDue(right, heap[child] as Sleeper) < 0) child++;
    const below = heap[child] as Sleeper;
    if (byDue(last, below) <= 0) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
}
