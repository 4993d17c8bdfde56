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
  let read = sumOfReads([]);
  for await (const file of place.files()) read = sumOfReads([read, await readLog(file, begin)]);
  return read;
}

/** Reads one file. */
export async function readLog(file: LogFile, begin: (name: string) => TakeLine): Promise<LogsRead> {
  let lines = 0;
  const take = begin(file.name);
  const scanner = new LineScanner((line) => {
    lines++;
    return take(line);
  });
  const why = await readInto(scanner, file);
  const { changes, leftOut } = scanner;
  const isEmpty = lines === 0 && Object.keys(leftOut).length === 0 && why === undefined;
  const broken = why === undefined ? [] : [{ file: file.shown, why }];
  return { files: 1, empty: isEmpty ? 1 : 0, leftOut, changes, broken };
}

/** What was read of several files, as of one place. */
export function sumOfReads(reads: readonly LogsRead[]): LogsRead {
  const leftOut: Partial<Record<LeftOut, number>> = {};
  for (const read of reads)
    for (const [reason, count] of Object.entries(read.leftOut) as [LeftOut, number][])
      leftOut[reason] = (leftOut[reason] ?? 0) + count;
  const sum = (count: (read: LogsRead) => number) => reads.reduce((all, read) => all + count(read), 0);
  return {
    ...{ files: sum(({ files }) => files), empty: sum(({ empty }) => empty), leftOut },
    ...{ changes: sum(({ changes }) => changes), broken: reads.flatMap(({ broken }) => broken) },
  };
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
