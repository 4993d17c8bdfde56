import type { Readings } from "../../edge/readings";
import type { CloudResponse } from "../http";
import { childText, parseXml } from "../xml/element";
import type { Locks } from "./locks";
import type { MotoObjects } from "./moto-client";
import { pathOf } from "./target";
import type { KnownVersion, Versions } from "./versions";

export interface PlacingOptions {
  readonly objects: Pick<MotoObjects, "get" | "put" | "delete" | "send" | "tags">;
  readonly versions: Versions;
  readonly locks: Locks;
  readonly newestVersion: Readings["newestVersion"];
}

/** A replica on its way: what it is of, where it belongs. */
export interface Replica {
  readonly bucket: string;
  readonly key: string;
  readonly known: KnownVersion;
  /** Undefined for a delete marker. */
  readonly content?: StoredContent;
}

export interface StoredContent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly lastModified?: string;
}

/** Headers that travel with a copy. */
const copied =
  /^(content-(type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.*|x-amz-website-redirect-location)$/;

/**
 * Puts replicas where S3 would have them. moto makes the version that comes last the current one; where the one that was
 * created last counts, the versions that are newer than a replica are put on top of it again, while nobody looks.
 */
export class Placing {
  constructor(private readonly options: PlacingOptions) {}

  /**
   * What a version holds, to be written elsewhere; the status of the answer where there is none.
   *
   * @param shown its id, as S3 shows it
   */
  content(bucket: string, key: string, shown: string): Promise<StoredContent | number> {
    const { locks, versions } = this.options;
    return locks.shared([`${bucket}/${key}`], () =>
      this.#content(bucket, key, versions.stored(bucket, key, shown)),
    );
  }

  async #content(bucket: string, key: string, stored: string): Promise<StoredContent | number> {
    const { objects, versions } = this.options;
    const { status, headers, body } = await objects.get(bucket, key, stored);
    if (status !== 200) return status;
    const lastModified = versions.known(bucket, stored)?.lastModified ?? headers["last-modified"];
    const tags = new URLSearchParams(await objects.tags(bucket, key, stored)).toString();
    const kept = Object.entries(headers).filter(([name]) => copied.test(name));
    return {
      headers: {
        ...(Object.fromEntries(kept) as Record<string, string>),
        ...(tags !== "" && { "x-amz-tagging": tags }),
      },
      body: Buffer.from(body),
      ...(typeof lastModified === "string" && { lastModified }),
    };
  }

  /** Whether it was placed; one that is there already is left alone. */
  place(replica: Replica): Promise<boolean> {
    const { bucket, key, known } = replica;
    const { locks, versions, newestVersion } = this.options;
    return locks.alone(`${bucket}/${key}`, async () => {
      if (versions.stored(bucket, key, known.shown) !== known.shown) return true;
      if (newestVersion === "arrival" || !versions.hasNewer(bucket, key, known.created))
        return this.#write(replica);
      // Listings too see nothing of what comes between.
      return locks.alone(bucket, async () => {
        const newer = await this.#newer(replica);
        if (!(await this.#write(replica))) return false;
        for (const { stored, isMarker } of newer) await this.#putOnTop(bucket, key, stored, isMarker);
        return true;
      });
    });
  }

  async #write({ bucket, key, known, content }: Replica, former?: string): Promise<boolean> {
    const { objects, versions } = this.options;
    const { status, headers } = content
      ? await objects.put(bucket, key, content.headers, content.body)
      : await objects.delete(bucket, key);
    const stored = headers["x-amz-version-id"];
    if (status >= 300) return false;
    if (typeof stored === "string") versions.add({ bucket, key, stored }, known, former);
    return true;
  }

  /** Versions of the key that moto has, and that were created later, the oldest of them first. */
  async #newer({ bucket, key, known }: Replica) {
    const { objects, versions } = this.options;
    const query = `versions=&prefix=${encodeURIComponent(key)}`;
    const found = versionsIn(await objects.send("GET", `/${bucket}`, query));
    return found
      .filter((version) => version.key === key)
      .map((version) => ({ ...version, created: versions.known(bucket, version.stored)?.created ?? 0 }))
      .filter(({ created }) => created > known.created)
      .sort((a, b) => a.created - b.created);
  }

  async #putOnTop(bucket: string, key: string, stored: string, isMarker: boolean): Promise<void> {
    const { objects, versions } = this.options;
    const known = versions.known(bucket, stored);
    const content = isMarker ? undefined : await this.#content(bucket, key, stored);
    if (known === undefined || typeof content === "number") return;
    const moved = { ...known, ...(content?.lastModified && { lastModified: content.lastModified }) };
    if (await this.#write({ bucket, key, known: moved, ...(content && { content }) }, stored))
      await objects.send("DELETE", pathOf(bucket, key), `versionId=${encodeURIComponent(stored)}`);
  }
}

function versionsIn({ status, body }: CloudResponse) {
  if (status !== 200) return [];
  return parseXml(Buffer.from(body).toString("utf8"))
    .children.filter(({ name }) => name === "Version" || name === "DeleteMarker")
    .map((entry) => ({
      key: childText(entry, "Key") ?? "",
      stored: childText(entry, "VersionId") ?? "",
      isMarker: entry.name === "DeleteMarker",
    }));
}
