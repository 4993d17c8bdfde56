import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { ExpressionError, UnknownError } from "./expression/syntax";

/** More is neither a plan, nor code, nor a text that a configuration needs. */
const maxBytes = 256 * 1024 * 1024;

/**
 * The bytes of a regular file: of what else there is, a pipe would never end, and a device may not.
 * @throws {ExpressionError} that says why it cannot be read
 */
export function readRegular(path: string, { limit = maxBytes, name = `the file ${path}` } = {}): Buffer {
  const fail = (why: string) => new ExpressionError(`${name} cannot be read (${why})`);
  let file: number;
  try {
    // Without this flag a pipe that nobody writes to would hold the process.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw fail(codeOf(error));
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw fail("it is no regular file");
    if (found.size > limit) throw fail(`it has more than ${limit} bytes`);
    const bytes = Buffer.alloc(found.size);
    // What grows while it is read is read as it was.
    return bytes.subarray(0, readSync(file, bytes, 0, found.size, 0));
  } catch (error) {
    throw error instanceof ExpressionError ? error : fail(codeOf(error));
  } finally {
    closeSync(file);
  }
}

/** A file that an archive is, relative to a folder: anywhere, as its code runs with all rights anyway. */
export function readBeside(folder: string, path: string): Buffer {
  return readRegular(resolve(folder, withoutNull(path)));
}

/** What `file()` and its like may read: a text of a configuration, in its folder, links followed; named from elsewhere. */
export function readWithin(folder: string, path: string, from = folder): Buffer {
  const named = resolve(from, withoutNull(path));
  let root: string;
  let real: string;
  try {
    root = realpathSync(folder);
    real = realpathSync(named);
  } catch (error) {
    throw new ExpressionError(`the file ${path} cannot be read (${codeOf(error)})`);
  }
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep))
    throw new UnknownError(`the file ${path} is outside of the folder of the configuration`);
  return readRegular(real, { limit: maxText });
}

/** Bytes of a file that becomes a value. */
const maxText = 16 * 1024 * 1024;

function withoutNull(path: string): string {
  if (path.includes("\0")) throw new ExpressionError("a path has a null character in it");
  return path;
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
