import { existsSync } from "node:fs";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CloudFrontSnapshot } from "./cloudfront/state";
import type { KeyValueSnapshot } from "./kvs/store";
import type { CodeSnapshot } from "./lambda/code-store";
import type { BucketSettingsSnapshot } from "./s3/bucket-settings";
import type { PendingCopy } from "./s3/replication";
import type { VersionsSnapshot } from "./s3/versions";

/** Everything that the endpoint itself remembers. What moto remembers is in moto's memory only. */
export interface CloudSnapshot {
  readonly format: 4;
  readonly cloudFront: CloudFrontSnapshot;
  readonly keyValueStores: KeyValueSnapshot;
  readonly lambdaCode: CodeSnapshot;
  readonly buckets: BucketSettingsSnapshot;
  readonly versions: VersionsSnapshot;
  readonly pendingCopies: readonly PendingCopy[];
}

const FILE = "cloud.json";
const FORMAT = 4;

/** A snapshot, and how much of moto's recording belongs to it. */
export interface KeptSnapshot extends CloudSnapshot {
  /** Bytes. */
  readonly recorded: number;
}

/** One that was read. */
interface ReadSnapshot {
  readonly snapshot: KeptSnapshot;
  /** Whether the one after it was damaged. */
  readonly isPrevious: boolean;
}

/** Writes a snapshot into a folder. The last one stays beside it; stopped anywhere, one of them is whole. */
export async function saveSnapshot(folder: string, snapshot: KeptSnapshot): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [file, temporary, previous] = [FILE, `${FILE}.new`, `${FILE}.previous`].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const opened = await open(temporary, "w");
  try {
    await opened.writeFile(JSON.stringify(snapshot));
    await opened.sync();
  } finally {
    await opened.close();
  }
  if (existsSync(file)) {
    await rm(previous, { force: true });
    await link(file, previous);
  }
  await rename(temporary, file);
}

/**
 * The snapshot of a folder, or the one before where that is damaged; undefined if there is none.
 * @throws {Error} where both are damaged, or of another format
 */
export async function loadSnapshot(folder: string): Promise<ReadSnapshot | undefined> {
  const files = [FILE, `${FILE}.previous`].map((name) => join(folder, name)).filter(existsSync);
  const [read, ...others] = await Promise.all(
    files.map((file) => parse(file).catch((error: Error) => error)),
  );
  const found = read instanceof Error ? (others[0] ?? read) : read;
  if (found instanceof Error) throw found;
  return found && { snapshot: found, isPrevious: found !== read };
}

async function parse(file: string): Promise<KeptSnapshot> {
  const snapshot: KeptSnapshot = JSON.parse(await readFile(file, "utf8"));
  if (snapshot.format !== FORMAT) throw new Error(`${FILE} has format ${snapshot.format}, not ${FORMAT}`);
  return snapshot;
}
