import type { Cloud } from "../../cloud";
import type { KeptFolder } from "./kept-folder";

export interface KeeperOptions {
  readonly folder: Pick<KeptFolder, "save" | "recording">;
  readonly cloud: Pick<Cloud, "quiet" | "snapshot" | "changes">;
  readonly say: (line: string) => void;
  /** Milliseconds between two looks whether something has changed. @default two seconds */
  readonly interval?: number;
}

/** Keeps a running cloud: whatever ends it, the next run has all but the last seconds. */
export class Keeper {
  #kept = -1;
  #since = Date.now();
  #failing = false;
  #saving: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: KeeperOptions) {}

  /** Saves now, if anything has changed. A disk that is full is said, and tried again: the last snapshot stays. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  /** Saves by itself from now on. */
  start(): void {
    this.#timer = setInterval(() => void this.save(), this.options.interval ?? 2_000);
    this.#timer.unref();
  }

  /** Saves no more by itself. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saving;
  }

  /** Saves for the last time, once nobody changes anything any more. Resolves with whether all of it is kept. */
  async end(): Promise<boolean> {
    await this.save();
    if (this.#failing)
      this.options.say(`what happened from ${new Date(this.#since).toISOString()} on is lost`);
    return !this.#failing;
  }

  async #save(): Promise<void> {
    const { cloud, folder, say } = this.options;
    if (cloud.changes === this.#kept) return;
    const taken = await cloud.quiet(() => ({
      snapshot: cloud.snapshot(),
      recorded: folder.recording.size,
      changes: cloud.changes,
      now: Date.now(),
    }));
    try {
      await folder.save(taken.snapshot, taken.recorded);
    } catch (error) {
      if (!this.#failing) {
        const since = new Date(this.#since).toISOString();
        say(
          `not kept: ${(error as Error).message}; what happens from ${since} on is lost if this run ends now`,
        );
      }
      this.#failing = true;
      return;
    }
    if (this.#failing) say("kept again");
    this.#failing = false;
    this.#kept = taken.changes;
    this.#since = taken.now;
  }
}
