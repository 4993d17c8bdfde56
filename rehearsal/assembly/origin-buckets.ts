import { OutlastError } from "../../errors/outlast-error";
import type { Origin } from "../edge";
import { type BucketOptions, checkBucket, checkBuckets, type RegionsCode, regionsError } from "../regions";
import { parseEndpoint } from "../regions/http/endpoint";
import type { LoadedSite } from "../terraform";

/** The name of the bucket that an origin reads; undefined for one that is not S3's. */
export function bucketNameOf({ domainName }: Origin): string | undefined {
  return parseEndpoint(domainName)?.bucket;
}

/** The bucket that an origin reads; undefined where it is none of these. */
export function bucketOf<B extends { readonly name: string }>(
  origin: Origin,
  buckets: readonly B[],
): B | undefined {
  const bucket = bucketNameOf(origin);
  return buckets.find(({ name }) => name === bucket);
}

/**
 * The buckets of a site as the regions take them, each with the id of the first origin that reads it for an alias,
 * unless that is what faults call another bucket or its region.
 * @throws {OutlastError} that names the resource, for all that the regions would refuse
 */
export function deployableBuckets({ buckets, distributions }: LoadedSite): BucketOptions[] {
  const origins = distributions.flatMap((distribution) => distribution.origins);
  const deployable = buckets.map(({ address, ...options }) => {
    located(address, () => checkBucket(options));
    const alias = origins.find((origin) => bucketOf(origin, [options]))?.id;
    const isOthers = buckets.some(
      ({ name, region }) => name !== options.name && (name === alias || region === alias),
    );
    return { ...options, ...(alias !== undefined && !isOthers && { alias }) };
  });
  checkBuckets(deployable);
  return deployable;
}

function located(address: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    throw regionsError(
      error.code as RegionsCode,
      error.problems.map(({ value }) => `${address}: ${value}`),
    );
  }
}
