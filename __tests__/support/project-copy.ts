import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProject } from "./copied";

/** What programs are not made of, and do not read. */
const left = new Set(["node_modules", "cdktf.out", "__tests__", "bench", "docs", "coverage", "dist"]);

/** This project in a folder of its own, to be changed: packages are shared, its bundles are not. */
export class ProjectCopy {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "outlast-copy-")));

  constructor() {
    const needed = readdirSync(".").filter((name) => !name.startsWith(".") && !left.has(name));
    copyProject(needed, this.root);
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  /** Replaces a piece of a file, which has to be there. */
  edit(file: string, from: string, to: string): void {
    const text = readFileSync(this.path(file), "utf8");
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    writeFileSync(
      this.path(file),
      text.replace(from, () => to),
    );
  }

  /** Runs `node <args>` in the copy. */
  node(...args: readonly string[]): Pick<SpawnSyncReturns<string>, "status" | "stdout" | "stderr"> {
    const { CDKTF_OUTDIR: _, SYNTH_HCL_OUTPUT: __, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.root,
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  /** Every file below a folder, relative to it and sorted; none if there is no such folder. */
  files(folder: string): string[] {
    try {
      return readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(this.path(folder).length + 1))
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
