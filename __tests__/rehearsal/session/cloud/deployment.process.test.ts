import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readProject } from "../../../../config";
import { Deployment } from "../../../../rehearsal/session/cloud/deployment";
import { PluginCache } from "../../../../toolchain/plugin-cache";
import { smallSite } from "../../../support/sites";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-deployment-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A Terraform that says where each of its runs keeps providers, and unpacks one there, half of it if it fails. */
function terraform(fails: boolean): void {
  const source = `#!/usr/bin/env node
const { appendFileSync, mkdirSync } = require("node:fs");
const [verb] = process.argv.slice(2);
if (verb === "version") return console.log('{"terraform_version":"1.11.4"}');
const { TF_PLUGIN_CACHE_DIR: cache, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: mayBreak } = process.env;
appendFileSync(${JSON.stringify(join(folder, "runs"))}, verb + " " + mayBreak + " " + cache + "\\n");
mkdirSync(cache + "/registry.terraform.io/hashicorp/aws/${fails ? "6.67.0" : "6.66.0"}/linux_amd64", { recursive: true });
process.exit(${Number(fails)});`;
  const file = join(folder, "terraform");
  writeFileSync(file, source, { mode: 0o755 });
  vi.stubEnv("TERRAFORM", file);
}

async function bootstrap(): Promise<void> {
  const env = { PATH: process.env.PATH, TF_CLI_CONFIG_FILE: devNull };
  const plugins = await PluginCache.borrow(env, folder);
  if (plugins === undefined) throw new Error("it was not lent");
  const project = readProject({ default: smallSite, deployment: { project: "demo" } });
  const { signal } = new AbortController();
  await new Deployment({ project, folder, env, plugins, say: () => {}, signal }).bootstrap();
}

test("the state stack's providers come through the plugin cache, and what an init that failed left is not kept", async () => {
  terraform(false);
  await bootstrap();
  const where = `true ${join(folder, "plugins")}\n`;
  expect(readFileSync(join(folder, "runs"), "utf8")).toBe(
    ["init", "apply", "init"].map((verb) => `${verb} ${where}`).join(""),
  );
  terraform(true);
  await expect(bootstrap()).rejects.toMatchObject({ code: "terraform-failed" });
  const half = join(folder, "plugins/registry.terraform.io/hashicorp/aws/6.67.0/linux_amd64");
  expect(existsSync(half)).toBe(true);
  await PluginCache.borrow({ TF_CLI_CONFIG_FILE: devNull }, folder);
  expect(existsSync(half)).toBe(false);
  expect(existsSync(half.replace("6.67.0", "6.66.0"))).toBe(true);
});
