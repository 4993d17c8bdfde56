import { Block } from "../../terraform/block";
import { describe, Findings } from "../../terraform/problems";
import { known, type Resource, type Resources } from "../../terraform/resources";
import { typeVerdict } from "../../terraform/type-verdicts";
import type { Value } from "../../terraform/value";
import { isTold } from "../../terraform/verdicts";
import type { Distribution } from "../edge/model";
import type { Zones } from "../names/records";
import type { AccessPointOptions } from "../regions";
import { parseEndpoint } from "../regions/http/endpoint";
import { readDistribution } from "./cloudfront/distribution";
import { readZones } from "./route53/zones";
import { readAccessPoints } from "./s3/access-points";
import { type LoadedBucket, readBuckets } from "./s3/buckets";
import { type LoadedSentinel, readSentinels } from "./sentinel";

/** Everything of a Terraform file that the rehearsal runs. */
export interface LoadedSite {
  readonly distributions: readonly Distribution[];
  readonly buckets: readonly LoadedBucket[];
  readonly accessPoints: readonly AccessPointOptions[];
  /** Where the names of origins and of visitors lead. */
  readonly zones: Zones;
  readonly keyValueStores: readonly LoadedKeyValueStore[];
  /** What throws the switch without a person, by region. */
  readonly sentinels: readonly LoadedSentinel[];
  /** Canonical user id by origin access identity path. */
  readonly accessIdentities: ReadonlyMap<string, string>;
  /** Root outputs that can be known. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** What a person should know, such as policies that only the deployment will determine. */
  readonly warnings: readonly string[];
}

export interface LoadedKeyValueStore {
  readonly arn: string;
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
}

/**
 * Reads all that the rehearsal runs. A distribution that it cannot run is left out, with a word, where there are
 * others; what it cannot honour besides is among the findings.
 */
export function loadSite(resources: Resources, findings: Findings): LoadedSite {
  const isStaging = (resource: Resource) => known(resource, "staging") === true;
  // The first one answers on localhost, and a staging distribution is nobody's main one.
  const inOrder = [...resources.ofType("aws_cloudfront_distribution")].sort(
    (a, b) => Number(isStaging(a)) - Number(isStaging(b)),
  );
  const read = inOrder.map((resource) => {
    const own = new Findings();
    return { subject: readDistribution(resource, resources, own), address: resource.address, own };
  });
  const buckets = readBuckets(resources);
  for (const { subject, own } of read)
    for (const bucket of buckets) if (isReadBy(subject, bucket.subject)) own.add(bucket.own);
  const distributions = kept(read, findings, (one) => read.length > 1 && one.own.problems.length > 0);
  const identities = resources.ofType("aws_cloudfront_origin_access_identity");
  const keyValueStores = readKeyValueStores(resources, findings);
  warnOfObjects(resources, findings);
  warnOfTypes(resources, findings);
  return {
    distributions,
    buckets: kept(
      buckets,
      findings,
      ({ subject, own }) =>
        own.problems.length > 0 && !distributions.some((distribution) => isReadBy(distribution, subject)),
    ),
    accessPoints: readAccessPoints(resources, findings),
    zones: readZones(resources, distributions, findings),
    keyValueStores,
    sentinels: readSentinels(resources),
    accessIdentities: new Map(
      identities.map((one) => [
        knownText(one, "cloudfront_access_identity_path"),
        knownText(one, "s3_canonical_user_id"),
      ]),
    ),
    outputs: resources.outputs,
    warnings: findings.warnings,
  };
}

/** Something that was read, and what came to light of it alone. */
interface Read<T> {
  readonly subject: T;
  readonly address: string;
  readonly own: Findings;
}

/** What of it is rehearsed: all of it, with its problems, where none could stay. */
function kept<T>(read: readonly Read<T>[], findings: Findings, isOut: (one: Read<T>) => boolean): T[] {
  const out = new Set(read.every(isOut) ? [] : read.filter(isOut));
  for (const one of read) findings.add(one.own, { problems: !out.has(one) });
  for (const { address, own } of out)
    findings.warn(`${address} is left out: ${own.problems.map(describe).join(" ")}`);
  return read.filter((one) => !out.has(one)).map(({ subject }) => subject);
}

function isReadBy({ origins }: Distribution, { name }: LoadedBucket): boolean {
  return origins.some(({ domainName }) => parseEndpoint(domainName)?.bucket === name);
}

function knownText(resource: Resource, attribute: string): string {
  const value = known(resource, attribute);
  return typeof value === "string" ? value : "";
}

/** What is in the buckets is a release's, and the person's to choose. */
function warnOfObjects(resources: Resources, findings: Findings): void {
  for (const type of ["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"]) {
    const { length } = resources.ofTypeWhereKnown(type);
    if (length > 0) findings.warn(`${type}: ${length} of them are not put into the buckets; give a folder`);
  }
}

/** Resources of CloudFront and S3 that nobody reads, and somebody would miss. */
function warnOfTypes(resources: Resources, findings: Findings): void {
  for (const type of resources.types) {
    const verdict = typeVerdict(type);
    if (typeof verdict !== "object") continue;
    for (const { address, attributes } of resources.ofType(type)) {
      const values = [...attributes.names()].map((name) => attributes.get(name));
      if (isTold(verdict, values)) findings.warn(`${address}: ${verdict.told}`);
    }
  }
}

function readKeyValueStores(resources: Resources, findings: Findings): LoadedKeyValueStore[] {
  const keys = [
    ...readAll("aws_cloudfrontkeyvaluestore_key", resources, findings, (block) => [
      { store: block.required("key_value_store_arn"), ...readEntry(block) },
    ]),
    ...readAll("aws_cloudfrontkeyvaluestore_keys_exclusive", resources, findings, (block) => {
      const store = block.required("key_value_store_arn");
      return block.blocks("resource_key_value_pair").map((pair) => ({ store, ...readEntry(pair) }));
    }),
  ];
  return readAll("aws_cloudfront_key_value_store", resources, findings, (block) => {
    const arn = block.required("arn");
    const own = keys.filter(({ store }) => store === arn);
    const entries = Object.fromEntries(own.map(({ key, value }) => [key, value]));
    return [{ arn, name: block.required("name"), entries }];
  });
}

function readEntry(block: Block): { key: string; value: string } {
  return { key: block.required("key"), value: block.string("value", "") };
}

function readAll<T>(
  type: string,
  resources: Resources,
  findings: Findings,
  read: (block: Block) => readonly T[],
): T[] {
  return resources.ofType(type).flatMap((resource) => {
    const block = Block.of(resource, findings);
    const out = read(block);
    block.finish();
    return out;
  });
}
