import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { SiteConfig } from "../../../config";
import type { Clock, ObjectStore, ReleaseContext } from "../../../release";
import { createS3Client } from "../../../release/aws/clients";
import { S3Store } from "../../../release/aws/s3-store";
import { invalidationPlanner } from "../../../release/invalidation/plan";

/** Makes a bucket as a site has it, at AWS_ENDPOINT_URL. */
export async function versionedBucket(bucket: string, region: string): Promise<S3Store> {
  const client = createS3Client(region);
  const CreateBucketConfiguration = { LocationConstraint: region } as never;
  await client.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  return new S3Store({ client, bucket, region });
}

/** A release to this one bucket, whose retries take no time by default. */
export function contextOf(site: SiteConfig, store: ObjectStore, clock: Clock = untimed): ReleaseContext {
  return {
    site,
    stores: { primary: store, replica: store },
    invalidator: { invalidate: async () => ({ id: "I1", wait: async () => true }) },
    planInvalidation: invalidationPlanner(site),
    clock,
    random: Math.random,
    progress: { report: () => {} },
  };
}

const untimed: Clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
