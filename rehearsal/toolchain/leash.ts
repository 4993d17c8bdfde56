import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Environment } from "./which";

/**
 * Runs in a Node process between this one and the program: when standard input ends, because this process closed it
 * or is gone for whatever reason, the program and all it started are killed.
 */
const KEEPER = `
const { spawn } = require("node:child_process");
const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], detached: true });
process.stdin.on("end", () => { try { process.kill(-child.pid, "SIGKILL"); } catch {} }).resume();
child.on("error", () => process.exit(127));
child.on("exit", (code) => process.exit(code ?? 0));
`;

/** A program that does not outlive this process. */
export interface Leashed {
  readonly process: ChildProcess;
  /** Kills the program, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts `command` on a leash: it ends with `stop()`, and with this process however that ends. */
export function startLeashed(command: string, args: readonly string[], env: Environment): Leashed {
  const keeper = spawn(process.execPath, ["-e", KEEPER, command, ...args], {
    env,
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  keeper.unref();
  return {
    process: keeper,
    async stop() {
      if (keeper.exitCode !== null || keeper.signalCode !== null) return;
      keeper.ref();
      keeper.stdin?.end();
      await once(keeper, "exit");
    },
  };
}
