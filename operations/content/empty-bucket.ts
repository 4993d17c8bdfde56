import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  NoSuchBucket,
  S3Client,
} from "@aws-sdk/client-s3";
import { healthKeys } from "../../facts/site/health";
import { recordKeys } from "../../facts/site/record-keys";
import { askingAws, bounded } from "../aws";

/** A bucket of the account. */
export interface AccountBucket {
  readonly name: string;
  readonly region: string;
}

export type BucketsClient = Pick<S3Client, "send">;

/** Versions and delete markers that a bucket holds, and how many of them somebody put there. */
export interface Held {
  readonly versions: number;
  /** Without what every deployment writes: what regions answer their health checks with, and the contact sheet. */
  readonly content: number;
}

/** Which of a bucket's versions are meant. */
export type Meant = "all" | "deployment's own";

function isContent({ Key }: { readonly Key: string | undefined }): boolean {
  return Key !== recordKeys.sheet && !Key?.startsWith(healthKeys.prefix);
}

/** What a bucket holds; nothing where there is no such bucket any more. */
export async function countVersions(bucket: AccountBucket, client = bucketsClient(bucket)): Promise<Held> {
  let [versions, content] = [0, 0];
  for await (const page of pages(bucket, client)) {
    versions += page.length;
    content += page.filter(isContent).length;
  }
  return { versions, content };
}

/**
 * Deletes the meant versions and delete markers of a bucket, for good. Stopped anywhere, the next run goes on from what is
 * left.
 *
 * @param onDeleted called with how many have gone so far
 */
export async function emptyBucket(
  bucket: AccountBucket,
  meant: Meant,
  onDeleted: (count: number) => void,
  client = bucketsClient(bucket),
): Promise<void> {
  let count = 0;
  for await (const page of pages(bucket, client)) {
    const versions = meant === "all" ? page : page.filter((version) => !isContent(version));
    if (versions.length === 0) continue;
    await asking("delete versions", bucket, async () => {
      const Delete = { Objects: [...versions], Quiet: true };
      const { Errors: [refused] = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket: bucket.name, Delete }),
      );
      if (refused)
        throw Object.assign(new Error(`${refused.Key}: ${refused.Message}`), { name: refused.Code });
    });
    count += versions.length;
    onDeleted(count);
  }
}

/** Deletes a bucket that is empty; one that has gone already is as good. */
export async function deleteBucket(bucket: AccountBucket, client = bucketsClient(bucket)): Promise<void> {
  await asking("delete the bucket", bucket, () =>
    client.send(new DeleteBucketCommand({ Bucket: bucket.name })).catch(unlessGone),
  );
}

/** A thousand at a time, as they are listed; what is deleted meanwhile moves no marker. */
async function* pages(bucket: AccountBucket, client: BucketsClient) {
  let marker: Marker | undefined = {};
  while (marker !== undefined) {
    const input: ListObjectVersionsCommandInput = { Bucket: bucket.name, ...marker };
    const page: ListObjectVersionsCommandOutput | undefined = await asking("list versions", bucket, () =>
      client.send(new ListObjectVersionsCommand(input)).catch(unlessGone),
    );
    if (page === undefined) return;
    const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    yield entries.map(({ Key, VersionId }) => ({ Key, VersionId }));
    marker = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}

interface Marker {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

function unlessGone(error: unknown): undefined {
  if (error instanceof NoSuchBucket || (error as Error).name === "NoSuchBucket") return undefined;
  throw error;
}

function asking<T>(what: string, { name, region }: AccountBucket, call: () => Promise<T>): Promise<T> {
  return askingAws(what, `${name} (${region})`, call);
}

/** With more of the SDK's own retries: a bucket of a million versions meets a few refusals. */
export function bucketsClient({ region }: AccountBucket): BucketsClient {
  return new S3Client({ ...bounded, region, maxAttempts: 6 });
}
