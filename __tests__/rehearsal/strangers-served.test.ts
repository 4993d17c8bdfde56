import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadTerraformAt } from "../../rehearsal/terraform";
import { expectRehearsed } from "../support/strangers-served";

test("what strangers write, each a module, is served right from the folder", async () => {
  const root = mkdtempSync(join(tmpdir(), "outlast-strangers-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const names = ["site", "redirect-buckets", "dynamic-distribution"];
  for (const name of names) {
    mkdirSync(join(root, name));
    copyFileSync(`__tests__/fixtures/strangers/${name}.tf`, join(root, name, "main.tf"));
  }
  const module = Object.fromEntries(names.map((name) => [name, { source: `./${name}` }]));
  const provider = { aws: [{ region: "us-east-1" }] };
  writeFileSync(join(root, "main.tf.json"), JSON.stringify({ module, provider }));
  const site = await loadTerraformAt(root);
  expect(site.distributions).toHaveLength(3);
  await expectRehearsed(site);
});
