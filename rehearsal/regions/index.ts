export { type AccessPointOptions, type AccessPointRoute, ROUTE_PROPAGATION } from "./access-points";
export type { PublicAccessBlock, WebsiteConfiguration } from "./bucket";
export { BucketClient } from "./bucket-client";
export { type BucketOptions, checkBucket, checkBuckets } from "./bucket-options";
export type { CorsRule } from "./cors-rules";
export { type RegionsCode, regionsError, regionsRules, S3Error } from "./errors";
export type { Fault, FaultEffect, FaultShare } from "./faults/fault";
export type { ActiveFault } from "./faults/fault-board";
export { faultHelp, formatFault, parseFault } from "./faults/parse";
export type { RoutingRule, WebsiteRedirect } from "./http/website-redirects";
export { Regions, type RegionsOptions } from "./regions";
export {
  checkReplication,
  type ReplicationConfiguration,
  type ReplicationRule,
} from "./replication/configuration";
export { constantLag, type Lag, tailedLag } from "./replication/lag";
export {
  planReplication,
  type ReplicationCopy,
  type ReplicationPlan,
  type WriteEvent,
} from "./replication/plan";
export type { ReplicationMetrics } from "./replication/replicator";
export type { BucketStore } from "./store/bucket-store";
export type { Listing, ListOptions } from "./store/listing";
export type {
  ObjectMetadata,
  ObjectVersion,
  PutObjectOptions,
  ReplicationStatus,
  Version,
} from "./store/objects";
