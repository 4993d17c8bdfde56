import { createHash } from "node:crypto";
import { recordKeys } from "../../facts/site/record-keys";
import { storeOf } from "../../release/aws/site-context";
import { type ObjectStore, StoreError } from "../../release/ports";
import { type ContactSheet, renderSheet } from "./sheet";

/** A site's buckets. */
export interface SheetStores<Store = ObjectStore> {
  readonly primary: Store;
  readonly replica: Store;
}

/** The sheets' ETags as listings have shown them: "" where there is none, absent where nobody has listed the bucket. */
export type ListedSheets = { readonly [Side in keyof SheetStores]?: string };

/** Buckets, and what their listings show of the sheets from now on: whoever has listed one need not ask it for its sheet. */
export function watchingSheets({ primary, replica }: SheetStores): {
  readonly stores: SheetStores;
  readonly listed: ListedSheets;
} {
  const listed: { -readonly [Side in keyof ListedSheets]: string } = {};
  const watched = (side: keyof SheetStores, store: ObjectStore): ObjectStore => ({
    name: store.name,
    bucket: store.bucket,
    region: store.region,
    async list(options) {
      const page = await store.list(options);
      const found = page.objects.find(({ key }) => key === recordKeys.sheet);
      if (found) listed[side] = found.etag;
      else if (options?.prefix === undefined && page.next === undefined) listed[side] ??= "";
      return page;
    },
    head: (key) => store.head(key),
    get: (key, versionId) => store.get(key, versionId),
    put: (key, body, options) => store.put(key, body, options),
    copyVersion: (key, source, headers) => store.copyVersion(key, source, headers),
    delete: (keys) => store.delete(keys),
  });
  return { stores: { primary: watched("primary", primary), replica: watched("replica", replica) }, listed };
}

/** Renews the sheet of a site that has just been deployed, released or not: an outage may come before its content. */
export async function renewSheet(
  sheet: ContactSheet,
  note: (text: string) => void,
  open: (bucket: ContactSheet["outputs"]["buckets"]["primary"]) => ObjectStore = storeOf,
): Promise<void> {
  const { primary, replica } = sheet.outputs.buckets;
  await keepSheet(sheet, { primary: open(primary), replica: open(replica) }, note);
}

/**
 * Puts the sheet into each of these buckets that has another one. What a bucket does not take is said, and ends nothing.
 *
 * The replica's goes first, and the primary's has an empty line more while the replica has not got it: a primary that is
 * listed with the right one then answers for both.
 */
export async function keepSheet(
  sheet: ContactSheet,
  { primary, replica }: SheetStores,
  note: (text: string) => void,
  listed: ListedSheets = {},
): Promise<void> {
  const text = renderSheet(sheet);
  if (listed.primary === etagOf(text) && listed.replica === undefined) return;
  const followed = await put(text, replica, note, listed.replica);
  await put(followed ? text : `${text}\n`, primary, note, listed.primary);
}

/** Whether the bucket has it now. */
async function put(
  text: string,
  store: ObjectStore,
  note: (text: string) => void,
  listed: string | undefined,
): Promise<boolean> {
  const bytes = new TextEncoder().encode(text);
  const headers = { contentType: "application/json", cacheControl: "no-store" };
  try {
    const there = listed ?? (await store.head(recordKeys.sheet).catch(() => undefined))?.etag;
    if (there !== etagOf(text)) await store.put(recordKeys.sheet, { kind: "bytes", bytes }, { headers });
    return true;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    note(`the contact sheet in ${store.name} is not up to date: ${error.value}`);
    return false;
  }
}

/** Of an upload in one part (S3 API, Object). */
function etagOf(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
