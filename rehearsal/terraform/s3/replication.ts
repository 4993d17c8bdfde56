import type { Block } from "../../../terraform/block";
import type { Resources } from "../../../terraform/resources";
import type { BucketOptions, ReplicationRule } from "../../regions";
import { mayReplicate } from "./replication-role";

/** What replicates out of a bucket, and whether the role of the replication may write where it should. */
export function readReplication(
  bucket: Block,
  separate: Block | undefined,
  resources: Resources,
): Pick<BucketOptions, "replication" | "mayReplicateTo"> {
  if (separate) bucket.ignore("replication_configuration");
  const configuration = separate ?? bucket.block("replication_configuration");
  if (!configuration) return {};
  const replication = separate
    ? separate.blocks("rule").map(readRule)
    : configuration.blocks("rules").map(readInlineRule);
  const role = configuration.string("role");
  const may = role && mayReplicate(role, resources);
  const mayReplicateTo = may && replication.map(({ destination }) => destination).filter(may);
  return { replication, ...(mayReplicateTo && { mayReplicateTo }) };
}

/** A `rule` of `aws_s3_bucket_replication_configuration`. S3 API, ReplicationRule. */
function readRule(rule: Block, index: number): ReplicationRule {
  const filter = rule.block("filter");
  const and = filter?.block("and");
  const tag = filter?.block("tag");
  const criteria = rule.block("source_selection_criteria");
  return {
    id: rule.string("id", `rule-${index + 1}`),
    status: rule.oneOf("status", ["Enabled", "Disabled"]),
    version: filter ? "V2" : "V1",
    priority: rule.number("priority", 0),
    prefix: firstPrefix(and, filter, rule),
    tags: { ...and?.map("tags"), ...(tag && { [tag.required("key")]: tag.string("value", "") }) },
    deleteMarkerReplication: enabled(rule.block("delete_marker_replication")),
    replicaModifications: enabled(criteria?.block("replica_modifications")),
    sseKmsEncryptedObjects: enabled(criteria?.block("sse_kms_encrypted_objects")),
    destination: readDestination(rule),
  };
}

/** A rule within `aws_s3_bucket`, as providers before version 4 had it. */
function readInlineRule(rule: Block, index: number): ReplicationRule {
  const filter = rule.block("filter");
  const kms = rule.block("source_selection_criteria")?.block("sse_kms_encrypted_objects");
  return {
    id: rule.string("id", `rule-${index + 1}`),
    status: rule.oneOf("status", ["Enabled", "Disabled"]),
    version: filter ? "V2" : "V1",
    priority: rule.number("priority", 0),
    prefix: firstPrefix(filter, rule),
    tags: filter?.map("tags") ?? {},
    deleteMarkerReplication: rule.string("delete_marker_replication_status") === "Enabled",
    replicaModifications: false,
    sseKmsEncryptedObjects: kms?.boolean("enabled", false) ?? false,
    destination: readDestination(rule),
  };
}

function firstPrefix(...blocks: readonly (Block | undefined)[]): string {
  return blocks.map((block) => block?.string("prefix")).find((prefix) => prefix !== undefined) ?? "";
}

function enabled(block: Block | undefined): boolean {
  return block?.oneOf("status", ["Enabled", "Disabled"]) === "Enabled";
}

function readDestination(rule: Block): string {
  const arn = rule.block("destination")?.required("bucket") ?? "";
  return arn.replace(/^arn:aws[\w-]*:s3:::/, "");
}
