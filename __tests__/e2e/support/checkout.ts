import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProject } from "../../support/copied";

/** What a checkout does without: what is installed or made, and the tests. */
const left = new Set(["node_modules", ".git", "cdktf.out", "__tests__", "coverage", "plan", "drift"]);

/**
 * A copy of this repository in a folder of its own, removed at the end of the process, with the packages installed and
 * a cache of its own.
 */
export function checkout(): string {
  const root = mkdtempSync(join(tmpdir(), "outlast-checkout-"));
  process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  copyProject(
    readdirSync(".").filter((name) => !left.has(name)),
    root,
  );
  return root;
}

/** Changes a file of a checkout; the text has to be there. */
export function edit(root: string, file: string, from: string | RegExp, to: string): void {
  const path = join(root, file);
  const text = readFileSync(path, "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not contain ${from}`);
  writeFileSync(path, changed);
}
