import type { ReplicationConfiguration, ReplicationRule } from "./configuration";

/** A change in a bucket, as the rules need to know it. */
export interface WriteEvent {
  readonly kind: "object" | "delete-marker" | "version-deleted" | "tags";
  readonly key: string;
  /** What made the change: only users' changes are replicated, so that nothing chains or loops. */
  readonly by: "user" | "lifecycle" | "replication";
  /** Milliseconds: when the version came to be, which is earlier than the event for a change of tags. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the version is itself a replica. */
  readonly isReplica: boolean;
  /** @default "AES256" */
  readonly encryption?: "AES256" | "aws:kms";
}

/** One thing that is to be copied. */
export interface ReplicationCopy {
  readonly ruleId: string;
  readonly destination: string;
  readonly what: "object" | "delete-marker" | "tags";
}

/** What is copied of a change. */
export interface ReplicationPlan {
  readonly copies: readonly ReplicationCopy[];
  /** x-amz-replication-status of the source version from now on; undefined leaves it as it is. */
  readonly status: "PENDING" | undefined;
}

const nothing: ReplicationPlan = { copies: [], status: undefined };

/**
 * What S3 would replicate of a change, and where to (S3 user guide, "What does Amazon S3 replicate?"). Not
 * replicated: replicas, lifecycle actions, permanent deletes, and what is older than the configuration.
 */
export function planReplication(
  event: WriteEvent,
  configuration: ReplicationConfiguration | undefined,
): ReplicationPlan {
  if (configuration === undefined || event.by !== "user" || event.kind === "version-deleted") return nothing;
  if (event.createdAt < configuration.since) return nothing;
  const winners = new Map<string, ReplicationRule>();
  for (const rule of configuration.rules) {
    if (!selects(rule, event)) continue;
    const rival = winners.get(rule.destination);
    if (rival === undefined || rule.priority > rival.priority) winners.set(rule.destination, rule);
  }
  const copies: ReplicationCopy[] = [];
  for (const rule of winners.values()) {
    if (!carries(rule, event)) continue;
    copies.push({
      ruleId: rule.id,
      destination: rule.destination,
      what: event.kind as ReplicationCopy["what"],
    });
  }
  if (copies.length === 0) return nothing;
  return { copies, status: event.isReplica ? undefined : "PENDING" };
}

function selects(rule: ReplicationRule, event: WriteEvent): boolean {
  if (rule.status !== "Enabled" || !event.key.startsWith(rule.prefix)) return false;
  return Object.entries(rule.tags).every(([name, value]) => event.tags[name] === value);
}

function carries(rule: ReplicationRule, event: WriteEvent): boolean {
  if (event.kind === "delete-marker") return rule.version === "V1" || rule.deleteMarkerReplication;
  if (event.kind === "tags" && event.isReplica && !rule.replicaModifications) return false;
  return event.encryption !== "aws:kms" || rule.sseKmsEncryptedObjects;
}
