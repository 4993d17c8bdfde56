import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OutlastError } from "../../../errors/outlast-error";
import { type CloudSnapshot, loadSnapshot, saveSnapshot } from "../../cloud";
import { cloudError } from "./errors";

/** What one run leaves for the next: the endpoint's snapshot, moto's recording, the stacks. */
export class KeptFolder {
  private constructor(
    readonly path: string,
    readonly snapshot: CloudSnapshot | undefined,
  ) {}

  /**
   * Makes the folder if there is none.
   *
   * @throws {OutlastError} `CLOUD_KEEP` for one that another run has not given back, or whose snapshot cannot be read
   */
  static async open(folder: string): Promise<KeptFolder> {
    const path = resolve(folder);
    const mark = markIn(path);
    if (existsSync(mark)) throw notGivenBack(path, Number(readFileSync(mark, "utf8")));
    mkdirSync(path, { recursive: true });
    const snapshot = await loadSnapshot(path).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw refusal(
        `the snapshot in ${path} cannot be read: ${why}`,
        `Remove ${path}, or keep another folder.`,
      );
    });
    writeFileSync(mark, String(process.pid));
    return new KeptFolder(path, snapshot);
  }

  /** Where moto records its requests, and where those of the last run are. */
  get recording(): string {
    return join(this.path, "moto.recording");
  }

  save(snapshot: CloudSnapshot): Promise<void> {
    return saveSnapshot(this.path, snapshot);
  }

  /** Gives it back. */
  close(): void {
    rmSync(markIn(this.path), { force: true });
  }
}

/** @param pid of whoever has it, or had it when it was killed */
function notGivenBack(path: string, pid: number): OutlastError {
  return isRunning(pid)
    ? refusal(`${path} is in use by process ${pid}`, "Wait for that run, or keep another folder.")
    : refusal(
        `${path} was in use by a run that was killed`,
        `moto's part of the folder and the endpoint's may not agree: remove ${path}.`,
      );
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function refusal(what: string, mend: string): OutlastError {
  return cloudError("CLOUD_KEEP", what, mend);
}

function markIn(path: string): string {
  return join(path, "in-use");
}
