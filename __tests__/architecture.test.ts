import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** Which rooms a room may import from, besides itself: docs/architecture.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "edge-functions": ["config"],
  config: ["edge-functions"],
  modules: ["config", "edge-functions"],
  stacks: ["modules", "config"],
  release: ["config", "edge-functions"],
  audit: ["config"],
  "rehearsal/edge": ["rehearsal/regions"],
  "rehearsal/regions": ["rehearsal/edge"],
  rehearsal: ["rehearsal/edge", "rehearsal/regions"],
};

function roomOf(file: string): string {
  const [first = "", second = ""] = file.split("/");
  const nested = `${first}/${second}`;
  return nested in allowed ? nested : first;
}

function importsOf(file: string): string[] {
  const paths = readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g);
  return [...paths].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

const folders = [...new Set(Object.keys(allowed).map((room) => room.split("/")[0] ?? room))];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);

describe("the house", () => {
  it("has no import that its rules do not allow", () => {
    const breaches = files.flatMap((file) => {
      const room = roomOf(file);
      return importsOf(file)
        .filter((target) => roomOf(target) !== room && !allowed[room]?.includes(roomOf(target)))
        .map((target) => `${file} -> ${target}`);
    });
    expect(breaches).toEqual([]);
  });
});
