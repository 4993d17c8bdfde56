import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CloudSnapshot, Recording } from "../../../../rehearsal/cloud";
import { Keeper } from "../../../../rehearsal/session/cloud/keeper";
import { KeptFolder } from "../../../../rehearsal/session/cloud/kept-folder";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-kept-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const snapshot = { format: 4 } as CloudSnapshot;
const request = {
  method: "PUT",
  path: "/b/k",
  rawQuery: "",
  query: new URLSearchParams(),
  headers: {},
  region: "",
};
const line = { ...request, body: Buffer.from("text") };

/** What a run that was killed leaves. */
function killed(): void {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(folder, "in-use"), String(pid));
}

const recorded = () => readFileSync(join(folder, "moto.recording"), "utf8");

describe("a folder that is kept from one run to the next", () => {
  test("is made, lent to one run at a time, and given back", async () => {
    const path = join(folder, "new/one");
    const first = await KeptFolder.open(path);
    const inUse = { code: "CLOUD_KEEP", exitCode: 2 };
    await expect(KeptFolder.open(path)).rejects.toMatchObject(inUse);
    await expect(KeptFolder.open(path)).rejects.toThrow(`in use by process ${process.pid}`);
    first.close();
    const second = await KeptFolder.open(path);
    expect([second.path, second.snapshot, second.lost]).toEqual([path, undefined, undefined]);
  });

  test.each([
    ["had the number that this process has, as in a container that is started again", String(process.pid)],
    ["could not write its own number, for want of room", ""],
    ["wrote half of it", "-"],
  ])("of a run that was killed and %s is free", async (_, mark) => {
    writeFileSync(join(folder, "in-use"), mark);
    const kept = await KeptFolder.open(folder);
    await expect(KeptFolder.open(folder)).rejects.toThrow("is something else by now, remove");
    kept.close();
  });

  test("that takes nothing is refused, and nothing is begun", async () => {
    writeFileSync(join(folder, "file"), "");
    const refused = KeptFolder.open(join(folder, "file"));
    await expect(refused).rejects.toMatchObject({ code: "CLOUD_KEEP", exitCode: 2 });
    expect(readFileSync(join(folder, "file"), "utf8")).toBe("");
  });

  test("whose recording has lost its end says so", async () => {
    const first = await KeptFolder.open(folder);
    first.recording.append(line);
    await first.save(snapshot, first.recording.size);
    first.close();
    writeFileSync(join(folder, "moto.recording"), "");
    expect((await KeptFolder.open(folder)).lost).toContain("has lost its end");
  });

  test("of a run that was killed has what its last snapshot knows, and says what is lost", async () => {
    const first = await KeptFolder.open(folder);
    first.recording.append(line);
    await first.save(snapshot, first.recording.size);
    const kept = recorded();
    first.recording.append(line);
    first.recording.append(line);
    killed();
    // Stopped in the middle of a line, and of a snapshot.
    appendFileSync(join(folder, "moto.recording"), '{"method":');
    writeFileSync(join(folder, "cloud.json.new"), '{"form');
    const second = await KeptFolder.open(folder);
    expect(second.snapshot).toMatchObject(snapshot);
    expect(second.lost).toContain("what 2 requests after the one before did is lost");
    expect(recorded()).toBe(kept);
  });

  test("of a run that was killed before its first snapshot begins anew, and says so", async () => {
    const first = await KeptFolder.open(folder);
    first.recording.append(line);
    writeFileSync(join(folder, "mine.txt"), "");
    killed();
    const second = await KeptFolder.open(folder);
    expect([second.lost, second.snapshot]).toEqual([expect.stringContaining("all of it is lost"), undefined]);
    expect([existsSync(join(folder, "moto.recording")), existsSync(join(folder, "mine.txt"))]).toEqual([
      false,
      true,
    ]);
  });

  test("falls back to the snapshot before where the last one is damaged", async () => {
    const first = await KeptFolder.open(folder);
    await first.save(snapshot, 0);
    await first.save({ ...snapshot, versions: [] }, 0);
    first.close();
    writeFileSync(join(folder, "cloud.json"), "{");
    const second = await KeptFolder.open(folder);
    expect(second.snapshot).toEqual({ ...snapshot, recorded: 0 });
    expect(second.lost).toBe("the last snapshot is damaged: what happened after the one before is lost");
  });

  test.each([
    ["is damaged", "{"],
    ["is of another version", '{"format":1}'],
  ])("is refused where its snapshot %s: moto would have what the endpoint has not", async (_, text) => {
    writeFileSync(join(folder, "cloud.json"), text);
    await expect(KeptFolder.open(folder)).rejects.toMatchObject({ code: "CLOUD_KEEP" });
  });
});

describe("a disk that is full", () => {
  const full = () => Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });

  test("keeps a request from being recorded in part", () => {
    const path = join(folder, "moto.recording");
    let room = true;
    const recording = new Recording(path, (_file, bytes) => {
      if (!room) throw full();
      room = false;
      appendFileSync(path, bytes.subarray(0, 5));
      return 5;
    });
    expect(() => recording.append(line)).toThrow("ENOSPC");
    expect([readFileSync(path, "utf8"), recording.size]).toEqual(["", 0]);
    recording.close();
  });

  test("is said once, and tried again, while the last snapshot stays", async () => {
    const said: string[] = [];
    let isFull = true;
    let changes = 0;
    const saved: number[] = [];
    const keeper = new Keeper({
      say: (text) => said.push(text),
      cloud: {
        get changes() {
          return changes;
        },
        snapshot: () => snapshot,
        quiet: async (take) => take(),
      },
      folder: {
        recording: { size: 7 } as Recording,
        async save(_snapshot, size) {
          if (isFull) throw full();
          saved.push(size);
        },
      },
    });
    await keeper.save();
    changes++;
    await keeper.save();
    expect(said).toEqual([expect.stringMatching(/^not kept: ENOSPC.*is lost if this run ends now$/)]);
    expect(await keeper.end()).toBe(false);
    expect(said.slice(1)).toEqual([expect.stringMatching(/^what happened from \S+Z on is lost$/)]);
    isFull = false;
    await keeper.save();
    await keeper.save();
    expect([said.at(-1), saved, await keeper.end()]).toEqual(["kept again", [7], true]);
  });
});
