import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { runProcess } from "../../toolchain/run-process";
import { operationsError } from "../errors";

/** Below a folder, what is being made of it. One that was killed leaves it, and the next one takes it away. */
const unfinished = ".outlast-mirror";
/** Beside it, while what was made moves to its place: the names of all of it. What was killed on the way is so known. */
const moving = `${unfinished}.json`;

/**
 * Lets the work fill the folder that is named, or a tar file: what fails half way leaves nothing there. A folder that is there
 * stays the one that it is: it may be where something is mounted, a link to another one, or somebody else's.
 *
 * @param work also hears where visitors' host will find it: of a tar file, in a folder of its name beside it
 * @throws {OutlastError} MIRROR_FOLDER, MIRROR_TAR
 */
export function packMirror<T>(out: string, work: (folder: string, place: string) => Promise<T>): Promise<T> {
  const whole = resolve(out);
  return out.endsWith(".tar") ? packed(out, whole, work) : filled(out, whole, work);
}

async function filled<T>(
  out: string,
  whole: string,
  work: (folder: string, place: string) => Promise<T>,
): Promise<T> {
  const files = writing("MIRROR_FOLDER", out);
  const there = await files(() => readdir(whole).catch(noneUnlessThere));
  const killed = new Set([unfinished, moving, ...(await movedIn(whole))]);
  if (!there.every((name) => killed.has(name))) throw operationsError("MIRROR_FOLDER", `${out} is not empty`);
  const made = await files(() => mkdir(whole, { recursive: true }));
  const folder = join(whole, unfinished);
  try {
    await files(() => rm(folder, { recursive: true, force: true }));
    await files(() => mkdir(folder));
    const done = await files(() => work(folder, whole));
    await files(async () => {
      const names = await readdir(folder);
      // Not before: what was killed may hold a whole site, and this one might have failed. Its list goes last.
      for (const name of there.filter((one) => one !== unfinished && one !== moving))
        await rm(join(whole, name), { recursive: true, force: true });
      await writeFile(join(whole, moving), JSON.stringify(names));
      for (const name of names) await rename(join(folder, name), join(whole, name));
      await rm(folder, { recursive: true, force: true });
      // Last: where anything fails or is killed before, the next one knows by it what is there.
      await rm(join(whole, moving));
    });
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
    // One that was made for what failed; what holds anything stays.
    if (made !== undefined) await rmdir(whole).catch(() => {});
  }
}

/** What one that was killed may have moved to its place; nothing, where there was none, or its list is not whole. */
async function movedIn(whole: string): Promise<readonly unknown[]> {
  try {
    const names: unknown = JSON.parse(await readFile(join(whole, moving), "utf8"));
    return Array.isArray(names) ? names : [];
  } catch {
    return [];
  }
}

async function packed<T>(
  out: string,
  whole: string,
  work: (folder: string, place: string) => Promise<T>,
): Promise<T> {
  const files = writing("MIRROR_TAR", out);
  // Beside it, so that it is of the same volume.
  const folder = join(dirname(whole), `.${basename(whole)}-${randomUUID().slice(0, 8)}`);
  const file = `${folder}.tar`;
  await files(() => mkdir(folder, { recursive: true }));
  try {
    const done = await files(() => work(folder, whole.slice(0, -".tar".length)));
    const { exitCode, stderr } = await files(() =>
      runProcess("tar", ["-cf", file, "."], { cwd: folder, env: process.env }),
    );
    if (exitCode !== 0) throw operationsError("MIRROR_TAR", stderr.trim());
    await files(() => rename(file, whole));
    return done;
  } finally {
    await rm(file, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Does what writes files, and says of the system's refusal which one it is about. */
function writing(code: "MIRROR_FOLDER" | "MIRROR_TAR", out: string) {
  return <T>(doing: () => Promise<T>): Promise<T> =>
    doing().catch((error: NodeJS.ErrnoException) => {
      throw error.syscall === undefined
        ? error
        : operationsError(code, `${out} cannot be written: ${error.code}`);
    });
}

function noneUnlessThere(error: NodeJS.ErrnoException): string[] {
  if (error.code !== "ENOENT") throw error;
  return [];
}
