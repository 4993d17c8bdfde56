import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { endOrphanedPlugins } from "../../toolchain";
import { gone, isRunning } from "../support/processes";

let folder: string;
const started: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-plugins-"));
  // A process is called as its program is: these are a shell and a sleep.
  symlinkSync("/bin/sh", join(folder, "terraform"));
  symlinkSync("/bin/sleep", join(folder, "terraform-provider-aws_v5.100.0_x5"));
});
afterEach(() => {
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A Terraform with a plugin, both in `cwd`. */
async function start(cwd: string): Promise<{ terraform: number; plugin: number }> {
  const script = `${folder}/terraform-provider-aws_v5.100.0_x5 600 & echo $!; wait`;
  const child = spawn(join(folder, "terraform"), ["-c", script], {
    cwd,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const pids = { terraform: child.pid as number, plugin: Number(line) };
  started.push(pids.plugin, pids.terraform);
  return pids;
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await gone(pid);
}

describe.skipIf(process.platform !== "linux")("endOrphanedPlugins", () => {
  test("ends the plugin of a Terraform that was killed", async () => {
    const { terraform, plugin } = await start(folder);
    await kill(terraform);
    expect(isRunning(plugin)).toBe(true);
    expect(endOrphanedPlugins(folder)).toEqual([plugin]);
    await gone(plugin);
    expect(endOrphanedPlugins(folder)).toEqual([]);
  });

  test("leaves alone a plugin whose Terraform is at work", async () => {
    const { plugin } = await start(folder);
    expect(endOrphanedPlugins(folder)).toEqual([]);
    expect(isRunning(plugin)).toBe(true);
  });

  test("leaves alone the plugin of another folder", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    const { terraform, plugin } = await start(other);
    await kill(terraform);
    expect(endOrphanedPlugins(folder)).toEqual([]);
    expect(isRunning(plugin)).toBe(true);
  });

  test("finds nothing in a folder that does not exist", () => {
    expect(endOrphanedPlugins(join(folder, "nothing"))).toEqual([]);
  });
});
