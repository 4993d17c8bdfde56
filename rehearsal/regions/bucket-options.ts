import { type BucketSettings, checkSettings } from "./bucket";
import { regionsError } from "./errors";
import { checkReplication, type ReplicationRule } from "./replication/configuration";
import type { Versioning } from "./store/bucket-store";

/** A bucket, and all that is set on it. */
export interface BucketOptions extends BucketSettings {
  readonly name: string;
  readonly region: string;
  /** A second name for faults, such as "primary"; buckets that share it fail together. */
  readonly alias?: string;
  /** @default "Disabled" */
  readonly versioning?: Versioning;
  readonly replication?: readonly ReplicationRule[];
  /** Destinations that the replication role may write to; copies to others fail for good. @default all */
  readonly mayReplicateTo?: readonly string[];
}

/** Checks one bucket by itself. @throws {OutlastError} for settings and rules that S3 would refuse, or that nobody here understands */
export function checkBucket(options: BucketOptions): void {
  const { name, versioning, replication } = options;
  checkSettings(options, options);
  if (replication !== undefined) checkReplicationRules(name, versioning === "Enabled", replication);
}

/** Checks buckets that are to be beside each other. @throws {OutlastError} as `checkBucket` for each, and for names that are taken */
export function checkBuckets(all: readonly BucketOptions[]): void {
  for (const bucket of all) checkBucket(bucket);
  for (const [at, bucket] of all.entries()) checkNames(bucket, all.slice(0, at), all);
}

/**
 * A name is one bucket's, and an alias is neither another bucket's name nor its region: a fault could mean both.
 * @throws {OutlastError}
 */
export function checkNames(
  { name, alias }: Pick<BucketOptions, "name" | "alias">,
  before: readonly Pick<BucketOptions, "name">[],
  all: readonly Pick<BucketOptions, "name" | "region">[],
): void {
  const others = all.filter((other) => other.name !== name);
  const isTaken =
    before.some((other) => other.name === name) ||
    others.some((other) => other.name === alias || other.region === alias);
  if (!isTaken) return;
  throw regionsError("REGIONS_BUCKET", [`bucket "${name}" (${alias ?? "no alias"}): the name is taken`]);
}

/** @throws {OutlastError} for rules that S3 refuses, or out of a bucket without versions */
export function checkReplicationRules(
  bucket: string,
  versioned: boolean,
  rules: readonly ReplicationRule[],
): void {
  if (!versioned)
    throw regionsError("REGIONS_REPLICATION", [
      `${bucket} replicates, but is not versioned; enable versioning`,
    ]);
  checkReplication(bucket, rules);
}
