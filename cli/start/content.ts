import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SiteConfig } from "../../config";
import type { BucketStore } from "../../rehearsal/regions";
import type { Rehearsal } from "../../rehearsal/rehearsal";
import { classifier } from "../../release/classes/classify";
import { contentTypeOf } from "../../release/classes/content-type";
import { ReleaseError } from "../../release/errors";
import type { ObjectHeaders } from "../../release/ports";
import { digestsOf } from "../../release/scan/digest";
import { walkFolder } from "../../release/scan/walk";

/** A folder whose files a bucket is to hold. */
export interface Content {
  readonly folder: string;
  readonly bucket: string;
  /** Headers of a file; a site that is not the project's own sets none but the type. */
  readonly headers: (key: string, md5: string) => ObjectHeaders | { readonly contentType: string };
  /** Keys that have to be there. */
  readonly required: readonly string[];
}

/** The project's own content, classified as a release does. */
export function projectContent(config: SiteConfig, rehearsal: Rehearsal): Content {
  const classify = classifier(config, () => false);
  return {
    folder: resolve(config.content.folder),
    bucket: bucketOf(rehearsal, "primary"),
    headers: (key, md5) => classify(key, md5).headers,
    required: [config.content.indexDocument],
  };
}

/** A folder that stands for what an S3 origin of somebody else's site holds. */
export function folderContent(folder: string, bucket: string): Content {
  return {
    folder: resolve(folder),
    bucket,
    headers: (key) => ({ contentType: contentTypeOf(key) }),
    required: [],
  };
}

/**
 * Makes the bucket hold what the folder does: writes what is new or changed, deletes what is gone.
 * @throws {ReleaseError} for a folder that cannot be published
 */
export async function loadContent(content: Content, rehearsal: Rehearsal): Promise<{ changed: number }> {
  const { files, problems } = await walkFolder(content.folder);
  const missing = content.required.filter((key) => !files.some((file) => file.key === key));
  if (missing.length > 0) throw ReleaseError.of("RELEASE_NO_INDEX", missing.join(", "));
  if (problems.length > 0) throw new ReleaseError(problems);
  // Past every fault: an outage that is rehearsed must not keep a developer from editing.
  const store = rehearsal.regions.store(content.bucket);
  const known = etags(store);
  let changed = 0;
  for (const { key, path } of files) {
    const body = await readFile(path);
    const { md5 } = digestsOf(body);
    if (known.get(key) !== md5) {
      store.put(key, body, { ...content.headers(key, md5) });
      changed += 1;
    }
    known.delete(key);
  }
  for (const key of known.keys()) store.delete(key);
  return { changed: changed + known.size };
}

/** What the bucket holds of the site, by key. */
function etags(store: BucketStore): Map<string, string> {
  const out = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = store.list(token === undefined ? {} : { continuationToken: token });
    for (const { key, content } of page.contents) out.set(key, content.etag.replaceAll('"', ""));
    token = page.nextContinuationToken;
  } while (token !== undefined);
  return out;
}

function bucketOf(rehearsal: Rehearsal, origin: string): string {
  const bucket = rehearsal.originBuckets().get(origin);
  if (bucket === undefined) throw new Error(`the site has no origin ${origin}`);
  return bucket;
}
