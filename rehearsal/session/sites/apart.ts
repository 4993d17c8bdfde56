import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "../../../config/package-root";
import type { LoadedSite } from "../../terraform";

/** What a file came to. */
export type FileReading = { readonly loaded: LoadedSite } | { readonly refusal: string };

/** What the reading of a file may take. */
interface ReadingLimits {
  /** Milliseconds. The largest files take a tenth of the default. */
  readonly deadline?: number;
  /** Megabytes of the heap of JavaScript. */
  readonly memory?: number;
}

/**
 * Reads somebody's Terraform file in a process of its own. Whatever the file does there, this process hears its signals,
 * and serves what it has; what takes too long, or too much memory, ends with that process.
 */
export class ReaderApart {
  readonly #deadline: number;
  readonly #memory: number;
  #child: ChildProcess | undefined;

  constructor({ deadline = 120_000, memory = 2_048 }: ReadingLimits = {}) {
    this.#deadline = deadline;
    this.#memory = memory;
  }

  /** Ends what was being read before. @throws {Error} of a fault of the reader, with what it said */
  async read(path: string): Promise<FileReading> {
    this.close();
    const root = packageRoot();
    const child = fork(join(root, "bin/run.mjs"), ["rehearsal/session/sites/terraform-entry.ts", path], {
      ...{ serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] },
      ...{
        execArgv: [`--max-old-space-size=${this.#memory}`],
        timeout: this.#deadline,
        killSignal: "SIGKILL",
      },
    });
    this.#child = child;
    const said = child.stderr ? text(child.stderr) : "";
    return new Promise((resolve, reject) => {
      child.once("message", (reading) => resolve(reading as FileReading)).once("error", reject);
      child.once("close", async (code) => {
        // Code 3 is a fault that the program told of; one without memory ends by a signal, as one without time does.
        const limits = `${this.#deadline / 1_000} s or ${this.#memory} MB`;
        if (code === null) resolve({ refusal: `reading it takes more than ${limits}` });
        else reject(new Error((await said).trim()));
      });
    });
  }

  close(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}
