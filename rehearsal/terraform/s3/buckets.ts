import { Block } from "../../../terraform/block";
import { Findings } from "../../../terraform/problems";
import { findBy, type Resource, type Resources } from "../../../terraform/resources";
import type { BucketOptions } from "../../regions";
import { readCors } from "./cors";
import { readReplication } from "./replication";
import { readWebsite } from "./website";

/** A bucket as the rehearsal's regions take it, and the address of its resource. */
export interface LoadedBucket extends BucketOptions {
  readonly address: string;
}

/** A bucket, and what came to light of it and of the resources that configure it. */
export interface ReadBucket {
  readonly subject: LoadedBucket;
  readonly address: string;
  readonly own: Findings;
}

/** Reads every bucket, with the resources that configure it. */
export function readBuckets(resources: Resources): ReadBucket[] {
  return resources.ofType("aws_s3_bucket").map((resource) => {
    const own = new Findings();
    return { subject: readBucket(resource, resources, own), address: resource.address, own };
  });
}

function readBucket(resource: Resource, resources: Resources, findings: Findings): LoadedBucket {
  const block = Block.of(resource, findings);
  const name = block.required("bucket");
  const beside = (type: string) => configuring(type, name, resources, findings);
  const ownPolicy = beside("aws_s3_bucket_policy");
  const policy = ownPolicy?.required("policy") ?? block.string("policy");
  // The provider shows what the resources beside the bucket set in the bucket's own attributes too.
  if (ownPolicy) block.ignore("policy");
  const versioning = beside("aws_s3_bucket_versioning");
  const website = readWebsite(block, beside("aws_s3_bucket_website_configuration"));
  const separate = beside("aws_s3_bucket_replication_configuration");
  const publicAccess = beside("aws_s3_bucket_public_access_block");
  const separateCors = beside("aws_s3_bucket_cors_configuration");
  const cors = readCors(block, separateCors);
  const acl = beside("aws_s3_bucket_acl");
  warnOfAcl(block, acl);
  const bucket: LoadedBucket = {
    address: resource.address,
    name,
    region: readRegion(resource, block),
    versioning: readVersioning(versioning, block),
    publicAccessBlock: readPublicAccess(publicAccess, resources, findings),
    ...(policy && { policy }),
    ...(website && { website }),
    ...(cors.length > 0 && { cors }),
    ...readReplication(block, separate, resources),
  };
  for (const read of [block, ownPolicy, versioning, separate, publicAccess, separateCors, acl])
    read?.finish();
  return bucket;
}

/** The resource of a type that configures the bucket. */
function configuring(
  type: string,
  bucket: string,
  resources: Resources,
  findings: Findings,
): Block | undefined {
  const resource = findBy(resources, type, "bucket", bucket);
  if (!resource) return undefined;
  const block = Block.of(resource, findings);
  block.ignore("bucket");
  return block;
}

function readRegion(resource: Resource, block: Block): string {
  const own = block.knownString("region");
  const region = own ?? resource.region;
  if (region) return region;
  block.warn("region", "the file does not say which; us-east-1 is assumed");
  return "us-east-1";
}

function readVersioning(block: Block | undefined, bucket: Block): BucketOptions["versioning"] {
  const inline = bucket.block("versioning")?.boolean("enabled", false);
  const configuration = block?.block("versioning_configuration");
  if (configuration) return configuration.oneOf("status", ["Enabled", "Suspended", "Disabled"] as const);
  return inline ? "Enabled" : "Disabled";
}

/**
 * Block Public Access of the bucket and of the account; the stricter counts. A bucket for which nothing is said has
 * it on. S3 guide, "Blocking public access to your Amazon S3 storage".
 */
function readPublicAccess(
  block: Block | undefined,
  resources: Resources,
  findings: Findings,
): BucketOptions["publicAccessBlock"] {
  const [account] = resources.ofType("aws_s3_account_public_access_block");
  const all = account && Block.of(account, findings);
  const on = (name: string) => {
    const ofAccount = all?.boolean(name, false) ?? false;
    return (block?.boolean(name, false) ?? true) || ofAccount;
  };
  const access = {
    blockPublicPolicy: on("block_public_policy"),
    restrictPublicBuckets: on("restrict_public_buckets"),
  };
  all?.finish();
  return access;
}

/** ACLs are off in every bucket made since April 2023. S3 guide, "Controlling ownership of objects". */
function warnOfAcl(bucket: Block, separate: Block | undefined): void {
  for (const block of [bucket, separate]) {
    const acl = block?.string("acl");
    if (acl?.startsWith("public"))
      block?.warn("acl", `${acl} is taken as private: grant reading by a policy`);
  }
  for (const [block, name] of [
    [bucket, "grant"],
    [separate, "access_control_policy"],
  ] as const) {
    if (block && isPublicGrant(block.value(name)))
      block?.warn(name, "grants are not rehearsed: grant reading by a policy");
  }
}

/** Whether a grantee is one of S3's groups of everybody; every bucket has a grant for its owner. */
function isPublicGrant(grants: unknown): boolean {
  return JSON.stringify(grants ?? null).includes("/groups/global/");
}
