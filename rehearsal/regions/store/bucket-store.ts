import { createHash } from "node:crypto";
import { longestKey } from "../../../facts/s3/limits";
import type { Clock } from "../../edge/ports";
import type { Readings } from "../../edge/readings";
import { s3Errors } from "../errors";
import type { IdSource } from "../ids";
import { type Listing, type ListOptions, listPage, type VersionListing } from "./listing";
import type {
  Author,
  DeleteMarker,
  ObjectContent,
  ObjectVersion,
  PutObjectOptions,
  Version,
} from "./objects";
import { compareKeys, compareObjectVersions } from "./order";

export type Versioning = "Enabled" | "Suspended" | "Disabled";

export interface StoreOptions {
  readonly name: string;
  readonly region: string;
  readonly versioning: Versioning;
  readonly clock: Pick<Clock, "now">;
  readonly ids: IdSource;
  /** One counter for all regions. */
  readonly nextSequence: () => number;
  readonly onChange: (change: StoreChange) => void;
  /** @default "creation" */
  readonly newestVersion?: Readings["newestVersion"] | undefined;
}

export interface StoreChange {
  readonly kind: "object" | "delete-marker" | "version-deleted";
  readonly bucket: string;
  readonly version: Version;
  readonly by: Author;
}

/**
 * A bucket's objects in memory. Bodies are kept by reference (they must not be changed after the write), copies
 * and replicas share them. Reading and writing here is the bucket owner's and meets no fault.
 */
