import { spawnSync } from "node:child_process";

/** Bundles the verbs once: copies of the project begin with what is made here (copied.ts). */
export default function warm(): void {
  spawnSync(process.execPath, ["bin/outlast.mjs", "--version"], { stdio: "ignore" });
}
