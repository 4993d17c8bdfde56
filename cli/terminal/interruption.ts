import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { exitCodes } from "../../errors/exit-codes";
import type { OutlastError } from "../../errors/outlast-error";
import { recordKeys } from "../../facts/site/record-keys";
import type { Clock, ObjectStore } from "../../release";
import { cliError } from "../errors";

/** What ends a release in the middle: Ctrl-C, a CI that cancels, a terminal that is closed. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal sends Ctrl-C to npx as well as to this program, and some versions of npx pass it on. Milliseconds. */
export const sameCtrlC = 500;

/** The part of `process` that is needed. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * Lets a release that has begun to write end in order: nothing new begins, what is under way ends, and the lock is given
 * back, so that the next release need not wait for it to expire. The second signal ends it at once. Before the first
 * write there is nothing to give back, and signals do what they always do.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #listening = false;
  #interruptedAt = 0;

  constructor(
    private readonly source: SignalSource,
    private readonly say: (text: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    // As many requests as there are on their way may wait to be made again; Node takes more than ten for a leak.
    setMaxListeners(0, this.#controller.signal);
  }

  get interrupted(): boolean {
    return this.#controller.signal.aborted;
  }

  /** A store that does nothing new once it is over, but for what gives the lock back. */
  guard(store: ObjectStore): ObjectStore {
    const unlessOver = <T>(request: () => Promise<T>) => {
      if (this.interrupted) return Promise.reject(interruptedError());
      return request();
    };
    const writing = <T>(request: () => Promise<T>) => {
      this.#listen();
      return unlessOver(request);
    };
    return {
      name: store.name,
      bucket: store.bucket,
      region: store.region,
      list: (options) => unlessOver(() => store.list(options)),
      get: (key, versionId) => unlessOver(() => store.get(key, versionId)),
      head: (key) => (key === recordKeys.lock ? store.head(key) : unlessOver(() => store.head(key))),
      put: (key, body, options) => writing(() => store.put(key, body, options)),
      copyVersion: (key, from, headers) => writing(() => store.copyVersion(key, from, headers)),
      delete: (keys) =>
        keys.every((key) => key === recordKeys.lock) ? store.delete(keys) : writing(() => store.delete(keys)),
    };
  }

  /** The system's clock, whose sleep ends when it is over. A release that only watches its invalidation is complete. */
  readonly clock: Clock = {
    now: () => Date.now(),
    sleep: async (ms) => {
      const { signal } = this.#controller;
      await delay(ms, undefined, { signal }).catch(() =>
        Promise.reject(new Error("a signal ended the wait")),
      );
    },
  };

  /**
   * Does the work; signals then do again what they always do.
   *
   * @throws OutlastError RELEASE_INTERRUPTED when a signal ended it
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.interrupted ? interruptedError() : error;
    } finally {
      for (const signal of endingSignals) this.source.off(signal, this.#onSignal);
    }
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    for (const signal of endingSignals) this.source.on(signal, this.#onSignal);
  }

  readonly #onSignal = () => {
    if (this.interrupted) {
      if (this.now() - this.#interruptedAt > sameCtrlC) this.source.exit(exitCodes.toolFailed);
      return;
    }
    this.#interruptedAt = this.now();
    this.#controller.abort();
    this.say("stopping once what is under way has ended; Ctrl-C again ends at once, and leaves the lock");
  };
}

function interruptedError(): OutlastError {
  return cliError(
    "RELEASE_INTERRUPTED",
    "the release was stopped before it was complete; visitors have a whole site, and the lock is given back if S3 answers",
  );
}
