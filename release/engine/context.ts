import type { SiteConfig } from "../../config";
import { replicationPromise } from "../../facts/s3/limits";
import type { Side } from "../../facts/site/switch";
import { usualRetention } from "../classes/staleness";
import type { Clock, Invalidator, ObjectStore, PlanInvalidation, Progress } from "../ports";
import { retryingStore } from "./retrying-store";

/** Where a release goes, and what it works with. */
export interface ReleaseContext {
  readonly site: SiteConfig;
  readonly stores: { readonly primary: ObjectStore; readonly replica: ObjectStore };
  readonly invalidator: Invalidator;
  readonly planInvalidation: PlanInvalidation;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly progress: Progress;
}

export interface ReleaseOptions {
  /** The bucket that is written to; the other one follows by replication. @default "primary" */
  readonly to?: Side;
  /** Whether the replica has to follow before pages go up. @default true; a release to the replica never waits */
  readonly waitForReplica?: boolean;
  /** How long each wait for the replica may take. Seconds. @default 900, Replication Time Control's promise */
  readonly replicaTimeout?: number;
  /** Whether the replica is another one than objects were written for: what S3 says is on its way goes elsewhere. @default false */
  readonly newReplica?: boolean;
  /** How long files that are gone stay. Seconds. @default 7 days */
  readonly retention?: number;
  /** Largest share of names without a content hash that may leave, 0 to 1. @default 0.3 */
  readonly removeAtMost?: number;
  /** Releases whatever share leaves. @default false */
  readonly yes?: boolean;
  /** Takes the lock of another release over. @default false */
  readonly breakLock?: boolean;
  /** Whether to wait until every edge has dropped what is invalidated. @default false */
  readonly waitForInvalidation?: boolean;
  /** Uploads at once. @default 32 */
  readonly concurrency?: number;
  /** Asks for the Git commit of what is released, once something is. */
  readonly commit?: () => Promise<string | undefined>;
  /** Who releases, for whoever is refused meanwhile. @default "a release" */
  readonly user?: string;
}

/** A run of the engine: options with their defaults, and the stores in their roles. */
export interface Run extends ReleaseContext {
  readonly options: Required<Omit<ReleaseOptions, "commit">> & Pick<ReleaseOptions, "commit">;
  /** The bucket that is written to, with retries. */
  readonly target: ObjectStore;
}

/** A release with its defaults, and what it reads from. */
export function startRun(context: ReleaseContext, given: ReleaseOptions): Run {
  const to = given.to ?? "primary";
  const options = {
    waitForReplica: true,
    replicaTimeout: replicationPromise,
    newReplica: false,
    retention: usualRetention,
    removeAtMost: 0.3,
    yes: false,
    breakLock: false,
    waitForInvalidation: false,
    concurrency: 32,
    user: "a release",
    ...given,
    to,
  };
  return { ...context, options, target: retryingStore(context.stores[to], context) };
}
