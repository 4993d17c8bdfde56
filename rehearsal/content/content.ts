import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SiteConfig } from "../../config";
import type { Side } from "../../facts/site/switch";
import { projectRoot } from "../../project/own-project";
import {
  type ReleaseContext,
  type ReleaseOptions,
  release,
  releaseErrors,
  rollback,
  sufficientRetention,
} from "../../release";
import { servedAs } from "../../release/classes/content-type";
import { invalidationPlanner } from "../../release/invalidation/plan";
import { digestsOf } from "../../release/scan/digest";
import { scanFolder } from "../../release/scan/scan";
import { type FoundFile, walkFolder } from "../../release/scan/walk";
import type { Rehearsal } from "../assembly/rehearsal";
import type { BucketStore } from "../regions";
import type { LoadedSite } from "../terraform";
import { type OwnedBucket, regionsStore } from "./regions-store";

/** A folder whose files a bucket is to hold. */
export interface Content {
  readonly folder: string;
  /** Reads the folder and changes nothing. @throws {OutlastError} for one that cannot be published */
  check(): Promise<void>;
  /**
   * Makes the buckets hold what the folder does; resolves with how many files that changed.
   * @throws {OutlastError} for a folder that cannot be published
   */
  load(): Promise<number>;
  /** Returns to a kept release, the one before without an id; undefined where nothing is released. */
  readonly rollBack?: (id?: string) => Promise<string>;
  /** What visitors would miss of what was loaded last. */
  readonly warnings: readonly string[];
}

/**
 * The project's own content, published by a release: the same order, headers, records and invalidations as on AWS.
 * Nobody waits for a replica that may be unplugged, and no share of removed files is too large for a laptop.
 * `part` is the site, where the rehearsal has several.
 */
export function projectContent(
  config: SiteConfig,
  rehearsal: Rehearsal,
  part: LoadedSite = rehearsal.site,
): Content {
  const retention = sufficientRetention(config);
  const options: ReleaseOptions = { waitForReplica: false, yes: true, user: "outlast start", retention };
  const folder = resolve(projectRoot(), config.content.folder);
  let warnings: readonly string[] = [];
  const store = (role: Side) =>
    regionsStore(pastFaults(rehearsal, bucketOf(rehearsal, part, role)), config.regions[role]);
  const context = (): ReleaseContext => ({
    site: config,
    stores: { primary: store("primary"), replica: store("replica") },
    invalidator: { invalidate: async (paths) => invalidate(rehearsal, part, paths) },
    planInvalidation: invalidationPlanner(config),
    clock: rehearsal.clock,
    random: Math.random,
    progress: { report: () => {} },
  });
  return {
    folder,
    get warnings() {
      return warnings;
    },
    async check() {
      await scanFolder(folder, config);
    },
    async rollBack(id) {
      const { release: live, rollbackTo = live } = await rollback(id, context(), options);
      return rollbackTo;
    },
    async load() {
      const { changed, plan } = await release(folder, context(), options);
      const blocked = plan.warnings.filter(({ code }) => /^RELEASE_CSP_(BLOCKS|SCRIPTS)$/.test(code));
      warnings = blocked.map(({ mend, value }) => `${config.name}: ${value}. ${mend}`);
      return changed ? plan.changes.length + plan.removal.leaving.length : 0;
    },
  };
}

function invalidate(rehearsal: Rehearsal, { distributions }: LoadedSite, paths: readonly string[]) {
  for (const location of rehearsal.locations)
    for (const { id } of distributions) location.invalidate(id, paths);
  return { id: "local", wait: async () => true };
}

/** A bucket whose owner meets no fault: an outage that is rehearsed must not keep a developer from editing. */
export function pastFaults(rehearsal: Rehearsal, name: string): OwnedBucket {
  const store = () => rehearsal.regions.store(name);
  return {
    name,
    list: async (options) => store().list(options ?? {}),
    get: async (key, versionId) => store().get(key, versionId),
    put: async (key, body, options) => store().put(key, body, options),
    copy: async ({ key: source, versionId }, key, options) =>
      store().copy(store().get(source, versionId), key, options),
    delete: async (key, versionId) => store().delete(key, versionId),
  };
}

/** A folder that stands for what an S3 origin of somebody else's site holds. */
export function folderContent(folder: string, bucket: string, rehearsal: Rehearsal): Content {
  return {
    folder: resolve(folder),
    warnings: [],
    async check() {
      await filesOf(resolve(folder));
    },
    async load() {
      const changed = await mirror(resolve(folder), rehearsal.regions.store(bucket));
      // Nothing says how this site is invalidated: what the edge holds of the old content is in the way.
      if (changed > 0) for (const location of rehearsal.locations) location.clear();
      return changed;
    },
  };
}

/** Writes what is new or changed, deletes what is gone. Files get their type and no other header. */
async function mirror(folder: string, store: BucketStore): Promise<number> {
  const files = await filesOf(folder);
  const known = etags(store);
  let changed = 0;
  for (const { key, path } of files) {
    const body = await readFile(path);
    if (known.get(key) !== digestsOf(body).md5) {
      store.put(key, body, servedAs(key, body).served);
      changed += 1;
    }
    known.delete(key);
  }
  for (const key of known.keys()) store.delete(key);
  return changed + known.size;
}

/**
 * All files of a folder: others publish by `aws s3 sync`, which leaves out none, `.error/` and the like included.
 * @throws {OutlastError} for a folder that cannot be published
 */
async function filesOf(folder: string): Promise<readonly FoundFile[]> {
  const { files, problems } = await walkFolder(folder, { all: true });
  if (problems.length > 0) throw releaseErrors(problems);
  return files;
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

function bucketOf(rehearsal: Rehearsal, part: LoadedSite, origin: string): string {
  const bucket = rehearsal.originBuckets(part).get(origin);
  if (bucket === undefined) throw new Error(`the site has no origin ${origin}`);
  return bucket;
}
