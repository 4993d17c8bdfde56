import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Environment } from "./which";

/**
 * Runs in a Node process between this one and the program. When standard input ends, because this process closed it or
 * is gone for whatever reason, the program is interrupted, and after the grace it and all it started are killed. When
 * the program has ended, what it started is killed as well: a Terraform that was killed leaves its plugins.
 */
const KEEPER = `
const { spawn } = require("node:child_process");
const [grace, output, command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ["ignore", output, output], detached: true });
const killAll = () => { try { process.kill(-child.pid, "SIGKILL"); } catch {} };
const pass = (from, to) => {
  // Goes on reading when nobody reads here any more: a program that cannot write does not end in peace.
  to.on("error", () => { from.unpipe(to); from.resume(); });
  from.pipe(to);
};
if (output === "pipe") { pass(child.stdout, process.stdout); pass(child.stderr, process.stderr); }
let kill;
process.stdin.on("end", () => {
  if (grace === "0") return killAll();
  child.kill("SIGINT");
  kill = setTimeout(killAll, Number(grace));
}).resume();
child.on("error", (error) => { console.error(error.message); process.exit(127); });
child.on("exit", killAll);
child.on("close", (code, signal) => {
  // Ends by itself once everything is written.
  process.exitCode = code;
  process.on("beforeExit", () => { if (signal) process.kill(process.pid, signal); });
  process.stdin.destroy();
  clearTimeout(kill);
});
`;

/** What is run, and how it ends. */
export interface LeashOptions {
  readonly env: Environment;
  /** Folder of the program. @default this process's */
  readonly cwd?: string;
  /** Milliseconds between the interrupt and the kill once the leash is let go; 0 kills at once. */
  readonly graceMs: number;
  /** Whether what it writes is read: "pipe", or "inherit" to see its standard error at most. */
  readonly output: "pipe" | "inherit";
}

/** A program that does not outlive this process. */
export interface Leashed {
  /** Stands for the program: its output, its exit code, the signal that ended it. */
  readonly process: ChildProcess;
  /** Ends the program as it ends when this process is gone. */
  letGo(): void;
  /** Ends the program, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a program with a Node process between it and this one, which passes on its output. */
export function startByNode(command: string, args: readonly string[], options: LeashOptions): Leashed {
  const { cwd, env, graceMs, output } = options;
  const keeper = spawn(process.execPath, ["-e", KEEPER, String(graceMs), output, command, ...args], {
    env,
    ...(cwd !== undefined && { cwd }),
    stdio: ["pipe", output === "pipe" ? "pipe" : "ignore", "pipe"],
    detached: true,
  });
  return {
    process: keeper,
    letGo() {
      keeper.stdin?.end();
    },
    async stop() {
      if (keeper.exitCode !== null || keeper.signalCode !== null) return;
      keeper.ref();
      keeper.stdin?.end();
      await once(keeper, "exit");
    },
  };
}
