import { createReadStream, readdirSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { trafficError } from "./errors";
import { chunkSize, type LogFile, type LogPlace } from "./place";

/** A file of logs, or a folder and all below it. */
export function localLogs(place: string): LogPlace {
  return { shown: place, files: () => pathsIn(place).map((file) => localLog(place, file)) };
}

/** One of them. */
export function localLog(place: string, file: string): LogFile {
  return {
    name: basename(file),
    shown: relative(place, file) || basename(file),
    // One that has gone meanwhile is named when it is read.
    size: statSync(file, { throwIfNoEntry: false })?.size ?? 1,
    open: () => createReadStream(file, { highWaterMark: chunkSize }),
    parts: async () => (await import("hyparquet")).asyncBufferFromFile(file),
  };
}

/** Where they are. @throws {OutlastError} */
export function pathsIn(place: string): string[] {
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
