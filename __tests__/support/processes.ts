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

/** What runs in a folder or below it, by Linux's /proc: process ids with their command lines. */
export function processesIn(folder: string): { readonly pid: number; readonly command: string }[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
  const all = [...stdout.matchAll(/^\s*(\d+) (.*)$/gm)].map(([, pid, command = ""]) => ({
    pid: Number(pid),
    command,
  }));
  return all.filter(({ pid }) => `${folderOf(pid)}/`.startsWith(`${folder}/`));
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** What runs with this variable in its environment, `name=value`, by Linux's /proc. */
export function processesWith(variable: string): { readonly pid: number; readonly command: string }[] {
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || !read(`/proc/${pid}/environ`).split("\0").includes(variable)) return [];
    return [{ pid, command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ") }];
  });
}

/** Nothing where a process is gone, or somebody else's. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
