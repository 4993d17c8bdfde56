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
import { isRunning } from "../../../toolchain/is-running";
import { type CloudSnapshot, type KeptSnapshot, loadSnapshot, Recording, saveSnapshot } from "../../cloud";
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
    const pid = existsSync(mark) ? Number(readFileSync(mark, "utf8")) : 0;
    if (isInUse(path, pid))
      throw refusal(
        `${path} is in use by process ${pid}`,
        `Wait for that run, or keep another folder. Where process ${pid} is something else by now, remove ${mark}.`,
      );
    writing(path, () => mkdirSync(path, { recursive: true }));
    const read = await loadSnapshot(path).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw refusal(
        `the snapshot in ${path} cannot be read: ${why}`,
        `Remove ${path}, or keep another folder.`,
      );
    });
    const lost = read
      ? (cutOff(recordingIn(path), read.snapshot) ?? (read.isPrevious ? fellBack : undefined))
      : startAnew(path);
    writing(path, () => writeFileSync(mark, String(process.pid)));
    own.add(path);
    return new KeptFolder(path, read?.snapshot, lost);
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
    own.delete(this.path);
    rmSync(markIn(this.path), { force: true });
  }
}

const fellBack = "the last snapshot is damaged: what happened after the one before is lost";

/** Drops what was recorded after the snapshot. */
function cutOff(file: string, { recorded }: KeptSnapshot): string | undefined {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size < recorded)
    return "the recording of the last run has lost its end: buckets lack what the snapshot knows of. Keep another folder to begin anew";
  if (size === recorded) return undefined;
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

/** Folders that this process has. */
const own = new Set<string>();

/**
 * Whether the process of a mark is at work in the folder. What a full disk has left of a mark names none; and in a container
 * that is started again, the run that was killed had the number that this one has.
 */
function isInUse(path: string, pid: number): boolean {
  if (pid === process.pid) return own.has(path);
  return Number.isInteger(pid) && pid > 0 && isRunning(pid);
}

/** Nothing is begun in a folder that takes nothing. */
function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw refusal(
      `${path} cannot be written: ${(error as Error).message}`,
      "Make room or rights there, or keep another folder.",
    );
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
