import * as z from "zod";
import { OutlastError } from "../../errors/outlast-error";
import { healthKeys } from "../../facts/site/health";
import { recordKeys } from "../../facts/site/record-keys";
import { isReservedKey } from "../keys";
import { type ListedObject, type ObjectStore, whenNotFound } from "../ports";
import { digestsOf } from "../scan/digest";
import { type BegunRelease, begunShape } from "./begun";
import { type Manifest, parseManifest, parseRecord, type RecordedFile } from "./manifest";

/** What a bucket holds: the site's objects by key, and what releases wrote down. */
export interface BucketState {
  readonly objects: ReadonlyMap<string, ListedObject>;
  /** Everything that is listed but the lock and the contact sheet, which each region has for itself. */
  readonly listed: ReadonlyMap<string, ListedObject>;
  /** The same of the other region; absent where it is not looked at, or does not answer. */
  readonly other?: ReadonlyMap<string, ListedObject>;
  /** Ids of kept releases, oldest first. */
  readonly releases: readonly string[];
  /** The last complete release. */
  readonly current?: Manifest;
  /** A release that has begun since, and has not got to its end. */
  readonly begun?: BegunRelease;
  /** Whether a lock is there, expired or not. */
  readonly locked: boolean;
  /** What a release that did not get to its end was going to invalidate; encoded as CloudFront wants them. */
  readonly overdue: readonly string[];
  /** Keys that such a release may have left under other headers than the record says: no listing shows those. */
  readonly unsettled: ReadonlySet<string>;
  /** ETags of the health documents by key. */
  readonly health: ReadonlyMap<string, string>;
}

/** Which release is live. */
export interface Pointer {
  /** Id of the last complete release; absent until the first one is. */
  readonly release?: string;
  /** The release under way; absent once a release is complete. */
  readonly begun?: BegunRelease;
  /** Paths that the release under way is going to invalidate; absent once a release is complete. */
  readonly overdue?: readonly string[];
  /** Keys that it gives other headers than the record says; absent once a release is complete. */
  readonly unsettled?: readonly string[];
}

const pointerShape = z.looseObject({
  release: z.string().optional(),
  begun: begunShape.optional(),
  overdue: z.array(z.string()).optional(),
  unsettled: z.array(z.string()).optional(),
});

const recordHeaders = { contentType: "application/json", cacheControl: "no-store" } as const;

/** Reads the whole bucket: a request for each thousand objects, one for the record, and one for an unfinished pointer. */
export async function readState(store: ObjectStore): Promise<BucketState> {
  const listed = new Map<string, ListedObject>();
  const health = new Map<string, string>();
  const locked = await collect(store, listed);
  const objects = new Map<string, ListedObject>();
  const reserved: ListedObject[] = [];
  for (const object of listed.values()) {
    if (isReservedKey(object.key)) reserved.push(object);
    else objects.set(object.key, object);
    if (object.key.startsWith(healthKeys.prefix)) health.set(object.key, object.etag);
  }
  const releases = releaseIds(reserved);
  const { release, begun, overdue = [], unsettled = [] } = await listedPointer(store, listed, releases);
  // A pointer may have come without its manifest, from the other region: every file then counts as changed.
  const current = release && (await readManifest(store, release, listed).catch(whenNotFound));
  return {
    objects,
    listed,
    releases,
    ...(current && { current }),
    ...(begun && { begun }),
    locked,
    overdue,
    unsettled: new Set(unsettled),
    health,
  };
}

/** Whether a record is there that nobody here can read. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof OutlastError && error.code === "RELEASE_RECORD_UNREADABLE";
}

/** Everything that a bucket holds, but what each region has for itself. */
export async function readObjects(store: ObjectStore): Promise<ReadonlyMap<string, ListedObject>> {
  const listed = new Map<string, ListedObject>();
  await collect(store, listed);
  return listed;
}

/** Whether there was a lock among them. */
async function collect(store: ObjectStore, listed: Map<string, ListedObject>): Promise<boolean> {
  let locked = false;
  for await (const page of listing(store))
    for (const object of page) {
      if (object.key === recordKeys.lock) locked = true;
      else if (object.key !== recordKeys.sheet) listed.set(object.key, object);
    }
  return locked;
}

/** Keys that the two regions do not have alike; none where the other one is not known. */
export function unevenKeys({ listed, other }: Pick<BucketState, "listed" | "other">): string[] {
  if (other === undefined) return [];
  const keys = new Set([...listed.keys(), ...other.keys()]);
  return [...keys].filter((key) => listed.get(key)?.etag !== other.get(key)?.etag).sort();
}

/** Whether a file of the last release is there as the record says, as far as the listing and the pointer tell. */
export function isAsRecorded({ key, md5 }: RecordedFile, { objects, unsettled }: BucketState): boolean {
  return objects.get(key)?.etag === md5 && !unsettled.has(key);
}

/** Every object below a prefix, page by page. */
export async function* listing(
  store: Pick<ObjectStore, "list">,
  prefix?: string,
): AsyncGenerator<readonly ListedObject[]> {
  let token: string | undefined;
  do {
    const page = await store.list({ prefix, token });
    yield page.objects;
    token = page.next;
  } while (token !== undefined);
}

/** Ids of the manifests among objects, in their order. */
export function releaseIds(objects: readonly ListedObject[]): string[] {
  return objects
    .filter(({ key }) => key.startsWith(recordKeys.releases) && key.endsWith(".json"))
    .map(({ key }) => key.slice(recordKeys.releases.length, -".json".length));
}

/** The pointer; an empty one where there has been no release. */
export async function readPointer(store: ObjectStore): Promise<Pointer> {
  const found = await store.get(recordKeys.current).catch(whenNotFound);
  return found === undefined
    ? {}
    : parseRecord(`${recordKeys.current} in ${store.name}`, textOf(found.body), pointerShape);
}

export async function writePointer(store: ObjectStore, pointer: Pointer): Promise<void> {
  await writeRecord(store, recordKeys.current, pointerText(pointer));
}

function pointerText(pointer: Pointer): string {
  return JSON.stringify(pointer);
}

/** Once a release is complete the pointer names it, and nothing else: then the ETag in a listing tells which one it is. */
async function listedPointer(
  store: ObjectStore,
  listed: BucketState["listed"],
  releases: readonly string[],
): Promise<Pointer> {
  const there = listed.get(recordKeys.current);
  if (there === undefined) return {};
  const release = releases.findLast((id) => md5Of(pointerText({ release: id })) === there.etag);
  return release === undefined ? readPointer(store) : { release };
}

function md5Of(text: string): string {
  return digestsOf(new TextEncoder().encode(text)).md5;
}

/** @param listed the bucket's objects, where they are known */
export async function readManifest(
  store: ObjectStore,
  id: string,
  listed?: BucketState["listed"],
): Promise<Manifest> {
  const key = recordKeys.manifest(id);
  return parseManifest(`${key} in ${store.name}`, (await store.get(key)).body, listed);
}

/** Writes one of the records; the store's bytes are checked like any other's. */
export function writeRecord(store: ObjectStore, key: string, text: string) {
  return store.put(key, { kind: "bytes", bytes: new TextEncoder().encode(text) }, { headers: recordHeaders });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
