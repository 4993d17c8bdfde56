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

/**
 * Bytes of memory that have to be free: tests that start programs write 1.2 GB of it at most, and take seven more with all
 * that they start.
 */
const room: Readonly<Record<BundleKind, number>> = { together: 1_000_000_000, apart: 12_000_000_000 };

/**
 * In memory where there is such a folder, with room, from which programs start, as is not so in most containers. On a disk, each
 * folder that a test makes and removes takes up to a millisecond of the processor, and two more until it is gone where others
 * write as well: the unit tests had a fifth of their time of it, the copies of this project that are changed had a fiftieth
 * of a whole run, and the end of a run, which removes its bundles, some seconds.
 */
export function foldersOfRun(root: string, kind: BundleKind): FoldersOfRun {
  const folder = inMemory(room[kind]);
  if (folder === undefined) {
    const cache = resolve(root, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    const bundled = mkdtempSync(join(cache, "outlast-tests-"));
    return { folder: removedAtExit(bundled), bundled, temporary: undefined };
  }
  const [bundled, temporary] = [join(folder, "bundled"), join(folder, "tmp")];
  for (const made of [bundled, temporary]) mkdirSync(made);
  symlinkSync(resolve(root, "node_modules"), join(bundled, "node_modules"));
  return { folder: removedAtExit(folder), bundled, temporary };
}

/** However a run ends that is not killed. */
function removedAtExit(folder: string): string {
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function inMemory(room: number): string | undefined {
  try {
    const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
    const mounted = mounts.find((line) => line.includes(` ${memory} tmpfs rw`));
    const { bavail, bsize } = statfsSync(memory);
    if (mounted === undefined || mounted.includes("noexec")) return undefined;
    if (Math.min(bavail * bsize, process.availableMemory()) < room) return undefined;
    removeLeft();
    return mkdtempSync(join(memory, "outlast-tests-"));
  } catch {
    return undefined;
  }
}

/** What runs have left that were killed. */
function removeLeft(): void {
  for (const name of readdirSync(memory)) {
    const folder = join(memory, name);
    if (name.startsWith("outlast-tests-") && Date.now() - statSync(folder).mtimeMs > day)
      rmSync(folder, { recursive: true });
  }
}
