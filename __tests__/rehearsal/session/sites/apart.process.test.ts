import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ReaderApart } from "../../../../rehearsal/session/sites/apart";
import { loadTerraformFile } from "../../../../rehearsal/terraform";

const folder = mkdtempSync(join(tmpdir(), "outlast-apart-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plan = resolve("__tests__/fixtures/hcl/api/plan.json");

describe("a file that is read in a process of its own", () => {
  it("comes to the same as in this one, maps and code included", async () => {
    const plans = ["api", "modules", "origin-group"].map(
      (name) => `__tests__/fixtures/hcl/${name}/plan.json`,
    );
    // With a replication role, whose permissions travel too.
    for (const path of [...plans, "drills/alternatives/origin-group.tf.json"].map((name) => resolve(name))) {
      expect(await new ReaderApart().read(path)).toEqual({ loaded: loadTerraformFile(path) });
    }
  });

  it("is refused in the reader's words", async () => {
    const path = join(folder, "none.json");
    expect(await new ReaderApart().read(path)).toEqual({
      refusal: expect.stringMatching(/^TERRAFORM_FORMAT .*none\.json: it cannot be read \(ENOENT\)/),
    });
  });

  it("is refused where it takes more memory, or more time, than there is", async () => {
    const path = join(folder, "large.json");
    writeFileSync(path, `{"resource":[${"[],".repeat(4_000_000)}[]]}`);
    const refusal = (limits: string) => ({ refusal: `reading it takes more than ${limits}` });
    expect(await new ReaderApart({ memory: 32 }).read(path)).toEqual(refusal("120 s or 32 MB"));
    expect(await new ReaderApart({ deadline: 10 }).read(plan)).toEqual(refusal("0.01 s or 2048 MB"));
  });

  it("leaves nothing of a reader that is not wanted any more", async () => {
    const reader = new ReaderApart();
    const first = reader.read(plan);
    const second = reader.read(plan);
    expect(await first).toHaveProperty("refusal");
    expect(await second).toHaveProperty("loaded");
  });
});
