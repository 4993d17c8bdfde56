import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const cache = "node_modules/.cache/outlast";

/**
 * Copies files and folders of this project to a folder where they may be changed. Packages are shared. The bundles are
 * its own, and those that are here already come with it: they are taken for what they were made of, since `cp` keeps the
 * times of files to the nanosecond, and making them takes five seconds of a core.
 */
export function copyProject(names: readonly string[], root: string): void {
  copy(names, root);
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  for (const name of readdirSync("node_modules").filter((name) => name !== ".cache"))
    symlinkSync(resolve("node_modules", name), join(root, "node_modules", name));
  if (!existsSync(cache)) return;
  copy([cache], join(root, "node_modules/.cache"));
  // What runs here is no session of the copy.
  rmSync(join(root, cache, "running"), { recursive: true, force: true });
}

function copy(names: readonly string[], to: string): void {
  const { status, stderr } = spawnSync("cp", ["-a", ...names, to], { encoding: "utf8" });
  // What another process is just writing may be gone: a bundle is then made where it is missing.
  if (status !== 0 && names[0] !== cache) throw new Error(`cp: ${stderr}`);
}
