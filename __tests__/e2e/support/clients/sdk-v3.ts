import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  ListDistributionsCommand,
  waitUntilInvalidationCompleted,
} from "@aws-sdk/client-cloudfront";
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { accessKey, changedKey, largeKey, region, type Seen, secretKey, type Work } from "./client";
import { filesIn } from "./tree";

const partSize = 5 * 1024 * 1024;

/** The AWS SDK for JavaScript does it, in its third version. */
export async function sdkV3(work: Work): Promise<Seen> {
  const { endpoint, bucket: Bucket, site, later, back, large, presigned, distribution } = work;
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  const s3 = new S3Client({ endpoint, region, credentials, maxAttempts: 1 });
  const keys = async () => {
    const found: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket }))
      found.push(...Contents.map(({ Key = "" }) => Key));
    return found;
  };
  const sync = async (folder: string) => {
    const files = filesIn(folder);
    for (const Key of files)
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(folder, Key)) }));
    const gone = (await keys()).filter((key) => !files.includes(key));
    if (gone.length > 0)
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: gone.map((Key) => ({ Key })) } }));
    return keys();
  };
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }),
  );
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const first = await sync(site);
  const second = await sync(later);
  for (const Key of second) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    mkdirSync(dirname(join(back, Key)), { recursive: true });
    writeFileSync(join(back, Key), (await Body?.transformToByteArray()) ?? "");
  }
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: presigned }));
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: changedKey }));
  const Key = largeKey;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const content = readFileSync(large);
  const Parts: CompletedPart[] = [];
  for (let at = 0; at < content.length; at += partSize) {
    const PartNumber = Parts.length + 1;
    const Body = content.subarray(at, at + partSize);
    const part = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.push({ ...part, PartNumber });
  }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: changedKey }));
  return {
    ...{ first, second, presigned: url, versions: Versions.length, last: await keys() },
    cloudFront: await cloudFront(new CloudFrontClient({ endpoint, region, credentials }), distribution),
  };
}

async function cloudFront(client: CloudFrontClient, DistributionId: string) {
  const { DistributionList } = await client.send(new ListDistributionsCommand({}));
  const distributions = (DistributionList?.Items ?? []).map(({ Id = "" }) => Id);
  const Paths = { Quantity: 2, Items: ["/a%20b/*", "/*"] };
  const InvalidationBatch = { Paths, CallerReference: "sdk-v3" };
  const made = await client.send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }));
  const { reason } = await waitUntilInvalidationCompleted(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { DistributionId, Id: made.Invalidation?.Id },
  );
  return { distributions, invalidation: String(reason?.Invalidation?.Status) };
}
