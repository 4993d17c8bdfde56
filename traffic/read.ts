import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { PassThrough } from "node:stream";
import { createGunzip } from "node:zlib";
import { trafficError } from "./errors";
import { type LeftOut, LineReader } from "./lines";
import { parseProfile, type TrafficProfile } from "./profile";
import { RequestTally } from "./tally";

/** What was read, and what was left out. */
export interface TrafficRead {
  readonly profile: TrafficProfile;
  readonly files: number;
  /** Lines by the reason for which they were left out. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  /** Files that were read in part or not at all, and why. */
  readonly broken: readonly { readonly file: string; readonly why: string }[];
}

/** What fewer requests have in common is told of nobody, where nobody says another number. */
export const usualK = 10;

/** No line of a log is longer: CloudFront takes no longer request. */
const longestLine = 1_000_000;

/** Reads logs of a file, or of a folder and those below it, line by line: memory does not grow with them. */
export async function readTraffic(place: string, k = usualK): Promise<TrafficRead> {
  const tally = new RequestTally();
  const leftOut: Partial<Record<LeftOut, number>> = {};
  const broken: { file: string; why: string }[] = [];
  const files = filesOf(place);
  for (const file of files) {
    const why = file.endsWith(".parquet")
      ? "Parquet is not read: deliver the logs as JSON or W3C"
      : await readFile(file, tally, leftOut);
    if (why !== undefined) broken.push({ file: relative(place, file) || file, why });
  }
  const read = { files: files.length, leftOut, broken };
  if (tally.requests === 0) throw trafficError("TRAFFIC_NOTHING_LEFT", `${place}: ${summaryOf(read)}`);
  return { profile: tally.profile(k), ...read };
}

/** How much was read, and what was not. */
export function summaryOf({ broken, files, leftOut }: Omit<TrafficRead, "profile">): string {
  const lines = Object.entries(leftOut).map(([why, count]) => `${count} lines ${why}`);
  const parts = broken.slice(0, 10).map(({ file, why }) => `${file}: ${why}`);
  const more = broken.length > 10 ? [`${broken.length - 10} more files`] : [];
  const out = [...lines, ...parts, ...more];
  return `${files} files${out.length > 0 ? `; left out: ${out.join("; ")}` : ""}`;
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
async function readFile(
  file: string,
  tally: RequestTally,
  leftOut: Partial<Record<LeftOut, number>>,
): Promise<string | undefined> {
  const source = createReadStream(file);
  const text = new PassThrough();
  let why: string | undefined;
  const broke = (error: Error) => {
    why = error.message;
    // What came before is read to its end.
    text.end();
  };
  const unpacked = file.endsWith(".gz") ? source.on("error", broke).pipe(createGunzip()) : source;
  unpacked.on("error", broke).pipe(text);
  const reader = new LineReader();
  const take = (line: string) => {
    const one = reader.read(line);
    if (typeof one === "string") leftOut[one] = (leftOut[one] ?? 0) + 1;
    else if (one !== undefined) tally.add(one);
  };
  let rest = "";
  for await (const chunk of text.setEncoding("utf8")) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
    if (rest.length > longestLine) {
      leftOut["cut-off"] = (leftOut["cut-off"] ?? 0) + 1;
      rest = "";
    }
  }
  take(rest);
  return why;
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
