import { setMaxListeners } from "node:events";
import type { Clock } from "../edge";

export type ChangeListener = () => void;
export type InvalidationListener = (distributionId: string, paths: readonly string[]) => void;

/** Tells the edge what has happened, once it is true there. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();
  readonly #invalidationListeners = new Set<InvalidationListener>();
  readonly #stopped = new AbortController();

  constructor(private readonly clock: Clock) {
    // Each change waits by it, and a client may make many in one second.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** Returns how to stop listening. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns how to stop listening. */
  onInvalidation(listener: InvalidationListener): () => void {
    this.#invalidationListeners.add(listener);
    return () => this.#invalidationListeners.delete(listener);
  }

  /** Something has changed, or will have after `inMs` milliseconds. */
  changed(inMs = 0): void {
    if (inMs <= 0) {
      this.#tell();
      return;
    }
    this.clock.sleep(inMs, this.#stopped.signal).then(
      () => this.#tell(),
      () => {},
    );
  }

  invalidated(distributionId: string, paths: readonly string[]): void {
    for (const listener of this.#invalidationListeners) listener(distributionId, paths);
  }

  /** Forgets what was still to come. */
  close(): void {
    this.#stopped.abort();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
