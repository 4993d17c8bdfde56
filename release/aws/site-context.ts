import type { SiteConfig } from "../../config";
import type { ReleaseContext } from "../engine/context";
import { invalidationPlanner } from "../invalidation/plan";
import type { Clock, Invalidator, ObjectStore, Progress } from "../ports";
import { createS3Client } from "./clients";
import { S3Store } from "./s3-store";

interface DeployedBucket {
  readonly name: string;
  readonly region: string;
}

/** Where a site is on AWS, as its outputs say. */
export interface DeployedAt {
  readonly distribution: { readonly id: string };
  readonly buckets: { readonly primary: DeployedBucket; readonly replica: DeployedBucket };
}

/** Who waits for a release: it is seen, and may be ended. */
export interface Attendance {
  readonly progress: Progress;
  readonly clock: Clock;
  /** The store, as long as nobody ends the release. */
  guard(store: ObjectStore): ObjectStore;
}

/** A deployed bucket, asked at its own region. */
export function storeOf({ name: bucket, region }: DeployedBucket): S3Store {
  return new S3Store({ client: createS3Client(region), bucket, region });
}

/** A release's way to a site on AWS. */
export function siteContext(
  site: SiteConfig,
  { buckets, distribution }: DeployedAt,
  { clock, guard, progress }: Attendance,
): ReleaseContext {
  return {
    site,
    stores: { primary: guard(storeOf(buckets.primary)), replica: guard(storeOf(buckets.replica)) },
    invalidator: invalidatorOf({ distribution }, clock),
    planInvalidation: invalidationPlanner(site),
    clock,
    random: Math.random,
    progress,
  };
}

/** CloudFront's client is loaded once there is something to invalidate: that takes as long as to list a thousand files. */
export function invalidatorOf({ distribution }: Pick<DeployedAt, "distribution">, clock: Clock): Invalidator {
  return {
    async invalidate(paths, reference) {
      const { CloudFrontInvalidator, createCloudFrontClient } = await import("./cloudfront-invalidator");
      const client = createCloudFrontClient();
      return new CloudFrontInvalidator({ client, clock, distributionId: distribution.id }).invalidate(
        paths,
        reference,
      );
    },
  };
}
