import { spawn } from "node:child_process";
import { ToolError } from "./errors";
import type { Environment } from "./which";

/** How a finished process ended, and what it wrote. */
export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to run, where, and with which variables. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Environment;
  /** Interrupts the process; after `graceMs` its whole group is killed. */
  readonly signal?: AbortSignal;
  /** Time between the interrupt and the kill, in milliseconds. Terraform needs it to give back its lock. */
  readonly graceMs?: number;
  /** Called with each complete line of standard output as it is written. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program in a process group of its own, with closed standard input, and waits for it.
 *
 * @throws {ToolError} `tool-aborted` when the signal ended it
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { cwd, env, signal, graceMs = 10_000, onLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(command));
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const killWithParent = () => killGroup(child.pid, "SIGTERM");
    let kill: NodeJS.Timeout | undefined;
    const interrupt = () => {
      child.kill("SIGINT");
      kill = setTimeout(() => killGroup(child.pid, "SIGKILL"), graceMs);
    };
    const settle = () => {
      clearTimeout(kill);
      signal?.removeEventListener("abort", interrupt);
      process.removeListener("exit", killWithParent);
    };
    process.once("exit", killWithParent);
    signal?.addEventListener("abort", interrupt, { once: true });

    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr);
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (code) => {
      settle();
      if (signal?.aborted) {
        // A plugin can outlive the program that started it.
        killGroup(child.pid, "SIGKILL");
        return reject(aborted(command));
      }
      resolve({ exitCode: code ?? 1, stdout: stdout(), stderr: stderr() });
    });
  });
}

/** Sends `signal` to a process group; a group that is gone already is fine. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}

function aborted(command: string): ToolError {
  return new ToolError("tool-aborted", `${command} was interrupted`, "Run it again to finish what it began.");
}

function collect(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  let text = "";
  let emitted = 0;
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    if (!onLine) return;
    for (let end = text.indexOf("\n", emitted); end >= 0; end = text.indexOf("\n", emitted)) {
      onLine(text.slice(emitted, end));
      emitted = end + 1;
    }
  });
  return () => text;
}
