import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import type { LambdaFunction } from "../../model";

/** A function's archive, unpacked below the machine's temporary folder while it is needed. */
export class UnpackedArchive {
  readonly #files: LambdaFunction["files"];
  #folder: string | undefined;

  constructor(files: LambdaFunction["files"]) {
    this.#files = files;
  }

  /** The folder of the files. @throws Error for a path that leads outside it */
  get folder(): string {
    this.#folder ??= unpack(this.#files);
    return this.#folder;
  }

  remove(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }
}

function unpack(files: LambdaFunction["files"]): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-lambda-"));
  for (const [path, content] of files) {
    const target = resolve(folder, path);
    if (!target.startsWith(folder + sep)) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`the archive has a path outside itself: ${path}`);
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return folder;
}
