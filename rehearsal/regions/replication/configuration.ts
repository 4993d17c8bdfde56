import { regionsError } from "../errors";

/** A replication rule in S3's vocabulary, normalized. */
export interface ReplicationRule {
  readonly id: string;
  readonly status: "Enabled" | "Disabled";
  /** V1 rules have a prefix and no Filter: delete markers are replicated, whatever the rule says. */
  readonly version: "V1" | "V2";
  /** Higher wins where several rules name one destination. */
  readonly priority: number;
  /** "" is every key. */
  readonly prefix: string;
  /** All of them have to match; Filter.Tag and Filter.And in one. */
  readonly tags: Readonly<Record<string, string>>;
  readonly deleteMarkerReplication: boolean;
  /** SourceSelectionCriteria.ReplicaModifications: changes to replicas' metadata go back. */
  readonly replicaModifications: boolean;
  /** SourceSelectionCriteria.SseKmsEncryptedObjects. */
  readonly sseKmsEncryptedObjects: boolean;
  /** Bucket name. */
  readonly destination: string;
}

/** A bucket's rules of replication. */
export interface ReplicationConfiguration {
  readonly rules: readonly ReplicationRule[];
  /** Milliseconds since the epoch at which the configuration took effect: older objects are left alone. */
  readonly since: number;
}

/** What S3 refuses of a configuration, all at once (S3 API, PutBucketReplication). */
export function checkReplication(source: string, rules: readonly ReplicationRule[]): void {
  const problems: string[] = [];
  if (rules.length === 0 || rules.length > 1000)
    problems.push(`${source} has ${rules.length} replication rules: S3 takes 1 to 1000`);
  const seen = new Set<string>();
  const priorities = new Set<number>();
  for (const rule of rules) {
    const name = `rule "${rule.id}" of ${source}`;
    if (seen.has(rule.id)) problems.push(`${name}: the id is used twice; rename one`);
    seen.add(rule.id);
    if (rule.id.length > 255) problems.push(`${name}: an id has at most 255 characters`);
    if (rule.destination === source) problems.push(`${name}: the destination is the source itself`);
    if (rule.version === "V2" && Object.keys(rule.tags).length > 0 && rule.deleteMarkerReplication)
      problems.push(`${name}: a rule with a tag filter cannot replicate delete markers; disable it`);
    if (rule.version === "V2" && priorities.has(rule.priority))
      problems.push(`${name}: priority ${rule.priority} is used twice; give each rule its own`);
    priorities.add(rule.priority);
  }
  if (new Set(rules.map((rule) => rule.version)).size > 1)
    problems.push(`${source} mixes rules with and without Filter; give every rule a Filter`);
  if (problems.length > 0) throw regionsError("REGIONS_REPLICATION", problems);
}
