import { readFileSync } from "node:fs";
import type { SiteConfig } from "../../../config";
import { OutlastError } from "../../../errors/outlast-error";
import type { Side } from "../../../facts/site/switch";
import {
  type ObjectStore,
  type ReleaseOptions,
  release,
  rollback,
  sufficientRetention,
} from "../../../release";
import { servedAs } from "../../../release/classes/content-type";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import { walkFolder } from "../../../release/scan/walk";
import type { Rehearsal } from "../../assembly/rehearsal";
import { pastFaults } from "../../content/content";
import { type OwnedBucket, regionsStore } from "../../content/regions-store";
import type { Clock, VirtualClock } from "../../edge";
import type { BucketStore } from "../../regions";
import type { LoadedSite } from "../../terraform";
import type { ContentState } from "./content";

/** Puts content into the buckets, as the site's owner does it. */
export interface Publisher {
  /** At once, past every fault: how a drill begins. */
  load(state: ContentState): Promise<void>;
  /** What is published becomes this, as soon as it can: nothing is waited for. */
  replace(state: ContentState): Promise<void>;
  /** Through whatever is broken, each object taking `pace` milliseconds. Throws what its owner would be told. */
  release(state: ContentState, pace: number): Promise<void>;
  /** Back to what was there before the last release. */
  rollback(before: ContentState, pace: number): Promise<void>;
  /** Deletes an object of the primary. */
  takeDown(key: string): Promise<void>;
}

/** Invalidates, or throws where CloudFront's control plane is out of reach. */
export type Invalidate = (paths: readonly string[]) => void;

export interface PublisherParts {
  readonly rehearsal: Rehearsal;
  /** What takes the machine's time and none of the drill's is done while it is held. */
  readonly clock: Clock & Pick<VirtualClock, "hold">;
  readonly random: () => number;
  readonly invalidate: Invalidate;
  /** The published site, where the rehearsal has several. */
  readonly part?: () => LoadedSite;
  /** Ends what is under way. */
  readonly over?: AbortSignal;
}

/** Releases of the project's own site: the same order, gates and records as on AWS. */
export function ownPublisher(config: SiteConfig, parts: PublisherParts): Publisher {
  const { clock, invalidate, over, random, rehearsal } = parts;
  const bucketOf = (side: Side) => rehearsal.originBuckets(parts.part?.()).get(side) ?? "";
  const retention = sufficientRetention(config);
  const options: ReleaseOptions = { waitForReplica: false, yes: true, user: "a drill", retention };
  const context = (store: (side: Side) => ObjectStore) => ({
    site: config,
    stores: { primary: store("primary"), replica: store("replica") },
    invalidator: {
      async invalidate(paths: readonly string[]) {
        invalidate(paths);
        return { id: "drill", wait: async () => true };
      },
    },
    planInvalidation: invalidationPlanner(config),
    clock,
    random,
    progress: { report: () => {} },
  });
  const past = (side: Side) => regionsStore(pastFaults(rehearsal, bucketOf(side)), config.regions[side]);
  const met = (side: Side, pace: number, begun: () => void) =>
    paced(regionsStore(rehearsal.regions.bucket(bucketOf(side)), config.regions[side]), clock, pace, () => {
      over?.throwIfAborted();
      begun();
    });
  const run = (work: (stores: (side: Side) => ObjectStore) => Promise<unknown>, pace: number) =>
    standingStill(clock, (begun) => work((side) => met(side, pace, begun)));
  // One object after the other where each takes its time.
  const optionsAt = (pace: number) => ({
    ...options,
    waitForReplica: true,
    ...(pace > 0 && { concurrency: 1 }),
  });
  const load = async ({ folder }: ContentState) => {
    await release(folder, context(past), options);
  };
  return {
    load,
    replace: load,
    release: ({ folder }, pace) => run((stores) => release(folder, context(stores), optionsAt(pace)), pace),
    rollback: (_, pace) => run((stores) => rollback(undefined, context(stores), optionsAt(pace)), pace),
    takeDown: (key) =>
      rehearsal.regions
        .bucket(bucketOf("primary"))
        .delete(key)
        .then(() => invalidate(["/*"])),
  };
}

