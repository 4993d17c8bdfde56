import type { Json } from "../../terraform/value";
import { type AwsQuestion, asks } from "./asks";
import type { LiveReadings } from "./readings";
import { readRole } from "./roles";
import { asBlock } from "./shape";

const renamed = {
  Rules: "rule",
  ID: "id",
  CORSRules: "cors_rule",
  RoutingRules: "routing_rule",
  Transitions: "transition",
  NoncurrentVersionTransitions: "noncurrent_version_transition",
  Grants: "grant",
};

/** A bucket that a distribution asks, or that another bucket is copied to. */
export interface LiveBucket {
  readonly name: string;
  /** Undefined where nobody has said it yet. */
  readonly region?: string;
  /** As an origin names it, where that is none of the names that the provider has. */
  readonly domain?: string;
}

interface BucketInput {
  Bucket: string | undefined;
}

/** Reads a bucket with all that configures it, and those that it is copied to. Gives the regions that it met. */
export async function readLiveBucket(
  readings: LiveReadings,
  bucket: LiveBucket,
  seen: Set<string>,
): Promise<readonly string[]> {
  const { name, domain } = bucket;
  if (seen.has(name)) return [];
  seen.add(name);
  const input = { Bucket: name };
  const region = bucket.region ?? (await regionOf(readings, name));
  if (region === undefined) return [];
  const known = {
    bucket: name,
    id: name,
    region,
    arn: `arn:aws:s3:::${name}`,
    ...(domain && { bucket_domain_name: domain }),
  };
  const beside = <O>(type: string, ask: AwsQuestion<BucketInput, O>, into: (output: O) => Json | undefined) =>
    readings.read({ type, name, known: { bucket: name, region } }, ask, input, into, region);
  // The first tells whether the bucket, and its region, are there at all.
  try {
    const { Status } = await readings.ask(asks.versioning, input, region);
    if (Status)
      readings.add({
        type: "aws_s3_bucket_versioning",
        name,
        known: { bucket: name, region, versioning_configuration: [{ status: Status }] },
      });
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return [];
    await beside("aws_s3_bucket_versioning", asks.versioning, ({ Status }) => ({
      versioning_configuration: [{ status: Status ?? "Disabled" }],
    }));
  }
  readings.add({ type: "aws_s3_bucket", name, known });
  const [replication] = await Promise.all([
    beside(
      "aws_s3_bucket_replication_configuration",
      asks.replication,
      ({ ReplicationConfiguration: one }) => one && asBlock(one, renamed),
    ),
    beside("aws_s3_bucket_policy", asks.bucketPolicy, ({ Policy }) =>
      Policy === undefined ? undefined : { policy: Policy },
    ),
    beside(
      "aws_s3_bucket_public_access_block",
      asks.publicAccess,
      ({ PublicAccessBlockConfiguration: one }) => one && asBlock(one),
    ),
    beside(
      "aws_s3_bucket_ownership_controls",
      asks.ownership,
      ({ OwnershipControls: one }) => one && asBlock(one, renamed),
    ),
    beside("aws_s3_bucket_acl", asks.acl, ({ Grants, Owner }) => ({
      access_control_policy: [grantsOf(Grants ?? [], Owner)],
    })),
    beside(
      "aws_s3_bucket_server_side_encryption_configuration",
      asks.encryption,
      ({ ServerSideEncryptionConfiguration: one }) => one && asBlock(one, renamed),
    ),
    beside("aws_s3_bucket_lifecycle_configuration", asks.lifecycle, (one) => asBlock(one, renamed)),
    beside("aws_s3_bucket_website_configuration", asks.website, (one) => asBlock(one, renamed)),
    beside("aws_s3_bucket_cors_configuration", asks.cors, (one) => asBlock(one, renamed)),
  ]);
  const { Role, Rules = [] } = replication?.ReplicationConfiguration ?? {};
  const copies = Rules.flatMap(({ Destination }) => Destination?.Bucket?.split(":").at(-1) ?? []);
  const met = await Promise.all([
    ...copies.map((copy) => readLiveBucket(readings, { name: copy }, seen)),
    ...(Role === undefined ? [] : [readRole(readings, Role).then(() => [])]),
  ]);
  return [region, ...met.flat()];
}

/** Undefined for a bucket that is not there. */
async function regionOf(readings: LiveReadings, name: string): Promise<string | undefined> {
  const reading = {
    type: "aws_s3_bucket",
    name,
    known: { bucket: name, id: name, arn: `arn:aws:s3:::${name}` },
  };
  let gone = false;
  const location = await readings.read(reading, asks.location, { Bucket: name }, () => undefined);
  gone = location === undefined;
  return gone
    ? undefined
    : location?.LocationConstraint === "EU"
      ? "eu-west-1"
      : location?.LocationConstraint || "us-east-1";
}

/** The provider calls the types of grantees as XML does, and has an owner with each list of grants. */
function grantsOf(grants: readonly object[], owner: object | undefined): Json {
  return asBlock({ Grants: grants, Owner: owner }, { ...renamed, ID: "id", URI: "uri" });
}
