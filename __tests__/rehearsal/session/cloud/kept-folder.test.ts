import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KeptFolder } from "../../../../rehearsal/session/cloud/kept-folder";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-kept-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a folder that is kept from one run to the next", () => {
  test("is made, lent to one run at a time, and given back", async () => {
    const path = join(folder, "new/one");
    const first = await KeptFolder.open(path);
    const inUse = { code: "CLOUD_KEEP", exitCode: 2 };
    await expect(KeptFolder.open(path)).rejects.toMatchObject(inUse);
    await expect(KeptFolder.open(path)).rejects.toThrow(`in use by process ${process.pid}`);
    first.close();
    const second = await KeptFolder.open(path);
    expect([second.path, second.snapshot]).toEqual([path, undefined]);
  });

  test("of a run that was killed is to be removed: its parts may not agree", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(folder, "in-use"), String(pid));
    await expect(KeptFolder.open(folder)).rejects.toThrow(/was killed[\s\S]*remove /);
  });

  test.each([
    ["is damaged", "{"],
    ["is of another version", '{"format":1}'],
  ])("is refused where its snapshot %s: moto would have what the endpoint has not", async (_, text) => {
    writeFileSync(join(folder, "cloud.json"), text);
    await expect(KeptFolder.open(folder)).rejects.toMatchObject({ code: "CLOUD_KEEP" });
    writeFileSync(join(folder, "cloud.json"), '{"format":3}');
    expect((await KeptFolder.open(folder)).snapshot).toEqual({ format: 3 });
  });
});
