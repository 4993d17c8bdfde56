import { bucketAccessRules } from "./bucket-access";
import { bucketContentRules } from "./bucket-content";
import { bucketPublicRules } from "./bucket-public";
import { cachingRules } from "./caching";
import { costRules } from "./cost";
import { errorPageRules } from "./error-pages";
import { failoverRules } from "./failover";
import { failoverRequestRules } from "./failover-requests";
import { functionRules } from "./functions";
import { headerRules } from "./headers";
import { invalidationRules } from "./invalidations";
import { monitoringRules } from "./monitoring";
import { nameRules } from "./names";
import { operationRules } from "./operations";
import { originRules } from "./origins";
import { replicationRules } from "./replication";
import type { AuditRule } from "./rule";
import { tlsRules } from "./tls";
import { urlRules } from "./urls";

/** Every rule of the audit. */
export const auditRules: readonly AuditRule[] = [
  ...failoverRules,
  ...failoverRequestRules,
  ...errorPageRules,
  ...bucketAccessRules,
  ...bucketPublicRules,
  ...bucketContentRules,
  ...originRules,
  ...replicationRules,
  ...urlRules,
  ...tlsRules,
  ...headerRules,
  ...cachingRules,
  ...functionRules,
  ...nameRules,
  ...monitoringRules,
  ...operationRules,
  ...costRules,
  ...invalidationRules,
];
