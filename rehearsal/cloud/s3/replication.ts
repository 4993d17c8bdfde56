import type { Clock } from "../../edge";
import {
  type Lag,
  planReplication,
  type ReplicationCopy,
  type ReplicationStatus,
  type WriteEvent,
} from "../../regions";
import type { BucketSettingsTable } from "./bucket-settings";
import type { MotoObjects } from "./moto-client";
import { pathOf } from "./target";
import type { VersionIds } from "./version-ids";

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

export interface ReplicationOptions {
  readonly objects: MotoObjects;
  readonly settings: BucketSettingsTable;
  readonly versions: VersionIds;
  readonly clock: Clock;
  readonly lag: Lag;
  /** What stands in a copy's way: a refusal for good, or milliseconds to wait, 0 if nothing does. */
  readonly obstacle: (source: string, destination: string, key: string) => Promise<"denied" | number>;
}

/** How often a copy that a fault holds up looks again. */
const RETRY_MS = 1_000;

/** Metadata that travels with a copy. */
const copied =
  /^(content-(type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.*|x-amz-website-redirect-location)$/;

/** Copies what clients write between moto's buckets, by the rules of `regions`. */
export class MotoReplication {
  readonly #options: ReplicationOptions;
  readonly #statuses = new Map<string, ReplicationStatus>();
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: ReplicationOptions) {
    this.#options = options;
  }

  /** x-amz-replication-status of moto's version; undefined where S3 says nothing. */
  status(bucket: string, versionId: string): ReplicationStatus | undefined {
    if (this.#options.versions.isReplica(bucket, versionId)) return "REPLICA";
    return this.#statuses.get(`${bucket}/${versionId}`);
  }

  /** Begins the copies of a write; they are made when their lag has passed. */
  async record(observed: ObservedWrite): Promise<void> {
    const { settings, objects, clock } = this.#options;
    const { bucket, key } = observed;
    const configuration = settings.get(bucket).replication?.configuration;
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
        isReplica: this.#options.versions.isReplica(write.bucket, write.versionId),
        encryption,
      },
      configuration,
    );
    if (plan.status !== undefined && isObject) this.#statuses.set(statusKey(write), plan.status);
    const size = Number(head?.headers["content-length"] ?? 0);
    if (plan.copies.length > 0) this.#run(this.#copyAll(write, plan.copies, size));
  }

  /** Resolves when no copy is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.settled();
  }

  #run(work: Promise<void>): void {
    const tracked = work.catch(() => {}).finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #copyAll(write: Write, copies: readonly ReplicationCopy[], size: number): Promise<void> {
    const done = await Promise.all(copies.map((copy) => this.#copy(write, copy, size)));
    if (write.kind !== "delete-marker")
      this.#statuses.set(statusKey(write), done.every(Boolean) ? "COMPLETED" : "FAILED");
  }

  /** Whether the copy was made. */
  async #copy(write: Write, { destination }: ReplicationCopy, size: number): Promise<boolean> {
    const { clock, lag, obstacle, objects } = this.#options;
    const { signal } = this.#stopped;
    await clock.sleep(lag({ key: write.key, size, destination }), signal);
    for (;;) {
      const wait = await obstacle(write.bucket, destination, write.key);
      if (wait === "denied") return false;
      if (wait <= 0) break;
      await clock.sleep(Math.min(wait, RETRY_MS), signal);
    }
    if (!(await objects.isVersioned(destination))) return false;
    if (write.kind === "delete-marker") return this.#copyMarker(write, destination);
    return write.kind === "tags" ? this.#copyTags(write, destination) : this.#copyObject(write, destination);
  }

  async #copyObject(write: Write, destination: string): Promise<boolean> {
    const { objects } = this.#options;
    const source = await objects.get(write.bucket, write.key, write.versionId);
    // Deleted for good meanwhile: there is nothing left to copy.
    if (source.status !== 200) return source.status === 404;
    const headers = Object.entries(source.headers).filter(([name]) => copied.test(name));
    const tags = new URLSearchParams(await objects.tags(write.bucket, write.key, write.versionId)).toString();
    const given = {
      ...(Object.fromEntries(headers) as Record<string, string>),
      ...(tags !== "" && { "x-amz-tagging": tags }),
    };
    const replica = await objects.put(destination, write.key, given, Buffer.from(source.body));
    return this.#placed(write, destination, replica.status, replica.headers["x-amz-version-id"]);
  }

  async #copyMarker(write: Write, destination: string): Promise<boolean> {
    const marker = await this.#options.objects.delete(destination, write.key);
    return this.#placed(write, destination, marker.status, marker.headers["x-amz-version-id"]);
  }

  async #copyTags(write: Write, destination: string): Promise<boolean> {
    const { objects, versions } = this.#options;
    const shown = versions.shown(write.bucket, write.versionId);
    const query = (id: string) => `tagging=&versionId=${encodeURIComponent(id)}`;
    const tags = await objects.send("GET", pathOf(write.bucket, write.key), query(write.versionId));
    const path = pathOf(destination, write.key);
    const replica = query(versions.stored(destination, shown));
    const response = await objects.send("PUT", path, replica, {}, Buffer.from(tags.body));
    return response.status < 300;
  }

  #placed(
    write: Write,
    destination: string,
    status: number,
    versionId: string | string[] | undefined,
  ): boolean {
    if (status >= 300) return false;
    const { versions } = this.#options;
    if (typeof versionId === "string")
      versions.add(destination, versionId, versions.shown(write.bucket, write.versionId));
    return true;
  }
}

function statusKey({ bucket, versionId }: Write): string {
  return `${bucket}/${versionId}`;
}
