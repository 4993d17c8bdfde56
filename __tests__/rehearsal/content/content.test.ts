import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { folderContent } from "../../../rehearsal/content/content";
import { loadTerraformFile } from "../../../rehearsal/terraform";

const folder = mkdtempSync(join(tmpdir(), "outlast-content-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder that stands for a bucket of somebody's file", () => {
  it("is loaded whole, as aws s3 sync does: names that begin with a dot, and what is litter to a release", async () => {
    const keys = [".error/404.html", ".well-known/security.txt", "Thumbs.db", "a/.b/c", "index.html"];
    for (const key of keys) {
      mkdirSync(join(folder, key, ".."), { recursive: true });
      writeFileSync(join(folder, key), key);
    }
    const rehearsal = new Rehearsal(loadTerraformFile("__tests__/fixtures/hcl/nothing-said/plan.json"));
    expect(await folderContent(folder, "vandelay-site", rehearsal).load()).toBe(keys.length);
    const { contents } = rehearsal.regions.store("vandelay-site").list();
    expect(contents.map(({ key }) => key)).toEqual(keys);
    await rehearsal.close();
  });
});
