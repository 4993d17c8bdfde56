import type { Progress, ProgressEvent } from "../release";

/** How progress is shown: a line that is drawn over, lines, or JSON lines. */
export type ProgressStyle = "bar" | "lines" | "json";

/** Where a terminal or a log is. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly style: ProgressStyle;
  readonly output: ProgressOutput;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Progress that can be taken off the screen. */
export interface ShownProgress extends Progress {
  end(): void;
}

/** Milliseconds between two drawings of the bar, and between two lines of uploads. */
const intervals = { bar: 100, lines: 5_000, json: 0 } as const;
const barWidth = 24;

/** A bar on a terminal, plain lines elsewhere. */
export function progressStyle(output: ProgressOutput, json: boolean): ProgressStyle {
  if (json) return "json";
  return output.isTTY ? "bar" : "lines";
}

/** Shows what a release reports. */
export function showProgress({ style, output, now }: ProgressOptions): ShownProgress {
  const uploads = new Uploads(now);
  let shownAt = now();
  let drawn = false;
  const erase = () => {
    if (drawn) output.write("\r\x1b[K");
    drawn = false;
  };
  const draw = (event: ProgressEvent) => {
    if (event.type !== "written" && event.type !== "phase") {
      erase();
      output.write(`${describe(event)}\n`);
      return;
    }
    if (now() - shownAt < intervals[style] && !uploads.phaseDone) return;
    shownAt = now();
    erase();
    const line = uploads.line(style === "bar");
    drawn = style === "bar";
    output.write(drawn ? line.slice(0, (output.columns ?? 80) - 1) : `${line}\n`);
  };
  return {
    report(event) {
      uploads.note(event);
      if (style === "json") output.write(`${JSON.stringify(event)}\n`);
      else draw(event);
    },
    end: erase,
  };
}

/** Files, bytes and rate of what has gone up. */
class Uploads {
  #phase = "";
  #files = 0;
  #done = 0;
  #bytes = 0;
  #started: number | undefined;

  constructor(private readonly now: () => number) {}

  get phaseDone(): boolean {
    return this.#done === this.#files;
  }

  note(event: ProgressEvent): void {
    if (event.type === "phase") {
      this.#phase = `${event.phase}/${event.of}`;
      this.#files = event.files;
      this.#done = 0;
      this.#started ??= this.now();
    }
    if (event.type !== "written") return;
    this.#done += 1;
    this.#bytes += event.bytes;
  }

  line(bar: boolean): string {
    const share = this.#files === 0 ? 1 : this.#done / this.#files;
    const filled = Math.round(share * barWidth);
    const seconds = Math.max(0.001, (this.now() - (this.#started ?? this.now())) / 1000);
    const rate = `${formatBytes(this.#bytes / seconds)}/s`;
    const drawing = bar ? ` ${"█".repeat(filled)}${"░".repeat(barWidth - filled)}` : "";
    return `phase ${this.#phase}${drawing} ${this.#done}/${this.#files} files, ${formatBytes(this.#bytes)}, ${rate}`;
  }
}

function describe(event: Exclude<ProgressEvent, { type: "written" | "phase" }>): string {
  switch (event.type) {
    case "scanned":
      return `scanned ${event.files} files, ${formatBytes(event.bytes)}`;
    case "waiting-for-replica":
      return `waiting for the replica: ${event.behind} objects behind after ${Math.round(event.waited / 1000)} s`;
    case "retry":
      return `trying again in ${event.delay} ms: ${event.operation}: ${event.reason}`;
    case "invalidating":
      return `invalidating ${event.paths.length} paths`;
    case "retired":
      return `deleted ${event.files} files whose retention is over`;
    case "recorded":
      return `recorded release ${event.release}`;
  }
}

/** Bytes for people: "1.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
