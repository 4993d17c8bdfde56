import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runProcess } from "../../toolchain/run-process";
import { operationsError } from "../errors";

/** Lets the work fill a folder: the one that is named, or one that becomes the tar file that is. */
export async function packMirror<T>(out: string, work: (folder: string) => Promise<T>): Promise<T> {
  if (!out.endsWith(".tar")) return work(out);
  const folder = await mkdtemp(join(tmpdir(), "outlast-mirror-"));
  try {
    const done = await work(folder);
    const { exitCode, stderr } = await runProcess("tar", ["-cf", resolve(out), "."], {
      cwd: folder,
      env: process.env,
    });
    if (exitCode !== 0) throw operationsError("MIRROR_TAR", stderr.trim());
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
