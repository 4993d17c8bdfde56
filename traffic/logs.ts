import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { localLogs } from "./local-logs";
import { readParquet } from "./parquet";
import { chunkSize, type LogFile, type LogPlace } from "./place";
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

/** A place as it was named on a command line: a file or a folder, unless somebody has made another of it. */
export function logPlaceOf(place: string | LogPlace): LogPlace {
  return typeof place === "string" ? localLogs(place) : place;
}

/**
 * Reads logs of a place, one file after the other: memory does not grow with them.
 *
 * @param begin what takes a file's lines, by the name that CloudFront gave it
 */
export async function readLogs(place: LogPlace, begin: (name: string) => TakeLine): Promise<LogsRead> {
  const leftOut: Partial<Record<LeftOut, number>> = {};
  const broken: { file: string; why: string }[] = [];
  let [files, empty, changes] = [0, 0, 0];
  for await (const file of place.files()) {
    files++;
    let lines = 0;
    const take = begin(file.name);
    const scanner = new LineScanner((line) => {
      lines++;
      return take(line);
    });
    const why = await readInto(scanner, file);
    if (why !== undefined) broken.push({ file: file.shown, why });
    const left = Object.entries(scanner.leftOut) as [LeftOut, number][];
    for (const [reason, count] of left) leftOut[reason] = (leftOut[reason] ?? 0) + count;
    if (lines === 0 && left.length === 0 && why === undefined) empty++;
    changes += scanner.changes;
  }
  return { files, empty, leftOut, changes, broken };
}

/** Why the file was not read to its end; what came before counts. */
async function readInto(scanner: LineScanner, file: LogFile): Promise<string | undefined> {
  // Even what is called gzip may have nothing in it.
  if (file.size === 0) return undefined;
  try {
    if (file.name.endsWith(".parquet")) await readParquet(await file.parts(), (row) => scanner.row(row));
    else await readText(scanner, file.name, await file.open());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    scanner.end();
  }
}

/** By events and not by iteration: what was unpacked before a gzip breaks off is not lost with the rest. */
function readText(scanner: LineScanner, name: string, source: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = name.endsWith(".gz") ? source.on("error", reject).pipe(createGunzip({ chunkSize })) : source;
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
