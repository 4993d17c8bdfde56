import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { OutlastError } from "../../../errors/outlast-error";
import { type CloudSnapshot, loadSnapshot, Recording, saveSnapshot } from "../../cloud";
import { cloudError } from "./errors";

/**
 * What one run leaves for the next: the endpoint's snapshot, moto's recording, the stacks. A snapshot says how much of the
 * recording belongs to it: what a run that was killed, or whose disk was full, has recorded after its last snapshot is
 * lost, so that the two always agree.
 */
export class KeptFolder {
  #opened: Recording | undefined;

  private constructor(
    readonly path: string,
    readonly snapshot: CloudSnapshot | undefined,
    /** What was lost, in words; undefined if nothing was. */
    readonly lost: string | undefined,
  ) {}

  /**
   * Makes the folder if there is none.
   *
   * @throws {OutlastError} `CLOUD_KEEP` for one that another run has, or whose snapshots cannot be read
   */
  static async open(folder: string): Promise<KeptFolder> {
    const path = resolve(folder);
    const mark = markIn(path);
    const pid = existsSync(mark) ? Number(readFileSync(mark, "utf8")) : undefined;
    if (pid !== undefined && isRunning(pid))
      throw refusal(`${path} is in use by process ${pid}`, "Wait for that run, or keep another folder.");
    mkdirSync(path, { recursive: true });
    const kept = await loadSnapshot(path).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw refusal(
        `the snapshot in ${path} cannot be read: ${why}`,
        `Remove ${path}, or keep another folder.`,
      );
    });
    const lost = kept ? cutOff(recordingIn(path), kept.recorded) : startAnew(path);
    writeFileSync(mark, String(process.pid));
    return new KeptFolder(path, kept, lost);
  }

  /** Where the requests of the last run are. */
  get recordingFile(): string {
    return recordingIn(this.path);
  }

  /** Where those of this run are added. */
  get recording(): Recording {
    this.#opened ??= new Recording(this.recordingFile);
    return this.#opened;
  }

  /** @param snapshot taken while nothing changed, as is `recorded`, the size of the recording */
  save(snapshot: CloudSnapshot, recorded: number): Promise<void> {
    return saveSnapshot(this.path, { ...snapshot, recorded });
  }

  /** Gives it back. */
  close(): void {
    this.#opened?.close();
    rmSync(markIn(this.path), { force: true });
  }
}

/** Drops what was recorded after the snapshot. */
function cutOff(file: string, recorded: number | undefined): string | undefined {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (recorded === undefined || size <= recorded) return undefined;
  const lines = readFileSync(file).subarray(recorded).toString("utf8").split("\n").length - 1;
  truncateSync(file, recorded);
  return `the last run ended without its last snapshot: what ${lines} requests after the one before did is lost`;
}

/** A run that was killed before its first snapshot has left a recording and stacks of things that are not there any more. */
function startAnew(path: string): string | undefined {
  const left = readdirSync(path).filter((name) =>
    /^(moto\.recording|cdktf\.out|.*\.tfstate.*|.*\.outputs\.json)$/.test(name),
  );
  if (!left.includes("moto.recording")) return undefined;
  for (const name of left) rmSync(join(path, name), { recursive: true, force: true });
  return "the last run was killed before anything had been kept: all of it is lost, and is made anew";
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

function recordingIn(path: string): string {
  return join(path, "moto.recording");
}
