import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { runProcess } from "../../toolchain/run-process";
import { operationsError } from "../errors";

/**
 * Lets the work fill a folder that becomes the one that is named, or the tar file: what fails half way leaves nothing there.
 *
 * @param work also hears where visitors' host will find it: of a tar file, in a folder of its name beside it
 * @throws {OutlastError} MIRROR_FOLDER, MIRROR_TAR
 */
export async function packMirror<T>(
  out: string,
  work: (folder: string, place: string) => Promise<T>,
): Promise<T> {
  const whole = resolve(out);
  const isTar = out.endsWith(".tar");
  const place = isTar ? whole.slice(0, -".tar".length) : whole;
  const refused = (why: string) => operationsError(isTar ? "MIRROR_TAR" : "MIRROR_FOLDER", `${out} ${why}`);
  const files = <R>(doing: () => Promise<R>) =>
    doing().catch((error: NodeJS.ErrnoException) => {
      throw error.syscall === undefined ? error : refused(`cannot be written: ${error.code}`);
    });
  if (!isTar && (await files(() => entriesOf(whole))).length > 0) throw refused("is not empty");
  // Not a temporary folder of Node's, which the host's own user could not read.
  const folder = join(dirname(whole), `.${basename(whole)}-${randomUUID().slice(0, 8)}`);
  await files(() => mkdir(folder, { recursive: true }));
  try {
    const done = await files(() => work(folder, place));
    if (!isTar) {
      await files(async () => {
        await rmdir(whole).catch(unlessThere);
        await rename(folder, whole);
      });
      return done;
    }
    const packed = `${folder}.tar`;
    try {
      const { exitCode, stderr } = await files(() =>
        runProcess("tar", ["-cf", packed, "."], { cwd: folder, env: process.env }),
      );
      if (exitCode !== 0) throw operationsError("MIRROR_TAR", stderr.trim());
      await files(() => rename(packed, whole));
    } finally {
      await rm(packed, { force: true });
    }
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error) => {
    unlessThere(error);
    return [];
  });
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
