import type { ReplicationStatus } from "../../regions";

/** What S3 would know of a version in moto, and moto does not. */
export interface KnownVersion {
  /** Its id: a replica has its source's, and moto gives each write one of its own. */
  readonly shown: string;
  /** Counts the writes of all buckets: of two versions the one with the greater number was created later. */
  readonly created: number;
  /** Its Last-Modified, where moto has another one: a replica has its source's. */
  readonly lastModified?: string;
  /** Undefined where S3 says nothing. */
  readonly status?: ReplicationStatus;
  readonly isMarker?: true;
}

/** Of a version in moto. */
export interface VersionPlace {
  readonly bucket: string;
  readonly key: string;
  /** moto's id. */
  readonly stored: string;
}

export type VersionsSnapshot = readonly (readonly [
  bucket: string,
  key: string,
  stored: string,
  KnownVersion,
])[];

interface Entry extends VersionPlace {
  readonly known: KnownVersion;
}

/** Every version that clients and replication have made, in the order of their coming to moto. */
export class Versions {
  readonly #entries = new Map<string, Entry>();
  readonly #stored = new Map<string, string>();
  /** What is on top of each key. */
  readonly #current = new Map<string, Entry>();
  /** The greatest number of each key's versions. */
  readonly #newest = new Map<string, number>();
  #count = 0;

  /** A client has made it, just now: what S3 would know of it, with moto's id where nothing is said of one. */
  written(place: VersionPlace, known: Partial<Pick<KnownVersion, "shown" | "isMarker">> = {}): void {
    this.add(place, { shown: place.stored, ...known, created: ++this.#count });
  }

  /** Replication has made it, or has put it on top again; the latter in place of `former`. */
  add(place: VersionPlace, known: KnownVersion, former?: string): void {
    const { bucket, key, stored } = place;
    const entry = { ...place, known };
    if (former !== undefined) this.#entries.delete(idOf(bucket, former));
    this.#entries.set(idOf(bucket, stored), entry);
    this.#stored.set(shownId(bucket, key, known.shown), stored);
    this.#current.set(idOf(bucket, key), entry);
    const newest = Math.max(known.created, this.#newest.get(idOf(bucket, key)) ?? 0);
    this.#newest.set(idOf(bucket, key), newest);
    this.#count = Math.max(this.#count, known.created);
  }

  /** Undefined for what was made in a bucket without versions. */
  known(bucket: string, stored: string): KnownVersion | undefined {
    return this.#entries.get(idOf(bucket, stored))?.known;
  }

  /** What is on top of a key, as far as that was not made by a permanent deletion. */
  current(bucket: string, key: string): KnownVersion | undefined {
    return this.#current.get(idOf(bucket, key))?.known;
  }

  setStatus(bucket: string, stored: string, status: ReplicationStatus): void {
    const entry = this.#entries.get(idOf(bucket, stored));
    if (entry) this.#entries.set(idOf(bucket, stored), { ...entry, known: { ...entry.known, status } });
  }

  /** Whether a version of the key that was created after this one has been there. */
  hasNewer(bucket: string, key: string, created: number): boolean {
    return (this.#newest.get(idOf(bucket, key)) ?? 0) > created;
  }

  shown(bucket: string, stored: string): string {
    return this.known(bucket, stored)?.shown ?? stored;
  }

  stored(bucket: string, key: string, shown: string): string {
    return this.#stored.get(shownId(bucket, key, shown)) ?? shown;
  }

  /** The bucket has been deleted. */
  forget(bucket: string): void {
    for (const map of [this.#entries, this.#stored, this.#current, this.#newest])
      for (const id of map.keys()) if (id.startsWith(`${bucket}/`)) map.delete(id);
  }

  toJSON(): VersionsSnapshot {
    return [...this.#entries.values()].map(({ bucket, key, stored, known }) => [bucket, key, stored, known]);
  }

  restore(snapshot: VersionsSnapshot): void {
    for (const [bucket, key, stored, known] of snapshot) this.add({ bucket, key, stored }, known);
  }
}

/** Every key may have one version whose id is "null". */
function shownId(bucket: string, key: string, shown: string): string {
  return idOf(bucket, shown === "null" ? `null/${key}` : shown);
}

/** A bucket's name has no slash. */
function idOf(bucket: string, name: string): string {
  return `${bucket}/${name}`;
}
