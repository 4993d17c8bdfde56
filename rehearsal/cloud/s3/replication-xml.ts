import { type ReplicationRule, S3Error } from "../../regions";
import { child, childText, parseXml, type XmlElement } from "../xml/element";

/**
 * The rules of a PutBucketReplication body (S3 API reference, ReplicationConfiguration). Elements that change
 * nothing about what is copied (metrics, time control, storage class) are the body's own business.
 *
 * @throws {XmlError} for a body that is no XML
 * @throws {S3Error} for criteria that are empty
 */
export function readReplicationRules(xml: string): readonly ReplicationRule[] {
  return parseXml(xml)
    .children.filter(({ name }) => name === "Rule")
    .map(readRule);
}

function readRule(rule: XmlElement, index: number): ReplicationRule {
  const filter = child(rule, "Filter");
  const and = filter && child(filter, "And");
  const selection = and ?? filter;
  const criteria = child(rule, "SourceSelectionCriteria");
  const destination = child(rule, "Destination");
  // In S3's own words, as hashicorp/terraform-provider-aws#44192 has them.
  if (criteria?.children.length === 0)
    throw new S3Error("InvalidRequest", 400, "SourceSelectionCriteria cannot be empty.");
  return {
    id: childText(rule, "ID") ?? `rule-${index + 1}`,
    status: childText(rule, "Status") === "Enabled" ? "Enabled" : "Disabled",
    version: filter === undefined ? "V1" : "V2",
    priority: Number(childText(rule, "Priority") ?? 0),
    prefix: childText(filter === undefined ? rule : selection, "Prefix") ?? "",
    tags: Object.fromEntries(
      (selection?.children ?? [])
        .filter(({ name }) => name === "Tag")
        .map((tag) => [childText(tag, "Key") ?? "", childText(tag, "Value") ?? ""]),
    ),
    deleteMarkerReplication: isEnabled(child(rule, "DeleteMarkerReplication")),
    replicaModifications: isEnabled(child(criteria, "ReplicaModifications")),
    sseKmsEncryptedObjects: isEnabled(child(criteria, "SseKmsEncryptedObjects")),
    destination: (childText(destination, "Bucket") ?? "").split(":").at(-1) ?? "",
  };
}

function isEnabled(setting: XmlElement | undefined): boolean {
  return childText(setting, "Status") === "Enabled";
}