/** What `aws s3 sync --delete` and an invalidation of everything do: how most sites are published. */
export function syncPublisher({ clock, invalidate, over, part, rehearsal }: PublisherParts): Publisher {
  const buckets = () => [...new Set(rehearsal.originBuckets(part?.()).values())];
  const primary = () => rehearsal.bucketsOfSide("primary", part?.())[0] ?? buckets()[0] ?? "";
  const sync = async ({ folder }: ContentState, bucket: OwnedBucket, between: () => Promise<void>) => {
    // Reading the folder takes the machine's time, and none of the drill's.
    const { files } = await clock.hold(walkFolder(folder, { all: true }));
    const gone = new Set(keysOf(rehearsal.regions.store(bucket.name)));
    for (const { key, path } of files) {
      const bytes = readFileSync(path);
      await between();
      over?.throwIfAborted();
      await bucket.put(key, bytes, servedAs(key, bytes).served);
      gone.delete(key);
    }
    for (const key of gone) await bucket.delete(key);
  };
  const release = async (state: ContentState, pace: number) => {
    const between = () => (pace > 0 ? clock.sleep(pace) : Promise.resolve());
    await sync(state, rehearsal.regions.bucket(primary()), between);
    invalidate(["/*"]);
  };
  return {
    async load(state) {
      for (const name of [primary(), ...buckets().filter((bucket) => bucket !== primary())])
        if (keysOf(rehearsal.regions.store(name)).length === 0)
          await sync(state, pastFaults(rehearsal, name), async () => {});
    },
    replace: (state) => release(state, 0),
    release,
    rollback: release,
    takeDown: (key) =>
      rehearsal.regions
        .bucket(primary())
        .delete(key)
        .then(() => invalidate(["/*"])),
  };
}

function keysOf(store: BucketStore): string[] {
  return store.list().contents.map(({ key }) => key);
}

/**
 * A release reads its folder before it asks S3 anything; that takes the machine's time and none of the drill's, so the
 * virtual clock stands until S3 is asked.
 */
async function standingStill(
  clock: Pick<VirtualClock, "hold">,
  work: (begun: () => void) => Promise<unknown>,
): Promise<void> {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  void clock.hold(begun);
  try {
    await work(begin);
  } finally {
    begin();
  }
}

/** A bucket each of whose writes takes its time; bodies are read at once, so that no other file comes in between. */
function paced(
  store: ObjectStore,
  clock: Pick<Clock, "sleep">,
  pace: number,
  begun: () => void,
): ObjectStore {
  const after = <T>(ask: () => Promise<T>): Promise<T> => {
    begun();
    return ask();
  };
  const slowly = async () => {
    if (pace > 0) await clock.sleep(pace);
  };
  return {
    ...store,
    list: (options) => after(() => store.list(options)),
    head: (key) => after(() => store.head(key)),
    get: (key, versionId) => after(() => store.get(key, versionId)),
    put: (key, body, options) =>
      after(async () => {
        const bytes = body.kind === "bytes" ? body.bytes : readFileSync(body.path);
        await slowly();
        return store.put(key, { kind: "bytes", bytes }, options);
      }),
    copyVersion: (key, source, headers) =>
      after(async () => {
        await slowly();
        return store.copyVersion(key, source, headers);
      }),
    delete: (keys) => after(() => store.delete(keys)),
  };
}

/** What somebody is told whose release, rollback or deployment fails, in a line. */
export function toldOf(error: unknown): string {
  if (error instanceof OutlastError) return `${error.code}: ${error.value.split("\n")[0]}`;
  return error instanceof Error ? (error.message.split("\n")[0] as string) : String(error);
}
