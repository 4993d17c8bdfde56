import type { SiteConfig, SiteInput } from "../../../config";
import { siteSchema } from "../../../config/schema";
import { regionsStore } from "../../../rehearsal/content/regions-store";
import type { Readings } from "../../../rehearsal/edge";
import { constantLag, type Lag, Regions, type ReplicationRule } from "../../../rehearsal/regions";
import type {
  ContentChange,
  Invalidator,
  ObjectStore,
  PlanInvalidation,
  ProgressEvent,
  ReleaseContext,
} from "../../../release";
import { priced } from "../../../release/invalidation/plan";

export const buckets = { primary: "site-primary", replica: "site-replica" } as const;
const regionNames = { primary: "eu-central-1", replica: "eu-west-1" } as const;

export interface WorldOptions {
  readonly site?: Partial<SiteInput>;
  /** @default a second */
  readonly lag?: Lag;
  readonly random?: () => number;
  /** @default "creation" */
  readonly newestVersion?: Readings["newestVersion"];
  /** Whether the replication role may write to the replica. @default true */
  readonly mayReplicate?: boolean;
  readonly onInvalidation?: (paths: readonly string[]) => void;
  /** Between the engine and every store. */
  readonly wrap?: (store: ObjectStore) => ObjectStore;
  /** Between the engine and CloudFront. */
  readonly wrapInvalidator?: (invalidator: Invalidator) => Invalidator;
  /** @default - the paths of what is not new, as they are */
  readonly planInvalidation?: (site: SiteConfig) => PlanInvalidation;
}

/** Two regions on a virtual clock, and what a release needs to work with them. */
export function releaseWorld(options: WorldOptions = {}) {
  const clock = jumpingClock();
  const random = options.random ?? seeded(1);
  const { newestVersion = "creation" } = options;
  const regions = new Regions({
    ...{ clock, random, readings: { newestVersion } },
    lag: options.lag ?? constantLag(1000),
  });
  for (const role of ["primary", "replica"] as const) {
    regions.addBucket({
      name: buckets[role],
      region: regionNames[role],
      alias: role,
      versioning: "Enabled",
      ...(options.mayReplicate === false && { mayReplicateTo: [] }),
    });
  }
  regions.setReplication(buckets.primary, [rule(buckets.replica)]);
  const site = siteConfig(options.site);
  if (site.replication.twoWay) regions.setReplication(buckets.replica, [rule(buckets.primary)]);

  const events: ProgressEvent[] = [];
  const invalidated: string[][] = [];
  const changes: ContentChange[][] = [];
  const wrap = options.wrap ?? ((store) => store);
  const store = (role: "primary" | "replica") =>
    wrap(regionsStore(regions.bucket(buckets[role]), regionNames[role]));
  const invalidator: Invalidator = {
    async invalidate(paths) {
      invalidated.push([...paths]);
      options.onInvalidation?.(paths);
      return { id: `I${invalidated.length}`, wait: async () => true };
    },
  };
  const planNaively: PlanInvalidation = (items, _, overdue = []) => {
    changes.push([...items]);
    const own = items.filter(({ kind }) => kind !== "added").map(({ key }) => `/${key}`);
    return priced([...new Set([...overdue, ...own])]);
  };
  const context: ReleaseContext = {
    site,
    stores: { primary: store("primary"), replica: store("replica") },
    clock,
    random,
    progress: { report: (event) => void events.push(event) },
    planInvalidation: options.planInvalidation?.(site) ?? planNaively,
    invalidator: options.wrapInvalidator?.(invalidator) ?? invalidator,
  };
  return { clock, regions, context, events, invalidated, changes, site };
}

/** Time passes when somebody sleeps, and only then: files are really read meanwhile. */
function jumpingClock() {
  let now = Date.UTC(2030, 0, 1);
  return {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
}

/** What a bucket is replicated by. */
export function rule(destination: string): ReplicationRule {
  return {
    id: "everything",
    status: "Enabled",
    version: "V2",
    priority: 1,
    prefix: "",
    tags: {},
    deleteMarkerReplication: true,
    replicaModifications: false,
    sseKmsEncryptedObjects: false,
    destination,
  };
}

export function siteConfig(site: Partial<SiteInput> = {}): SiteConfig {
  return siteSchema.parse({
    name: "example",
    regions: regionNames,
    errorPages: { notFound: false },
    ...site,
  });
}

/** A small generator of numbers in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
