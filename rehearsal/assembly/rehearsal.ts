import { type Side, sideOf, switchKey, switchValue } from "../../facts/site/switch";
import {
  Edge,
  type FunctionAssociation,
  type Origin,
  type OriginClient,
  type Readings,
  SystemClock,
  type Trace,
  unrehearsed,
  type ViewerRequest,
  VirtualClock,
} from "../edge";
import { EdgeFunctions } from "../edge/functions";
import type { Clock } from "../edge/ports";
import { type BucketOptions, Regions } from "../regions";
import type { LoadedSite } from "../terraform";
import { switchStores } from "./evacuation-switch";
import { KeyValueStores, type MemoryKeyValueStore } from "./key-value-stores";
import { bucketOf, deployableBuckets } from "./origin-buckets";
import { OriginRouter } from "./origin-router";
import { originOfSide } from "./sides";

export interface RehearsalOptions {
  /** @default - the machine's own clock */
  readonly clock?: Clock;
  /** Uniform in [0, 1). @default Math.random */
  readonly random?: () => number;
  /** Milliseconds that a copy takes from bucket to bucket. @default 1000 */
  readonly replicationLag?: number;
  /** What stands for an origin, by its id. */
  readonly origins?: ReadonlyMap<string, OriginClient>;
  readonly cacheBytes?: number;
  readonly readings?: Partial<Readings>;
  /** Whether every function has a process of its own, so that none can stop the edge, or end it. @default false */
  readonly functionsApart?: boolean;
  /** Called with each line that a function logs. */
  readonly onFunctionLog?: (fn: FunctionAssociation, line: string) => void;
  readonly onTrace?: (trace: Trace, request: ViewerRequest) => void;
  /** Called once for each origin that nothing on this machine stands for. */
  readonly onUnreachableOrigin?: (origin: Origin) => void;
}

/**
 * A site's distributions, buckets and functions, run on this machine as its Terraform describes them: the edge,
 * two regions of S3, and the switch between them.
 */
export class Rehearsal {
  readonly clock: Clock;
  readonly regions: Regions;
  readonly edge: Edge;
  readonly #stores: KeyValueStores;
  readonly #functions: EdgeFunctions;
  readonly #identities = new Map<string, string>();
  #origins: ReadonlyMap<string, OriginClient>;
  #site: LoadedSite;
  /** Milliseconds that a copy takes from bucket to bucket; for what is written from now on. */
  replicationLag: number;

  /** @throws {OutlastError} for what fits no distribution or bucket */
  constructor(site: LoadedSite, options: RehearsalOptions = {}) {
    const {
      random = Math.random,
      origins = new Map<string, OriginClient>(),
      onUnreachableOrigin = () => {},
    } = options;
    const clock = options.clock ?? new SystemClock();
    this.clock = clock;
    this.#site = site;
    this.#origins = origins;
    this.replicationLag = options.replicationLag ?? 1_000;
    this.regions = new Regions({
      clock,
      random,
      lag: () => this.replicationLag,
      canonicalUserId: (identity) => this.#identities.get(identity),
      readings: options.readings,
    });
    this.#stores = new KeyValueStores(clock);
    this.#functions = new EdgeFunctions({
      store: (arn) => this.#stores.get(arn),
      blocking: clock instanceof VirtualClock,
      apart: options.functionsApart,
      onLog: options.onFunctionLog,
    });
    this.#configure(site, deployableBuckets(site));
    this.edge = new Edge({
      distributions: site.distributions,
      clock,
      random,
      origins: new OriginRouter(
        () => this.regions,
        { get: (id) => this.#origins.get(id) },
        () => this.#site.distributions.flatMap((distribution) => distribution.origins),
        onUnreachableOrigin,
      ),
      functions: this.#functions,
      ...(options.cacheBytes && { cacheBytes: options.cacheBytes }),
      ...(options.readings && { readings: options.readings }),
      ...(options.onTrace && { onTrace: options.onTrace }),
    });
  }

  get site(): LoadedSite {
    return this.#site;
  }

  /** What a person should know: what the file leaves open, and what of it changes nothing here. */
  get warnings(): readonly string[] {
    const { warnings, distributions } = this.#site;
    const settings = distributions
      .flatMap(unrehearsed)
      .map(({ message, limitation }) => `${message} (docs/limitations.md, ${limitation})`);
    return [...warnings, ...settings];
  }

  /**
   * Deploys a changed site: what is in the buckets and in the cache stays, as it would on AWS.
   * @param origins what stands for an origin from now on, by its id
   * @throws {OutlastError} for what fits no distribution or bucket, and nothing has changed then
   */
  update(site: LoadedSite, origins = this.#origins): void {
    const buckets = deployableBuckets(site);
    this.edge.update(site.distributions);
    this.#functions.retain(site.distributions);
    this.#configure(site, buckets);
    this.#origins = origins;
    this.#site = site;
  }

  /** Which bucket each S3 origin reads, by origin id. @param part one of several sites that were joined */
  originBuckets(part = this.#site): ReadonlyMap<string, string> {
    const out = new Map<string, string>();
    for (const origin of part.distributions.flatMap(({ origins }) => origins)) {
      const bucket = bucketOf(origin, part.buckets);
      if (bucket && !out.has(origin.id)) out.set(origin.id, bucket.name);
    }
    return out;
  }

  /**
   * The buckets that are asked first, or second, one for each distribution that has such a one; an origin for which a
   * client was given reads no bucket. @param part one of several sites that were joined
   */
  bucketsOfSide(side: Side, part = this.#site): readonly string[] {
    const names = part.distributions.flatMap((distribution) => {
      const origin = originOfSide(side, distribution);
      const bucket = origin && !this.#origins.has(origin.id) && bucketOf(origin, part.buckets);
      return bucket ? [bucket.name] : [];
    });
    return [...new Set(names)];
  }

  /**
   * Sends every request to the replica first, or back to the primary. False where the site has no switch.
   * @param part one of several sites that were joined
   */
  serveFrom(side: Side, part = this.#site): boolean {
    const stores = this.#switchesOf(part);
    for (const store of stores) store.set(switchKey, switchValue(side));
    return stores.length > 0;
  }

  /** Which side is asked first; undefined where the site has no switch. @param part one of several sites that were joined */
  servesFrom(part = this.#site): Side | undefined {
    const stores = this.#switchesOf(part);
    if (stores.length === 0) return undefined;
    return (
      stores.map((store) => sideOf(store.get(switchKey))).find((side) => side === "replica") ?? "primary"
    );
  }

  #switchesOf(part: LoadedSite): MemoryKeyValueStore[] {
    return [...switchStores(part)].map((arn) => this.#stores.get(arn)).filter((store) => store !== undefined);
  }

  /** Ends the functions' threads and processes. */
  async close(): Promise<void> {
    await this.#functions.close();
  }

  #configure(site: LoadedSite, buckets: readonly BucketOptions[]): void {
    for (const [path, id] of site.accessIdentities) this.#identities.set(path, id);
    this.regions.deploy(buckets);
    this.#stores.update(site.keyValueStores);
  }
}
