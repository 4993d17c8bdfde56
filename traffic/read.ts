import { readFileSync, statSync } from "node:fs";
import { type ReadersOptions, readByProcesses } from "./beside";
import { takerOf } from "./counting";
import { trafficError } from "./errors";
import { type LogsRead, logPlaceOf, readLogs, sumOfReads } from "./logs";
import type { LogPlace } from "./place";
import { parseProfile, type TrafficProfile } from "./profile";
import { RequestTally } from "./tally";
import { type AskableContent, unreachedOf } from "./unreached";

/** What was read, and what was left out. */
export interface TrafficRead extends LogsRead {
  readonly profile: TrafficProfile;
  /** Lines of an earlier hour than the line before: they count as any other. */
  readonly backwards: number;
}

export interface TrafficOptions {
  /** What fewer people have in common is told of nobody. @default 10 */
  readonly k?: number;
  /** One distribution alone, by its name or id. @default - all of them */
  readonly distribution?: string;
  /** @default - no path is told to be unreached */
  readonly content?: AskableContent;
  /** How a folder is read by several processes. @default - by this one */
  readonly readers?: ReadersOptions;
}

/** What fewer people have in common is told of nobody, where nobody says another number. */
export const usualK = 10;

/** Makes a profile of logs. @throws {OutlastError} */
export async function readTraffic(
  place: string | LogPlace,
  { content, distribution, k = usualK, readers }: TrafficOptions = {},
): Promise<TrafficRead> {
  const tally = new RequestTally(k);
  const logs = logPlaceOf(place);
  const counting = { k, ...(distribution !== undefined && { distribution }) };
  const beside =
    readers && typeof place === "string" ? await readByProcesses(place, counting, readers) : undefined;
  for (const part of beside?.tallies ?? []) tally.absorb(part);
  const read = beside ? sumOfReads(beside.reads) : await readLogs(logs, takerOf(tally, distribution));
  const { backwards, requests } = tally.sums;
  if (requests === 0)
    throw trafficError("TRAFFIC_NOTHING_LEFT", `${logs.shown}: ${summaryOf({ ...read, backwards })}`);
  const unreached = content && tally.paths && unreachedOf(tally.paths, content);
  return { ...read, backwards, profile: { ...tally.profile(), ...(unreached && { unreached }) } };
}

/** How much was read, and what was not. */
export function summaryOf(read: Omit<TrafficRead, "profile">): string {
  const { backwards, broken, changes, empty, files, leftOut } = read;
  const lines = Object.entries(leftOut).map(([why, count]) => `${count} lines ${why}`);
  const parts = broken.slice(0, 10).map(({ file, why }) => `${file}: ${why}`);
  const more = broken.length > 10 ? [`${broken.length - 10} more files`] : [];
  const out = [...lines, ...parts, ...more];
  const noted = [
    ...(empty > 0 ? [`${empty} of them empty`] : []),
    ...(changes > 0 ? [`other fields from the middle of a file ${changes} times`] : []),
    ...(backwards > 0 ? [`the clock went back by an hour or more ${backwards} times`] : []),
    ...(out.length > 0 ? [`left out: ${out.join("; ")}`] : []),
  ];
  return [`${files} files`, ...noted].join("; ");
}

/** A profile that was kept. @throws {OutlastError} */
export function readProfile(file: string): TrafficProfile {
  let text: string;
  try {
    if (!statSync(file).isFile()) throw new Error("it is no regular file");
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw trafficError("TRAFFIC_NOT_A_PROFILE", `${file}: ${(error as Error).message}`);
  }
  return parseProfile(text, file);
}
