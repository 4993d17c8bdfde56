import type { Progress, ProgressEvent } from "../../release";
import { counted, formatBytes } from "../../release/plan/format";
import { Uploads } from "./uploads";

/** How progress is shown: a line that is drawn over, lines, or JSON lines. */
export type ProgressStyle = "bar" | "lines" | "json";

/** Where a terminal or a log is. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  /** 0 where a terminal does not say. */
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
  /** A line for a person, or a document of type "note" for a machine. */
  say(text: string): void;
  end(): void;
}

/** Milliseconds between two drawings of the bar, and between two lines of the same step. */
const intervals = { bar: 100, lines: 5_000, json: 0 } as const;
const usualColumns = 80;

/** A bar on a terminal that can draw over a line, plain lines in logs; many a CI shows its log as a terminal. */
export function progressStyle(output: ProgressOutput, json: boolean, env: NodeJS.ProcessEnv): ProgressStyle {
  if (json) return "json";
  const isCi = env.CI !== undefined && env.CI !== "" && env.CI !== "false";
  return output.isTTY && env.TERM !== "dumb" && !isCi ? "bar" : "lines";
}

/** Shows what a release reports. */
export function showProgress({ style, output, now }: ProgressOptions): ShownProgress {
  const uploads = new Uploads(now);
  const shownAt = { uploads: now(), waiting: Number.NEGATIVE_INFINITY, retry: Number.NEGATIVE_INFINITY };
  /** Whether a line of this kind is due: dozens of uploads may wait or try again at once, and for minutes. */
  const isDue = (kind: keyof typeof shownAt) => {
    if (now() - shownAt[kind] < intervals[style]) return false;
    shownAt[kind] = now();
    return true;
  };
  let drawn = false;
  const erase = () => {
    if (drawn) output.write("\r\x1b[K");
    drawn = false;
  };
  const print = (line: string) => {
    erase();
    output.write(`${line}\n`);
  };
  /** A line that the next one of its kind takes the place of, where that can be. */
  const passing = (line: string) => {
    if (style !== "bar") return print(line);
    erase();
    output.write(line.slice(0, columnsOf(output)));
    drawn = true;
  };
  const draw = (event: ProgressEvent) => {
    if (event.type === "written" || event.type === "phase") {
      if (isDue("uploads") || uploads.phaseDone)
        passing(uploads.line(style === "bar" ? columnsOf(output) : undefined));
    } else if (event.type === "waiting-for-replica" || event.type === "retry") {
      if (isDue(event.type === "retry" ? "retry" : "waiting")) passing(describe(event));
    } else print(describe(event));
  };
  return {
    report(event) {
      uploads.note(event);
      if (style === "json") output.write(`${JSON.stringify(event)}\n`);
      else draw(event);
    },
    say(text) {
      print(style === "json" ? JSON.stringify({ type: "note", text }) : text);
    },
    end: erase,
  };
}

/** The last column stays free: a character there moves many a terminal on to the next line. */
function columnsOf({ columns }: ProgressOutput): number {
  return (columns || usualColumns) - 1;
}

function describe(event: Exclude<ProgressEvent, { type: "written" | "phase" }>): string {
  switch (event.type) {
    case "scanned":
      return `scanned ${counted(event.files, "file")}, ${formatBytes(event.bytes)}`;
    case "returning": {
      const { from, to, undoes } = event;
      if (undoes !== undefined) return `returning to release ${to}, which undoes ${undoes}`;
      return from === to ? `returning to release ${to} itself` : `returning from release ${from} to ${to}`;
    }
    case "nothing-written":
      return `${event.release} has written nothing: there is nothing of it that outlast rollback would undo`;
    case "waiting-for-replica":
      return `waiting for the replica: ${counted(event.behind, "object")} behind after ${Math.round(event.waited / 1000)} s`;
    case "retry":
      return `trying again in ${event.delay} ms: ${event.reason}`;
    case "invalidating":
      return `invalidating ${counted(event.paths.length, "path")}`;
    case "retired":
      return `deleted ${counted(event.files, "file")} whose retention is over`;
    case "recorded":
      return `recorded release ${event.release}`;
    case "waiting-for-invalidation":
      return `waiting until every edge has dropped what is invalidated (${event.id})`;
  }
}
