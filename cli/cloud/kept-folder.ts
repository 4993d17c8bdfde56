import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CloudSnapshot, loadSnapshot, saveSnapshot } from "../../rehearsal/cloud";
import { CliError } from "../cli-error";

/** What one run leaves for the next: the endpoint's snapshot, moto's recording, the stacks. */
export class KeptFolder {
  private constructor(
    readonly path: string,
    readonly snapshot: CloudSnapshot | undefined,
  ) {}

  /** Makes the folder if there is none. @throws {CliError} `CLOUD_KEEP` for one that another run has not given back */
  static async open(folder: string): Promise<KeptFolder> {
    const path = resolve(folder);
    const mark = markIn(path);
    if (existsSync(mark)) {
      throw new CliError(
        "CLOUD_KEEP",
        `${path} is in use, or whoever used it was killed`,
        `Wait for that run. If it is dead, moto's part of the folder and the endpoint's may not agree: remove ${path}.`,
      );
    }
    mkdirSync(path, { recursive: true });
    writeFileSync(mark, "");
    return new KeptFolder(path, await loadSnapshot(path));
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

function markIn(path: string): string {
  return join(path, "in-use");
}
