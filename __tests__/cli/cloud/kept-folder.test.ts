import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KeptFolder } from "../../../cli/cloud/kept-folder";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-kept-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a folder that is kept from one run to the next", () => {
  test("is made, lent to one run at a time, and given back", async () => {
    const path = join(folder, "new/one");
    const first = await KeptFolder.open(path);
    await expect(KeptFolder.open(path)).rejects.toMatchObject({ code: "CLOUD_KEEP", exitCode: 2 });
    first.close();
    const second = await KeptFolder.open(path);
    expect([second.path, second.snapshot]).toEqual([path, undefined]);
  });
});
