import { setMaxListeners } from "node:events";
import type { Clock } from "../../edge";
import {
  type Lag,
  planReplication,
  type ReplicationMetrics,
  type ReplicationStatus,
  type WriteEvent,
} from "../../regions";
import { type BucketSettingsTable, isSuspended } from "./bucket-settings";
import type { MotoObjects } from "./moto-client";
import type { Placing } from "./placing";
import { pathOf } from "./target";
import type { Versions } from "./versions";

/** A change that a client has made. */
export interface ObservedWrite {
  readonly bucket: string;
  readonly key: string;
  readonly kind: WriteEvent["kind"];
  /** moto's; undefined where the answer does not say it, which is then the current one. */
  readonly versionId: string | undefined;
}

interface Write extends ObservedWrite {
  readonly versionId: string;
}

/** A copy that has not been made yet. Its version is named as S3 shows it: in moto it may get another id meanwhile. */
export interface PendingCopy extends Write {
  readonly destination: string;
  /** Bytes. */
  readonly size: number;
}

export interface ReplicationOptions {
  readonly objects: Pick<MotoObjects, "head" | "tags" | "send" | "isVersioned">;
  readonly settings: Pick<BucketSettingsTable, "get">;
  readonly versions: Versions;
  readonly placing: Placing;
  readonly clock: Clock;
  readonly lag: Lag;
  /** What stands in a copy's way: a refusal for good, or milliseconds to wait, 0 if nothing does. */
  readonly obstacle: (source: string, destination: string, key: string) => Promise<"denied" | number>;
  /** Runs what changes moto and the endpoint together. @default at once */
  readonly atOnce?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** How often a copy that a fault holds up looks again. */
const RETRY_MS = 1_000;

/** Copies what clients write between moto's buckets, by the rules of `regions`. */
export class MotoReplication {
  readonly #options: ReplicationOptions;
  readonly #stopped = new AbortController();
  /** With when each was begun; those of an earlier run are as old as this one. */
  readonly #pending = new Map<PendingCopy, number>();
  /** Copies that are over, by their buckets. */
  readonly #over = new Map<string, { made: number; failed: number }>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: ReplicationOptions) {
    this.#options = options;
    // Each copy waits by it, and there may be thousands.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** x-amz-replication-status of moto's version; undefined where S3 says nothing. */
  status(bucket: string, versionId: string): ReplicationStatus | undefined {
    return this.#options.versions.known(bucket, versionId)?.status;
  }

  /** Begins the copies of a write; they are made when their lag has passed. */
  async record(observed: ObservedWrite): Promise<void> {
    const { settings, objects, clock, versions } = this.#options;
    const { bucket, key } = observed;
    const made = observed.kind !== "tags" && observed.versionId;
    const kept = settings.get(bucket);
    if (made)
      versions.written(
        { bucket, key, stored: made },
        {
          ...(isSuspended(kept) && { shown: "null" }),
          ...(observed.kind === "delete-marker" && { isMarker: true }),
        },
      );
    const configuration = kept.replication?.configuration;
    if (configuration === undefined) return;
    const isObject = observed.kind !== "delete-marker";
    const head = isObject ? await objects.head(bucket, key, observed.versionId) : undefined;
    const versionId = observed.versionId ?? head?.headers["x-amz-version-id"];
    if (typeof versionId !== "string") return;
    const write = { ...observed, versionId };
    const encryption = head?.headers["x-amz-server-side-encryption"] === "aws:kms" ? "aws:kms" : "AES256";
    const lastModified = Date.parse(String(head?.headers["last-modified"] ?? ""));
    const plan = planReplication(
      {
        kind: write.kind,
        key: write.key,
        by: "user",
        // Last-Modified counts whole seconds: a write of the configuration's own second is new.
        createdAt: write.kind === "tags" && Number.isFinite(lastModified) ? lastModified + 999 : clock.now(),
        tags: isObject ? await objects.tags(write.bucket, write.key, write.versionId) : {},
        isReplica: this.status(bucket, versionId) === "REPLICA",
        encryption,
      },
      configuration,
    );
    if (plan.status !== undefined && isObject) versions.setStatus(bucket, versionId, plan.status);
    const size = Number(head?.headers["content-length"] ?? 0);
    const shown = versions.shown(bucket, versionId);
    this.#begin(plan.copies.map(({ destination }) => ({ ...write, versionId: shown, destination, size })));
  }

