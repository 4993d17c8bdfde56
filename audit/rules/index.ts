import { bucketRules } from "./buckets";
import { servedRules } from "./delivery";
import { failoverRules } from "./failover";
import { functionRules } from "./functions";
import { operationRules } from "./operations";
import { replicationRules } from "./replication";
import type { AuditRule } from "./rule";

/** Every rule of the audit. */
export const auditRules: readonly AuditRule[] = [
  ...failoverRules,
  ...bucketRules,
  ...replicationRules,
  ...servedRules,
  ...functionRules,
  ...operationRules,
];
