import { Block } from "../../terraform/block";
import type { Value } from "../../terraform/expression/functions";
import type { Findings } from "../../terraform/problems";
import { known, type Resources } from "../../terraform/resources";
import type { Distribution } from "../edge/model";
import { readDistribution } from "./cloudfront/distribution";
import { type LoadedBucket, readBuckets } from "./s3/buckets";

/** Everything of a Terraform file that the rehearsal runs. */
export interface LoadedSite {
  readonly distributions: readonly Distribution[];
  readonly buckets: readonly LoadedBucket[];
  readonly keyValueStores: readonly LoadedKeyValueStore[];
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

/** Reads all that the rehearsal runs; what it cannot honour is among the findings. */
export function readSite(resources: Resources, findings: Findings): LoadedSite {
  const distributions = resources
    .ofType("aws_cloudfront_distribution")
    .map((resource) => readDistribution(resource, resources, findings));
  const identities = resources.ofType("aws_cloudfront_origin_access_identity");
  const buckets = readBuckets(resources, findings);
  const keyValueStores = readKeyValueStores(resources, findings);
  warnOfObjects(resources, findings);
  return {
    distributions,
    buckets,
    keyValueStores,
    accessIdentities: new Map(
      identities.map((one) => [
        String(known(one, "cloudfront_access_identity_path")),
        String(known(one, "s3_canonical_user_id")),
      ]),
    ),
    outputs: resources.outputs,
    warnings: findings.warnings,
  };
}

/** What is in the buckets is a release's, and the person's to choose. */
function warnOfObjects(resources: Resources, findings: Findings): void {
  for (const type of ["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"]) {
    const { length } = resources.ofType(type);
    if (length > 0) findings.warn(`${type}: ${length} of them are not put into the buckets; give a folder`);
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
