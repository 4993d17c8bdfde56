import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchPaths } from "../../../rehearsal/session/watch";
import { eventually } from "../../support/eventually";

let root: string;
let watching: { close(): void } | undefined;
let calls = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outlast-watch-"));
  calls = 0;
});
afterEach(() => {
  watching?.close();
  rmSync(root, { recursive: true, force: true });
});

const watched = (path: string) => {
  watching = watchPaths([path], async () => {
    calls += 1;
  });
};
const untilCalls = (least: number) => eventually(() => expect(calls).toBeGreaterThanOrEqual(least));

describe("watchPaths", () => {
  it("sees a file that an editor replaces, again and again", async () => {
    const file = join(root, "site.config.ts");
    writeFileSync(file, "0");
    watched(file);
    for (let edit = 1; edit <= 3; edit++) {
      writeFileSync(`${file}.new`, String(edit));
      renameSync(`${file}.new`, file);
      await untilCalls(edit);
    }
  });

  it("sees what is in a folder that a build removes and makes anew", async () => {
    const folder = join(root, "dist");
    mkdirSync(folder);
    watched(folder);
    rmSync(folder, { recursive: true });
    await untilCalls(1);
    mkdirSync(folder);
    await untilCalls(2);
    writeFileSync(join(folder, "index.html"), "new");
    await untilCalls(3);
  });
});
