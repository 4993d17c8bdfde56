import type { CloudRequest } from "../http";
import type { S3Target } from "./target";

type Methods = readonly string[];

const read: Methods = ["GET"];
const kept: Methods = ["GET", "PUT"];
const removable: Methods = ["GET", "PUT", "DELETE"];
const nothing: Methods = [];

/** What S3 has below a bucket (S3 API reference, the query of each operation), and which methods of it there are here. */
const ofBuckets: Readonly<Record<string, Methods>> = {
  abac: nothing,
  accelerate: kept,
  acl: kept,
  analytics: removable,
  cors: removable,
  delete: ["POST"],
  encryption: removable,
  "intelligent-tiering": removable,
  inventory: removable,
  lifecycle: removable,
  location: read,
  logging: kept,
  metadataConfiguration: nothing,
  metadataInventoryTable: nothing,
  metadataJournalTable: nothing,
  metadataTable: nothing,
  metrics: removable,
  notification: kept,
  "object-lock": kept,
  ownershipControls: removable,
  policy: removable,
  policyStatus: read,
  publicAccessBlock: removable,
  replication: removable,
  requestPayment: kept,
  session: nothing,
  tagging: removable,
  uploads: read,
  versioning: kept,
  versions: read,
  website: removable,
};

/** The same below an object. */
const ofObjects: Readonly<Record<string, Methods>> = {
  acl: kept,
  annotation: nothing,
  annotations: nothing,
  attributes: read,
  encryption: nothing,
  "legal-hold": kept,
  renameObject: nothing,
  restore: ["POST"],
  retention: ["PUT"],
  select: ["POST"],
  tagging: removable,
  torrent: nothing,
  uploadId: ["GET", "PUT", "POST", "DELETE"],
  uploads: ["POST"],
};

/**
 * True for an operation on a sub-resource that S3 has, and neither this endpoint nor moto does. moto ignores query
 * parameters that it does not know, so that `DELETE /bucket?metrics` would delete the bucket: such requests are refused.
 */
export function isUnknown({ method, query }: CloudRequest, { bucket, key }: S3Target): boolean {
  if (bucket === undefined || method === "HEAD" || method === "OPTIONS") return false;
  const table = key === undefined ? ofBuckets : ofObjects;
  return [...query.keys()].some((name) => Object.hasOwn(table, name) && !table[name]?.includes(method));
}
