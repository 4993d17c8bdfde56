import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Part } from "./before-all";

/** Bundles the verbs once: copies of the project begin with what is made here (copied.ts). */
export async function warmBundle(): Promise<Part> {
  await once(spawn(process.execPath, ["bin/outlast.mjs", "--version"], { stdio: "ignore" }), "exit");
  return {};
}
