import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CloudFrontSnapshot } from "./cloudfront/state";
import type { KeyValueSnapshot } from "./kvs/store";
import type { CodeSnapshot } from "./lambda/code-store";
import type { BucketSettingsSnapshot } from "./s3/bucket-settings";
import type { PendingCopy } from "./s3/replication";
import type { VersionsSnapshot } from "./s3/versions";

/** Everything that the endpoint itself remembers. What moto remembers is in moto's memory only. */
export interface CloudSnapshot {
  readonly format: 3;
  readonly cloudFront: CloudFrontSnapshot;
  readonly keyValueStores: KeyValueSnapshot;
  readonly lambdaCode: CodeSnapshot;
  readonly buckets: BucketSettingsSnapshot;
  readonly versions: VersionsSnapshot;
  readonly pendingCopies: readonly PendingCopy[];
}

const FILE = "cloud.json";
const FORMAT = 3;

/** Writes a snapshot into a folder, which is made; the old one stays until the new one is whole. */
export async function saveSnapshot(folder: string, snapshot: CloudSnapshot): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${FILE}.new`);
  await writeFile(temporary, JSON.stringify(snapshot));
  await rename(temporary, join(folder, FILE));
}

/** The snapshot of a folder; undefined if there is none. @throws {Error} for one that is damaged or of another format */
export async function loadSnapshot(folder: string): Promise<CloudSnapshot | undefined> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const snapshot: CloudSnapshot = JSON.parse(await readFile(file, "utf8"));
  if (snapshot.format !== FORMAT) throw new Error(`${FILE} has format ${snapshot.format}, not ${FORMAT}`);
  return snapshot;
}
