import type { OutlastError } from "../errors/outlast-error";
import { toolError } from "./errors";
import { startLeashed } from "./leash";
import type { Environment } from "./which";

/** How a finished process ended, and what it wrote. */
export interface ProcessResult {
  /** 127 where the program could not be started, 128 where a signal ended it. */
  readonly exitCode: number;
  /** The signal that ended it, if one did. */
  readonly killedBy?: NodeJS.Signals;
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
 * Runs a program in a process group of its own, with closed standard input, and waits for it. It is interrupted when
 * this process ends in the meantime, and nothing that it started outlives it.
 *
 * @throws {OutlastError} `tool-aborted` when the signal ended it
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { cwd, env, signal, graceMs = 10_000, onLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(command));
    const { process: child, letGo } = startLeashed(command, args, { cwd, env, graceMs, output: "pipe" });
    const settle = () => signal?.removeEventListener("abort", letGo);
    signal?.addEventListener("abort", letGo, { once: true });
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr);
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (code, killedBy) => {
      settle();
      if (signal?.aborted) return reject(aborted(command));
      const ended = { exitCode: code ?? 128, ...(killedBy && { killedBy }) };
      resolve({ ...ended, stdout: stdout(), stderr: stderr() });
    });
  });
}

function aborted(command: string): OutlastError {
  return toolError("tool-aborted", `${command} was interrupted`, "Run it again to finish what it began.");
}

function collect(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): () => string {
  let text = "";
  let emitted = 0;
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    text += chunk;
    if (!onLine) return;
    for (let end = text.indexOf("\n", emitted); end >= 0; end = text.indexOf("\n", emitted)) {
      onLine(text.slice(emitted, end));
      emitted = end + 1;
    }
  });
  return () => text;
}
