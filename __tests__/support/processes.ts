import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { expect } from "vitest";
import { eventually } from "./eventually";

/** Whether a process is there; one that has ended, and that its parent has not asked for its status yet, is not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

/** Resolves when a process is gone; ten seconds are more than any needs. */
export async function gone(pid: number): Promise<void> {
  await eventually(() => expect([pid, isRunning(pid)]).toEqual([pid, false]));
}

/** Process ids of what a process has started. */
export function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  return stdout.trim().split(/\s+/).map(Number);
}

/** What runs in a folder or below it: process ids with their command lines. */
export function processesIn(folder: string): Running[] {
  return running((pid) => `${folderOf(pid)}/`.startsWith(`${folder}/`));
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** What runs with this variable in its environment, `name=value`. */
export function processesWith(variable: string): Running[] {
  return running((pid) => read(`/proc/${pid}/environ`).split("\0").includes(variable));
}

interface Running {
  readonly pid: number;
  readonly command: string;
}

/** By Linux's /proc, without a program that a busy machine starts late. */
function running(isMeant: (pid: number) => boolean): Running[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids
    .filter(isMeant)
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trimEnd() }));
}

/** Nothing where a process is gone, or somebody else's. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
