import type { ProgressEvent } from "../../release";
import { formatBytes } from "../../release/plan/format";

const widestBar = 24;
/** A shorter one shows nothing. */
const narrowestBar = 4;

/** Files, bytes and rate of what has gone up. */
export class Uploads {
  #phase = "";
  #files = 0;
  #done = 0;
  #bytes = 0;
  /** Milliseconds of phases that are over: the rate does not count the waits for the replica between them. */
  #spent = 0;
  #started = 0;
  #last = 0;

  constructor(private readonly now: () => number) {}

  get phaseDone(): boolean {
    return this.#done === this.#files;
  }

  note(event: ProgressEvent): void {
    if (event.type === "phase") {
      this.#phase = `${event.phase}/${event.of}`;
      this.#files = event.files;
      this.#done = 0;
      this.#spent += this.#last - this.#started;
      this.#started = this.#last = this.now();
    }
    if (event.type !== "written") return;
    this.#done += 1;
    this.#bytes += event.bytes;
    this.#last = this.now();
  }

  /** The state of this phase; with a bar as wide as `columns` leave room for. */
  line(columns?: number): string {
    const seconds = Math.max(1, this.#spent + this.#last - this.#started) / 1000;
    const rate = `${formatBytes(this.#bytes / seconds)}/s`;
    const phase = `phase ${this.#phase}`;
    const numbers = `${this.#done}/${this.#files} files, ${formatBytes(this.#bytes)}, ${rate}`;
    const room = (columns ?? 0) - phase.length - numbers.length - 2;
    const bar = room < narrowestBar ? [] : [this.#bar(Math.min(room, widestBar))];
    return [phase, ...bar, numbers].join(" ");
  }

  #bar(width: number): string {
    const filled = this.#files === 0 ? width : Math.round((this.#done / this.#files) * width);
    return "█".repeat(filled) + "░".repeat(width - filled);
  }
}