  /** What has not been copied, for the next run. */
  toJSON(): readonly PendingCopy[] {
    return [...this.#pending.keys()];
  }

  /** How far the copies of a bucket are, by destination. */
  metrics(bucket: string): readonly ReplicationMetrics[] {
    const { clock, settings } = this.#options;
    const rules = settings.get(bucket).replication?.configuration.rules ?? [];
    const ids = new Map(rules.map(({ destination, id }) => [destination, id]));
    return [...ids].map(([destination, id]) => {
      const pending = [...this.#pending].filter(
        ([copy]) => copy.bucket === bucket && copy.destination === destination,
      );
      const [oldest] = pending;
      const { failed, made } = this.#overOf(bucket, destination);
      return {
        ...{ ruleId: id, destination, operationsPending: pending.length },
        bytesPending: pending.reduce((sum, [{ size }]) => sum + size, 0),
        replicationLatency: oldest ? (clock.now() - oldest[1]) / 1_000 : 0,
        ...{ operationsFailed: failed, operationsReplicated: made },
      };
    });
  }

  restore(pending: readonly PendingCopy[]): void {
    this.#begin(pending);
  }

  /** Resolves when no copy is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Leaves what is under way to the next run. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.settled();
  }

  #begin(copies: readonly PendingCopy[]): void {
    const now = this.#options.clock.now();
    for (const copy of copies) this.#pending.set(copy, now);
    for (const copy of copies) {
      const run = this.#carry(copy).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  async #carry(copy: PendingCopy): Promise<void> {
    const { atOnce = (work) => work() } = this.#options;
    const isFree = await this.#wait(copy).catch(() => undefined);
    if (isFree === undefined) return;
    await atOnce(async () => {
      const done = isFree && (await this.#copy(copy).catch(() => false));
      this.#pending.delete(copy);
      this.#overOf(copy.bucket, copy.destination)[done ? "made" : "failed"]++;
      this.#conclude(copy, done);
    });
  }

  #overOf(bucket: string, destination: string): { made: number; failed: number } {
    const name = `${bucket} ${destination}`;
    const over = this.#over.get(name) ?? { made: 0, failed: 0 };
    this.#over.set(name, over);
    return over;
  }

  /** Until the lag has passed and nothing stands in the way; false where something does for good. @throws once closed */
  async #wait({ bucket, destination, key, size }: PendingCopy): Promise<boolean> {
    const { clock, lag, obstacle } = this.#options;
    const { signal } = this.#stopped;
    await clock.sleep(lag({ key, size, destination }), signal);
    for (;;) {
      const wait = await obstacle(bucket, destination, key);
      if (wait === "denied") return false;
      if (wait <= 0) return true;
      await clock.sleep(Math.min(wait, RETRY_MS), signal);
    }
  }

  /** One copy that has failed makes the version FAILED; the last one that was made, COMPLETED. */
  #conclude({ bucket, key, versionId, kind }: PendingCopy, done: boolean): void {
    const { versions } = this.#options;
    const stored = versions.stored(bucket, key, versionId);
    const status = this.status(bucket, stored);
    if (kind === "delete-marker" || status === "REPLICA") return;
    const isLast = ![...this.#pending.keys()].some(
      (other) => other.bucket === bucket && other.versionId === versionId,
    );
    if (!done) versions.setStatus(bucket, stored, "FAILED");
    else if (isLast && status !== "FAILED") versions.setStatus(bucket, stored, "COMPLETED");
  }

  /** Whether the copy was made. */
  async #copy(copy: PendingCopy): Promise<boolean> {
    const { objects, settings } = this.#options;
    if (isSuspended(settings.get(copy.destination)) || !(await objects.isVersioned(copy.destination)))
      return false;
    return copy.kind === "tags" ? this.#copyTags(copy) : this.#copyVersion(copy);
  }

  async #copyVersion({ bucket, key, kind, versionId, destination }: PendingCopy): Promise<boolean> {
    const { placing, versions } = this.#options;
    const content = kind === "object" ? await placing.content(bucket, key, versionId) : undefined;
    // Deleted for good meanwhile: there is nothing left to copy.
    if (typeof content === "number") return content === 404;
    const { created = 0 } = versions.known(bucket, versions.stored(bucket, key, versionId)) ?? {};
    return placing.place({
      ...{ bucket: destination, key },
      known: {
        ...{ shown: versionId, created, status: "REPLICA" },
        ...(kind === "delete-marker" && { isMarker: true }),
        ...(content?.lastModified && { lastModified: content.lastModified }),
      },
      ...(content && { content }),
    });
  }

  async #copyTags({ bucket, key, versionId, destination }: PendingCopy): Promise<boolean> {
    const { objects, versions } = this.#options;
    const query = (of: string) =>
      `tagging=&versionId=${encodeURIComponent(versions.stored(of, key, versionId))}`;
    const tags = await objects.send("GET", pathOf(bucket, key), query(bucket));
    const path = pathOf(destination, key);
    const response = await objects.send("PUT", path, query(destination), {}, Buffer.from(tags.body));
    return response.status < 300;
  }
}
