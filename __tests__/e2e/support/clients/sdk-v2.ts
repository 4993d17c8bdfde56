import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { accessKey, changedKey, largeKey, region, type Seen, secretKey, type Work } from "./client";
import { filesIn } from "./tree";

/** What is called of it. Its own types would be read with every check of this repository, which takes seconds. */
interface Client {
  readonly [operation: string]: (input: object, more?: object) => { promise(): Promise<Answer> };
}
type Answer = Readonly<Record<string, unknown>>;
interface Sdk {
  readonly S3: new (options: object) => Client & { getSignedUrl(operation: string, input: object): string };
  readonly CloudFront: new (options: object) => Client & Waiting;
}
interface Waiting {
  waitFor(state: string, input: object): { promise(): Promise<Answer> };
}

/** The AWS SDK for JavaScript does it, in its second version, which much still runs on. */
export async function sdkV2(work: Work): Promise<Seen> {
  const { endpoint, bucket: Bucket, site, later, back, large, presigned, distribution } = work;
  const { S3, CloudFront }: Sdk = createRequire(import.meta.url)("aws-sdk");
  const options = { endpoint, region, accessKeyId: accessKey, secretAccessKey: secretKey, maxRetries: 0 };
  const s3 = new S3({ ...options, s3ForcePathStyle: true, signatureVersion: "v4" });
  const send = (operation: string, input: object) => called(s3, operation, { Bucket, ...input });
  const keys = async () => {
    const found: string[] = [];
    for (let Marker: string | undefined, isMore = true; isMore; Marker = found.at(-1)) {
      const { Contents, IsTruncated } = await send("listObjects", { Marker, MaxKeys: 3 });
      found.push(...(Contents as { Key: string }[]).map(({ Key }) => Key));
      isMore = IsTruncated === true;
    }
    return found;
  };
  const sync = async (folder: string) => {
    const files = filesIn(folder);
    for (const Key of files) await send("putObject", { Key, Body: readFileSync(join(folder, Key)) });
    const gone = (await keys()).filter((key) => !files.includes(key));
    if (gone.length > 0) await send("deleteObjects", { Delete: { Objects: gone.map((Key) => ({ Key })) } });
    return keys();
  };
  await send("createBucket", { CreateBucketConfiguration: { LocationConstraint: region } });
  await send("putBucketVersioning", { VersioningConfiguration: { Status: "Enabled" } });
  const first = await sync(site);
  const second = await sync(later);
  for (const Key of second) {
    const { Body } = await send("getObject", { Key });
    mkdirSync(dirname(join(back, Key)), { recursive: true });
    writeFileSync(join(back, Key), Body as Buffer);
  }
  const url = s3.getSignedUrl("getObject", { Bucket, Key: presigned });
  const { Versions } = await send("listObjectVersions", { Prefix: changedKey });
  // In parts, one after the other.
  await called(s3, "upload", { Bucket, Key: largeKey, Body: readFileSync(large) }, { queueSize: 1 });
  await send("deleteObject", { Key: changedKey });
  const { length: versions } = Versions as unknown[];
  const cloudFront = await invalidated(new CloudFront(options), distribution);
  return { first, second, presigned: url, versions, last: await keys(), cloudFront };
}

async function called(client: Client, operation: string, input: object, more?: object): Promise<Answer> {
  return (await client[operation]?.(input, more).promise()) ?? {};
}

async function invalidated(client: Client & Waiting, DistributionId: string) {
  const { DistributionList } = await called(client, "listDistributions", {});
  const { Items } = DistributionList as { readonly Items: readonly { readonly Id: string }[] };
  const Paths = { Quantity: 2, Items: ["/a%20b/*", "/*"] };
  const InvalidationBatch = { Paths, CallerReference: "sdk-v2" };
  const made = await called(client, "createInvalidation", { DistributionId, InvalidationBatch });
  const { Id } = made.Invalidation as { readonly Id: string };
  const waited = { DistributionId, Id, $waiter: { delay: 1 } };
  const done = await client.waitFor("invalidationCompleted", waited).promise();
  const { Status } = done.Invalidation as { readonly Status: string };
  return { distributions: Items.map((one) => one.Id), invalidation: Status };
}
