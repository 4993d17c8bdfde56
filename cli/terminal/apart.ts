import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Command } from "commander";
import { packageRoot } from "../../config/package-root";
import type { ExitCode } from "../../errors/exit-codes";

/** Set in a process that a verb has started for its own work. */
const mark = "OUTLAST_APART";

export interface Limits {
  /** Milliseconds. */
  readonly deadline: number;
  /** Megabytes of the heap of JavaScript. */
  readonly memory: number;
}

/**
 * Runs a verb again in a process of its own, with the same words, and ends as that ends; undefined in that process itself,
 * which does the work. What somebody made may take there all the time and memory that there is.
 * @param refused what is thrown where it takes more
 */
export async function apart(
  command: Command,
  { deadline, memory }: Limits,
  refused: () => Error,
): Promise<ExitCode | undefined> {
  if (process.env[mark] !== undefined) return undefined;
  const program = [`--max-old-space-size=${memory}`, join(packageRoot(), "bin/run.mjs"), "cli/outlast.ts"];
  const child = spawn(process.execPath, [...program, command.name(), ...wordsOf(command)], {
    ...{ env: { ...process.env, [mark]: "1" }, stdio: "inherit" },
    ...{ timeout: deadline, killSignal: "SIGKILL" },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code, signal) => {
      if (signal === "SIGINT" || signal === "SIGTERM") process.kill(process.pid, signal);
      else if (code === null || code > 3) reject(refused());
      else resolve(code as ExitCode);
    });
  });
}

/** What was given to a verb, its paths as they were understood. */
function wordsOf(command: Command): string[] {
  const options = command.options.flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    const flag = option.long ?? "";
    if (value === true) return [flag];
    return [value].flat().flatMap((one) => (typeof one === "string" ? [`${flag}=${one}`] : []));
  });
  return [...options, "--", ...command.processedArgs.filter((one) => typeof one === "string")];
}
