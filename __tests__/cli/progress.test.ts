import { describe, expect, it } from "vitest";
import { formatBytes, progressStyle, showProgress } from "../../cli/progress";
import type { ProgressEvent } from "../../release";

const events: readonly ProgressEvent[] = [
  { type: "scanned", files: 2, bytes: 3000 },
  { type: "phase", phase: 1, of: 1, files: 2 },
  { type: "written", key: "a", bytes: 1000 },
  { type: "written", key: "b", bytes: 2000 },
  { type: "recorded", release: "r1" },
];

function shown(style: "bar" | "lines" | "json"): string {
  let text = "";
  let time = 0;
  const output = { columns: 80, write: (more: string) => (text += more) };
  const progress = showProgress({ style, output, now: () => (time += 500) });
  for (const event of events) progress.report(event);
  progress.end();
  return text;
}

describe("progress", () => {
  it("is a bar on a terminal, lines elsewhere, JSON if asked for", () => {
    const write = () => true;
    expect(progressStyle({ isTTY: true, write }, false)).toBe("bar");
    expect(progressStyle({ write }, false)).toBe("lines");
    expect(progressStyle({ isTTY: true, write }, true)).toBe("json");
  });

  it("has a line for each step and finished phase in a log", () => {
    expect(shown("lines").trim().split("\n")).toEqual([
      "scanned 2 files, 3.0 KB",
      expect.stringMatching(/^phase 1\/1 2\/2 files, 3\.0 KB, .*\/s$/),
      "recorded release r1",
    ]);
  });

  it("draws over the bar on a terminal, and takes it away", () => {
    const text = shown("bar");
    expect(text).toContain("█".repeat(24));
    expect(text).toContain("\r\x1b[Krecorded release r1\n");
  });

  it("is one JSON document a line for a machine", () => {
    expect(
      shown("json")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(events);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1500, "1.5 KB"],
    [2_000_000, "2.0 MB"],
  ])("%d is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
