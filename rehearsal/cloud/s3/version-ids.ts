/** `<bucket>/<moto's id>` and the id that S3 would show. */
export type VersionIdSnapshot = readonly (readonly [version: string, shown: string])[];

/**
 * A replica has its source's version id, and moto gives each write an id of its own. This knows both: `shown` is what
 * S3 would say, `stored` what moto says.
 */
export class VersionIds {
  readonly #shown = new Map<string, string>();
  readonly #stored = new Map<string, string>();

  add(bucket: string, stored: string, shown: string): void {
    this.#shown.set(`${bucket}/${stored}`, shown);
    this.#stored.set(`${bucket}/${shown}`, stored);
  }

  toJSON(): VersionIdSnapshot {
    return [...this.#shown];
  }

  restore(snapshot: VersionIdSnapshot): void {
    for (const [version, shown] of snapshot) {
      const bucket = version.slice(0, version.indexOf("/"));
      this.add(bucket, version.slice(bucket.length + 1), shown);
    }
  }

  shown(bucket: string, stored: string): string {
    return this.#shown.get(`${bucket}/${stored}`) ?? stored;
  }

  stored(bucket: string, shown: string): string {
    return this.#stored.get(`${bucket}/${shown}`) ?? shown;
  }

  /** Whether moto's version of this id is a replica. */
  isReplica(bucket: string, stored: string): boolean {
    return this.#shown.has(`${bucket}/${stored}`);
  }
}
