import type { AccountBucket, BucketsClient } from "../../operations/content/empty-bucket";

interface Version {
  readonly Key: string;
  readonly VersionId: string;
  readonly isMarker: boolean;
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly Bucket: string;
    readonly KeyMarker?: string;
    readonly VersionIdMarker?: string;
    readonly Delete?: { readonly Objects: readonly Version[] };
  };
}

/** Few enough that a bucket of the tests has several. */
const pageLength = 2;

/** The buckets of an account with every version that they hold, as whoever empties them asks S3. */
export class VersionedAccount {
  readonly #buckets = new Map<string, { readonly region: string; versions: Version[] }>();
  #written = 0;

  makeBucket(name: string, region: string, keys: readonly string[] = []): void {
    this.#buckets.set(name, { region, versions: [] });
    for (const key of keys) this.write(name, key);
  }

  /** A version more, or a delete marker. */
  write(bucket: string, Key: string, isMarker = false): void {
    const VersionId = `v${String(this.#written++).padStart(6, "0")}`;
    this.#of(bucket).versions.push({ Key, VersionId, isMarker });
  }

  /** Whether it was empty, and so is gone. */
  deleteBucket(name: string): boolean {
    return this.#of(name).versions.length === 0 && this.#buckets.delete(name);
  }

  /** What each bucket holds. */
  contents(): Readonly<Record<string, readonly string[]>> {
    const shown = [...this.#buckets].map(([name, { versions }]) => [name, versions.map(({ Key }) => Key)]);
    return Object.fromEntries(shown);
  }

  /** S3 of a bucket's region, which knows no other's. */
  clientOf({ region }: Pick<AccountBucket, "region">): BucketsClient {
    const send = async (command: Command) => {
      const { input } = command;
      const bucket = this.#buckets.get(input.Bucket);
      if (bucket === undefined || bucket.region !== region)
        throw Object.assign(new Error(input.Bucket), { name: "NoSuchBucket" });
      if (command.constructor.name === "ListObjectVersionsCommand") return page(bucket.versions, input);
      const gone = new Set(input.Delete?.Objects.map(({ VersionId }) => VersionId));
      bucket.versions = bucket.versions.filter(({ VersionId }) => !gone.has(VersionId));
      return {};
    };
    return { send: send as never };
  }

  #of(name: string) {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new Error(`there is no bucket ${name}`);
    return bucket;
  }
}

function page(versions: readonly Version[], { KeyMarker = "", VersionIdMarker = "" }: Command["input"]) {
  const place = ({ Key, VersionId }: Version) => `${Key}\n${VersionId}`;
  const after = versions
    .filter((version) => KeyMarker === "" || place(version) > `${KeyMarker}\n${VersionIdMarker}`)
    .sort((one, other) => (place(one) < place(other) ? -1 : 1));
  const shown = after.slice(0, pageLength);
  const last = shown.at(-1);
  return {
    Versions: shown.filter(({ isMarker }) => !isMarker),
    DeleteMarkers: shown.filter(({ isMarker }) => isMarker),
    IsTruncated: after.length > pageLength,
    NextKeyMarker: last?.Key,
    NextVersionIdMarker: last?.VersionId,
  };
}
