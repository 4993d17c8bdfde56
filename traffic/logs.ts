import { createReadStream, readdirSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { createGunzip } from "node:zlib";
import { trafficError } from "./errors";
import { readParquet } from "./parquet";
import { type LeftOut, LineScanner, type TakeLine } from "./scan";

/** What was read of a file or a folder, and what was not. */
export interface LogsRead {
  readonly files: number;
  /** Files without a byte, or without a line but comments. */
  readonly empty: number;
  /** Lines by the reason for which they were left out. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  /** Lists of fields that changed in the middle of a file. */
  readonly changes: number;
  /** Files that were read in part or not at all, and why. */
  readonly broken: readonly { readonly file: string; readonly why: string }[];
}

/** Zlib's own pieces, of 16 KB, cost more than what is in them. */
const chunkSize = 512 * 1024;

/**
 * Reads logs of a file, or of a folder and those below it, one after the other: memory does not grow with them.
 *
 * @param begin what takes a file's lines, by the name that CloudFront gave it
 */
export async function readLogs(place: string, begin: (name: string) => TakeLine): Promise<LogsRead> {
  const leftOut: Partial<Record<LeftOut, number>> = {};
  const broken: { file: string; why: string }[] = [];
  let [empty, changes] = [0, 0];
  const files = filesOf(place);
  for (const file of files) {
    let lines = 0;
    const take = begin(basename(file));
    const scanner = new LineScanner((line) => {
      lines++;
      return take(line);
    });
    const why = await readInto(scanner, file);
    if (why !== undefined) broken.push({ file: relative(place, file) || basename(file), why });
    const left = Object.entries(scanner.leftOut) as [LeftOut, number][];
    for (const [reason, count] of left) leftOut[reason] = (leftOut[reason] ?? 0) + count;
    if (lines === 0 && left.length === 0 && why === undefined) empty++;
    changes += scanner.changes;
  }
  return { files: files.length, empty, leftOut, changes, broken };
}

function filesOf(place: string): string[] {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) throw trafficError("TRAFFIC_NOT_FOUND", `there is no ${place}`);
  if (stat.isFile()) return [place];
  if (!stat.isDirectory()) throw trafficError("TRAFFIC_NOT_FOUND", `${place} is neither`);
  return entriesOf(place)
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (cause) {
    throw trafficError("TRAFFIC_NOT_FOUND", (cause as Error).message, undefined, { cause });
  }
}

/** Why the file was not read to its end; what came before counts. */
async function readInto(scanner: LineScanner, file: string): Promise<string | undefined> {
  // Even what is called gzip may have nothing in it.
  if (statSync(file, { throwIfNoEntry: false })?.size === 0) return undefined;
  try {
    if (file.endsWith(".parquet")) await readParquet(file, (row) => scanner.row(row));
    else await readText(scanner, file);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    scanner.end();
  }
}

/** By events and not by iteration: what was unpacked before a gzip breaks off is not lost with the rest. */
function readText(scanner: LineScanner, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = createReadStream(file, { highWaterMark: chunkSize });
    const text = file.endsWith(".gz") ? source.on("error", reject).pipe(createGunzip({ chunkSize })) : source;
    text
      .on("error", reject)
      .on("end", resolve)
      .on("data", (chunk: Buffer) => {
        try {
          scanner.push(chunk);
        } catch (error) {
          source.destroy();
          reject(error);
        }
      });
  });
}
