import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lendProvider, projectFolder, terraformIn } from "./support/real-parts";

test("the HCL of the shipped site and of its state is valid Terraform", async () => {
  const outdir = projectFolder();
  const run = spawnSync(process.execPath, ["bin/outlast.mjs", "synth", "--hcl"], {
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    encoding: "utf8",
  });
  expect(run).toMatchObject({ status: 0, stderr: "" });
  for (const stack of ["outlast-example", "state"]) {
    const folder = join(outdir, "stacks", stack);
    lendProvider(folder);
    const terraform = terraformIn(folder);
    await terraform.init();
    // Terraform warns of CDKTF's quoted references, an older way to write them.
    expect(await terraform.validate()).toMatchObject({ valid: true });
  }
});
