import { describe, expect, it } from "vitest";
import { progressStyle, showProgress } from "../../../cli/output/progress";
import type { ProgressEvent } from "../../../release";

const events: readonly ProgressEvent[] = [
  { type: "scanned", files: 2, bytes: 3000 },
  { type: "phase", phase: 1, of: 1, files: 2 },
  { type: "written", key: "a", bytes: 1000 },
  { type: "written", key: "b", bytes: 2000 },
  { type: "recorded", release: "r1" },
];

interface Shown {
  readonly columns?: number;
  readonly reported?: readonly ProgressEvent[];
  /** Milliseconds before each event. */
  readonly pace?: number;
}

function shown(
  style: "bar" | "lines" | "json",
  { columns = 80, reported = events, pace = 500 }: Shown = {},
): string {
  let text = "";
  let time = 0;
  const output = { columns, write: (more: string) => (text += more) };
  const progress = showProgress({ style, output, now: () => time });
  for (const event of reported) {
    time += pace;
    progress.report(event);
  }
  progress.end();
  return text;
}

/** What each drawing of the passing line left on the screen. */
const drawings = (text: string) =>
  text
    .replaceAll("\r\x1b[K", "\n")
    .split("\n")
    .filter((line) => line.startsWith("phase"));

describe("progress", () => {
  it("is a bar on a terminal, lines elsewhere, JSON if asked for", () => {
    const write = () => true;
    expect(progressStyle({ isTTY: true, write }, false, {})).toBe("bar");
    expect(progressStyle({ write }, false, {})).toBe("lines");
    expect(progressStyle({ isTTY: true, write }, true, {})).toBe("json");
  });

  it.each([[{ CI: "true" }], [{ TERM: "dumb" }]])("is lines on a terminal with %o", (env) => {
    expect(progressStyle({ isTTY: true, write: () => true }, false, env)).toBe("lines");
  });

  it("has a line for each step and finished phase in a log", () => {
    expect(shown("lines").trim().split("\n")).toEqual([
      "scanned 2 files, 3.0 KB",
      "phase 1/1 2/2 files, 3.0 KB, 3.0 KB/s",
      "recorded release r1",
    ]);
  });

  it("draws over the bar on a terminal, and takes it away", () => {
    const text = shown("bar");
    expect(drawings(text)).toEqual([
      `phase 1/1 ${"░".repeat(24)} 0/2 files, 0 B, 0 B/s`,
      `phase 1/1 ${"█".repeat(12)}${"░".repeat(12)} 1/2 files, 1.0 KB, 2.0 KB/s`,
      `phase 1/1 ${"█".repeat(24)} 2/2 files, 3.0 KB, 3.0 KB/s`,
    ]);
    expect(text).toContain("\r\x1b[Krecorded release r1\n");
  });

  it.each([
    [50, `phase 1/1 ${"█".repeat(11)} 2/2 files, 3.0 KB, 3.0 KB/s`],
    [40, "phase 1/1 2/2 files, 3.0 KB, 3.0 KB/s"],
    [20, "phase 1/1 2/2 files"],
    [0, `phase 1/1 ${"█".repeat(24)} 2/2 files, 3.0 KB, 3.0 KB/s`],
  ])("leaves the bar out before the numbers, and stays within %i columns", (columns, line) => {
    expect(drawings(shown("bar", { columns })).at(-1)).toBe(line);
  });

  it("does not count the wait for the replica into the rate", () => {
    const reported: ProgressEvent[] = [
      { type: "phase", phase: 1, of: 2, files: 1 },
      { type: "written", key: "a", bytes: 1000 },
      { type: "waiting-for-replica", behind: 1, waited: 0 },
      { type: "waiting-for-replica", behind: 1, waited: 1000 },
      { type: "phase", phase: 2, of: 2, files: 1 },
      { type: "written", key: "b", bytes: 1000 },
    ];
    expect(shown("lines", { reported, pace: 1000 })).toContain("1/1 files, 2.0 KB, 1.0 KB/s\n");
  });

  it("says every five seconds in a log how far the replica is behind, and draws over it on a terminal", () => {
    const reported = Array.from({ length: 11 }, (_, at): ProgressEvent => {
      return { type: "waiting-for-replica", behind: 1, waited: at * 1000 };
    });
    expect(shown("lines", { reported, pace: 1000 }).trim().split("\n")).toEqual([
      "waiting for the replica: 1 object behind after 0 s",
      "waiting for the replica: 1 object behind after 5 s",
      "waiting for the replica: 1 object behind after 10 s",
    ]);
    expect(shown("bar", { reported, pace: 1000 })).not.toContain("\n");
  });

  it("does not fill a log with every upload that is tried again", () => {
    const reported = Array.from({ length: 60 }, (_, at): ProgressEvent => {
      return { type: "retry", reason: `put ${at}: 503`, delay: 100 };
    });
    expect(shown("lines", { reported, pace: 100 }).trim().split("\n")).toEqual([
      "trying again in 100 ms: put 0: 503",
      "trying again in 100 ms: put 50: 503",
    ]);
    expect(shown("bar", { reported, pace: 100 })).not.toContain("\n");
  });

  it("is one JSON document a line for a machine", () => {
    const lines = shown("json").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(events);
  });
});