export class BucketStore {
  readonly #versions = new Map<string, Version[]>();
  readonly #options: StoreOptions;
  /** Of what is written from now on. */
  versioning: Versioning;
  #sortedKeys: string[] | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.versioning = options.versioning;
  }

  get name(): string {
    return this.#options.name;
  }

  get region(): string {
    return this.#options.region;
  }

  get versioned(): boolean {
    return this.versioning === "Enabled";
  }

  /** Whether answers carry x-amz-version-id. */
  get hasVersionIds(): boolean {
    return this.versioning !== "Disabled";
  }

  /** Returns what makes this be what is in it now: whatever was written meanwhile has never been. */
  remember(): () => void {
    const kept = [...this.#versions].map(([key, versions]) => [key, [...versions]] as const);
    return () => {
      this.#versions.clear();
      for (const [key, versions] of kept) this.#versions.set(key, [...versions]);
      this.#sortedKeys = undefined;
    };
  }

  /** The current version, a delete marker included. */
  current(key: string): Version | undefined {
    return this.#versions.get(key)?.at(-1);
  }

  version(key: string, versionId: string): Version | undefined {
    return this.#versions.get(key)?.find((version) => version.versionId === versionId);
  }

  /** Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker that is asked for by its id. */
  get(key: string, versionId?: string): ObjectVersion {
    if (versionId === undefined) {
      const current = this.current(key);
      if (current?.type === "object") return current;
      throw s3Errors.noSuchKey(key, current && markerHeaders(current));
    }
    const version = this.version(key, versionId);
    if (version === undefined) throw s3Errors.noSuchVersion(key, versionId);
    if (version.type === "object") return version;
    throw s3Errors.methodNotAllowed("GET", { ...markerHeaders(version), Allow: "DELETE" });
  }

  put(key: string, body: Uint8Array, options: PutObjectOptions = {}): ObjectVersion {
    const { tags, ifMatch, ifNoneMatch, ...metadata } = options;
    this.#checkWrite(key, ifMatch, ifNoneMatch);
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    return this.#write(key, { body, etag, metadata }, tags ?? {});
  }

  /** CopyObject: metadata and tags come along unless given anew. */
  copy(from: ObjectVersion, key: string, options: PutObjectOptions = {}): ObjectVersion {
    const { tags, ifMatch, ifNoneMatch, ...metadata } = options;
    this.#checkWrite(key, ifMatch, ifNoneMatch);
    const replaced = Object.keys(metadata).length > 0 ? metadata : from.content.metadata;
    return this.#write(key, { ...from.content, metadata: replaced }, tags ?? from.tags);
  }

  /** Without a version id, a versioned bucket gets a delete marker; with one, that version is gone for good. */
  delete(key: string, versionId?: string, by: Author = "user"): DeleteMarker | undefined {
    if (versionId !== undefined) {
      this.#remove(key, versionId, by);
      return undefined;
    }
    if (!this.hasVersionIds) {
      this.#remove(key, "null", by);
      return undefined;
    }
    const marker: DeleteMarker = { type: "delete-marker", ...this.#identity(key) };
    this.#insert(marker);
    this.#options.onChange({ kind: "delete-marker", bucket: this.name, version: marker, by });
    return marker;
  }

  list(options: ListOptions = {}): Listing {
    return listPage(this.#keys(), (key) => this.current(key), options);
  }

  listVersions(prefix = ""): VersionListing {
    const versions = this.#keys()
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        const stack = this.#versions.get(key) ?? [];
        return stack.map((version, at) => ({ ...version, isLatest: at === stack.length - 1 })).reverse();
      });
    return { versions };
  }

  /** Puts a replica in its place, as `newestVersion` has it; a version that is there already is left alone. */
  receive(replica: Version): void {
    if (this.version(replica.key, replica.versionId) === undefined) this.#insert(replica);
  }

  #checkWrite(key: string, ifMatch: string | undefined, ifNoneMatch: "*" | undefined): void {
    const bytes = Buffer.byteLength(key);
    if (bytes === 0) throw s3Errors.invalidArgument("A key cannot be empty");
    if (bytes > longestKey) throw s3Errors.keyTooLong(bytes);
    const current = this.current(key);
    const existing = current?.type === "object" ? current : undefined;
    if (ifNoneMatch !== undefined && existing) throw s3Errors.preconditionFailed("If-None-Match");
    if (ifMatch === undefined) return;
    if (!existing) throw s3Errors.noSuchKey(key);
    if (ifMatch.replaceAll('"', "") !== existing.content.etag.replaceAll('"', ""))
      throw s3Errors.preconditionFailed("If-Match");
  }

  #write(key: string, content: ObjectContent, tags: Readonly<Record<string, string>>): ObjectVersion {
    const identity = this.#identity(key);
    const lastModifiedHttp = new Date(identity.lastModified).toUTCString();
    const version: ObjectVersion = {
      type: "object",
      ...identity,
      lastModifiedHttp,
      content,
      tags: { ...tags },
    };
    this.#insert(version);
    this.#options.onChange({ kind: "object", bucket: this.name, version, by: "user" });
    return version;
  }

  #identity(key: string) {
    const versionId = this.versioned ? this.#options.ids.versionId() : "null";
    return {
      key,
      versionId,
      lastModified: this.#options.clock.now(),
      sequence: this.#options.nextSequence(),
    };
  }

  #insert(version: Version): void {
    let stack = this.#versions.get(version.key);
    if (stack === undefined) {
      stack = [];
      this.#versions.set(version.key, stack);
      this.#sortedKeys = undefined;
    }
    // The null version is the only one that a later write replaces.
    const replaced = version.versionId === "null" ? stack.findIndex((old) => old.versionId === "null") : -1;
    if (replaced !== -1) stack.splice(replaced, 1);
    let at = stack.length;
    const byCreation = this.#options.newestVersion !== "arrival";
    while (byCreation && at > 0 && compareObjectVersions(stack[at - 1] as Version, version) > 0) at--;
    stack.splice(at, 0, version);
  }

  #remove(key: string, versionId: string, by: Author): void {
    const stack = this.#versions.get(key);
    const at = stack?.findIndex((version) => version.versionId === versionId) ?? -1;
    if (stack === undefined || at === -1) return;
    const [version] = stack.splice(at, 1) as [Version];
    if (stack.length === 0) {
      this.#versions.delete(key);
      this.#sortedKeys = undefined;
    }
    this.#options.onChange({ kind: "version-deleted", bucket: this.name, version, by });
  }

  #keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#versions.keys()].sort(compareKeys);
    return this.#sortedKeys;
  }
}

function markerHeaders(marker: Version): Record<string, string> {
  return { "x-amz-delete-marker": "true", "x-amz-version-id": marker.versionId };
}
