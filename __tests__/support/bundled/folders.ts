import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join, resolve } from "node:path";

/** Tests that share a process, and those that start programs. */
export type BundleKind = "together" | "apart";

export interface FoldersOfRun {
  /** All that a run makes, to be removed. */
  readonly folder: string;
  /** For bundles, which find packages from there. */
  readonly bundled: string;
  /** For what tests write, where that is in memory. */
  readonly temporary: string | undefined;
}

/** Linux has memory that is used as a folder. */
const memory = "/dev/shm";
const day = 86_400_000;

/** Bytes of memory that have to be free for a folder there. */
const room = 1_000_000_000;
/** For what tests that start programs write, too: 1.2 GB at most, beside seven that all that they start takes. */
const roomForPrograms = 12_000_000_000;

/**
 * In memory where there is such a folder, with room, from which programs start, as is not so in most containers. On a disk, each
 * folder that a test makes and removes takes up to a millisecond of the processor, and two more until it is gone where others
 * write as well: the unit tests had a fifth of their time of it, copies of this project took a fiftieth of what the files that
 * make them take, and the end of a run, which removes its bundles, some seconds.
 */
export function foldersOfRun(root: string, kind: BundleKind): FoldersOfRun {
  const folder = inMemory();
  if (folder === undefined) {
    const cache = resolve(root, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    const bundled = mkdtempSync(join(cache, "outlast-tests-"));
    return { folder: removedAtExit(bundled), bundled, temporary: undefined };
  }
  const [bundled, temporary] = [join(folder, "bundled"), join(folder, "tmp")];
  for (const made of [bundled, temporary]) mkdirSync(made);
  symlinkSync(resolve(root, "node_modules"), join(bundled, "node_modules"));
  const isEnough = kind === "together" || freeMemory() >= roomForPrograms;
  return { folder: removedAtExit(folder), bundled, temporary: isEnough ? temporary : undefined };
}

/** However a run ends that is not killed. */
function removedAtExit(folder: string): string {
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function inMemory(): string | undefined {
  try {
    const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
    const mounted = mounts.find((line) => line.includes(` ${memory} tmpfs rw`));
    if (mounted === undefined || mounted.includes("noexec") || freeMemory() < room) return undefined;
    removeLeft();
    return mkdtempSync(join(memory, "outlast-tests-"));
  } catch {
    return undefined;
  }
}

/** Bytes that may be written there. */
function freeMemory(): number {
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, process.availableMemory());
}

/** What runs have left that were killed. */
function removeLeft(): void {
  for (const name of readdirSync(memory)) {
    const folder = join(memory, name);
    if (name.startsWith("outlast-tests-") && Date.now() - statSync(folder).mtimeMs > day)
      rmSync(folder, { recursive: true });
  }
}
