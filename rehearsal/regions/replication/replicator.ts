import type { Clock } from "../../edge/ports";
import type { BucketStore, StoreChange } from "../store/bucket-store";
import type { Version } from "../store/objects";
import type { ReplicationConfiguration } from "./configuration";
import { DueQueue } from "./due-queue";
import type { Lag } from "./lag";
import { planReplication, type ReplicationCopy } from "./plan";

/** What stands in a copy's way at a time: a refusal fails it for good, an obstacle makes it wait. */
export type Obstacle = { readonly type: "denied" } | { readonly type: "wait"; readonly until: number };

export interface ReplicatorOptions {
  readonly clock: Pick<Clock, "now">;
  readonly lag: Lag;
  readonly store: (bucket: string) => BucketStore | undefined;
  readonly obstacle: (
    source: BucketStore,
    target: BucketStore,
    key: string,
    at: number,
  ) => Obstacle | undefined;
}

/** CloudWatch's replication metrics of one rule and destination. */
export interface ReplicationMetrics {
  readonly ruleId: string;
  readonly destination: string;
  operationsPending: number;
  bytesPending: number;
  /** Seconds by which the destination is behind: age of the oldest pending operation. */
  replicationLatency: number;
  operationsFailed: number;
  operationsReplicated: number;
}

interface Progress {
  readonly version: Version;
  pending: number;
  failed: boolean;
}

interface Task {
  readonly source: BucketStore;
  readonly copy: ReplicationCopy;
  readonly progress: Progress;
  readonly size: number;
  readonly since: number;
}

interface RuleState {
  readonly metrics: ReplicationMetrics;
  /** In the order of their beginning. */
  readonly pending: Set<Task>;
}

/**
 * Copies changes between buckets. It has no timer: whoever looks at a bucket first lets it catch up with the
 * clock, and every copy then happens as of its own due time.
 */
export class Replicator {
  readonly #options: ReplicatorOptions;
  readonly #configurations = new Map<string, ReplicationConfiguration>();
  readonly #rules = new Map<string, RuleState>();
  readonly #progress = new WeakMap<Version, Progress>();
  readonly #queue = new DueQueue<Task>();
  #parked: Task[] = [];

  constructor(options: ReplicatorOptions) {
    this.#options = options;
  }

  configure(bucket: string, configuration: ReplicationConfiguration | undefined): void {
    if (configuration === undefined) this.#configurations.delete(bucket);
    else this.#configurations.set(bucket, configuration);
  }

  /** When the next copy is due; Infinity if none is under way, or all wait for a fault to end. */
  get nextDue(): number {
    return this.#queue.nextDue;
  }

  record(change: StoreChange): void {
    const { version } = change;
    const source = this.#options.store(change.bucket);
    if (source === undefined) return;
    const plan = planReplication(
      {
        kind: change.kind,
        key: version.key,
        by: change.by,
        createdAt: version.lastModified,
        tags: version.type === "object" ? version.tags : {},
        isReplica: version.replicationStatus === "REPLICA",
      },
      this.#configurations.get(change.bucket),
    );
    if (plan.copies.length === 0) return;
    if (plan.status !== undefined && version.type === "object") version.replicationStatus = plan.status;
    const progress = this.#progress.get(version) ?? { version, pending: 0, failed: false };
    this.#progress.set(version, progress);
    const now = this.#options.clock.now();
    const size = version.type === "object" && change.kind === "object" ? version.content.body.length : 0;
    for (const copy of plan.copies) {
      const task: Task = { source, copy, progress, size, since: now };
      progress.pending++;
      this.#begin(task);
      const lag = Math.max(0, this.#options.lag({ key: version.key, size, destination: copy.destination }));
      this.#queue.push(now + lag, task);
    }
  }

  /** Does every copy that was due up to now. */
  catchUp(): void {
    const now = this.#options.clock.now();
    while (this.#queue.nextDue <= now) {
      const next = this.#queue.pop();
      if (next !== undefined) this.#perform(next.value, next.due);
    }
  }

  /** Lets the copies that waited for a fault try again. */
  resume(): void {
    const now = this.#options.clock.now();
    for (const task of this.#parked) this.#queue.push(now, task);
    this.#parked = [];
  }

  metrics(bucket: string): readonly ReplicationMetrics[] {
    const now = this.#options.clock.now();
    const states = this.#configurations
      .get(bucket)
      ?.rules.map((rule) => this.#rule(bucket, rule.id, rule.destination));
    return (states ?? []).map(({ metrics, pending }) => {
      const [oldest] = pending;
      return { ...metrics, replicationLatency: oldest ? (now - oldest.since) / 1000 : 0 };
    });
  }

  #perform(task: Task, at: number): void {
    const { source, copy, progress } = task;
    const { version } = progress;
    const target = this.#options.store(copy.destination);
    const isThere = this.#options.store(source.name) === source;
    if (!isThere || !target?.versioned || !source.versioned) {
      this.#end(task, "failed");
      return;
    }
    const obstacle = this.#options.obstacle(source, target, version.key, at);
    if (obstacle?.type === "denied") {
      this.#end(task, "failed");
      return;
    }
    if (obstacle?.type === "wait") {
      if (obstacle.until === Number.POSITIVE_INFINITY) this.#parked.push(task);
      else this.#queue.push(obstacle.until, task);
      return;
    }
    if (source.version(version.key, version.versionId) !== undefined) transfer(version, copy, target);
    this.#end(task, "replicated");
  }

  #begin(task: Task): void {
    const { metrics, pending } = this.#ruleOf(task);
    metrics.operationsPending++;
    metrics.bytesPending += task.size;
    pending.add(task);
  }

  #end(task: Task, result: "failed" | "replicated"): void {
    const { metrics, pending } = this.#ruleOf(task);
    metrics.operationsPending--;
    metrics.bytesPending -= task.size;
    pending.delete(task);
    if (result === "failed") metrics.operationsFailed++;
    else metrics.operationsReplicated++;
    const { progress } = task;
    progress.pending--;
    progress.failed ||= result === "failed";
    if (progress.version.type !== "object" || progress.version.replicationStatus === "REPLICA") return;
    if (progress.failed) progress.version.replicationStatus = "FAILED";
    else if (progress.pending === 0) progress.version.replicationStatus = "COMPLETED";
  }

  #ruleOf(task: Task): RuleState {
    return this.#rule(task.source.name, task.copy.ruleId, task.copy.destination);
  }

  #rule(bucket: string, ruleId: string, destination: string): RuleState {
    const name = JSON.stringify([bucket, ruleId, destination]);
    let state = this.#rules.get(name);
    if (state === undefined) {
      const zero = { operationsPending: 0, bytesPending: 0, replicationLatency: 0 };
      const metrics = { ruleId, destination, ...zero, operationsFailed: 0, operationsReplicated: 0 };
      state = { metrics, pending: new Set() };
      this.#rules.set(name, state);
    }
    return state;
  }
}

/** A replica keeps its source's content, version id and Last-Modified. */
function transfer(version: Version, copy: ReplicationCopy, target: BucketStore): void {
  const replica = target.version(version.key, version.versionId);
  if (replica === undefined) {
    if (copy.what !== "tags") target.receive({ ...version, replicationStatus: "REPLICA" });
  } else if (copy.what === "tags" && replica.type === "object" && version.type === "object") {
    replica.tags = version.tags;
  }
}
