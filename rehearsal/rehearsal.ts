import {
  Edge,
  type FunctionAssociation,
  type Origin,
  type OriginClient,
  type Switches,
  SystemClock,
  type Trace,
  unrehearsed,
  type ViewerRequest,
  VirtualClock,
} from "./edge";
import { EdgeFunctions } from "./edge/functions";
import type { Clock } from "./edge/ports";
import { KeyValueStores, type MemoryKeyValueStore } from "./key-value-stores";
import { OriginRouter } from "./origin-router";
import { type BucketClient, Regions } from "./regions";
import type { LoadedBucket, LoadedSite } from "./terraform";

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
  readonly switches?: Partial<Switches>;
  /** Called with each line that a function logs. */
  readonly onFunctionLog?: (fn: FunctionAssociation, line: string) => void;
  readonly onTrace?: (trace: Trace, request: ViewerRequest) => void;
  /** Called once for each origin that nothing on this machine stands for. */
  readonly onUnreachableOrigin?: (origin: Origin) => void;
}

export type Side = "primary" | "replica";

/** The key that sends every request to the replica first; docs/edge-functions.md. */
const switchKey = "serve-from";

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
  #site: LoadedSite;
  /** Milliseconds that a copy takes from bucket to bucket; for what is written from now on. */
  replicationLag: number;

  /** @throws DistributionError, RegionsError for what fits no distribution or bucket */
  constructor(site: LoadedSite, options: RehearsalOptions = {}) {
    const {
      random = Math.random,
      origins = new Map<string, OriginClient>(),
      onUnreachableOrigin = () => {},
    } = options;
    const clock = options.clock ?? new SystemClock();
    this.clock = clock;
    this.#site = site;
    this.replicationLag = options.replicationLag ?? 1_000;
    this.regions = new Regions({
      clock,
      random,
      lag: () => this.replicationLag,
      canonicalUserId: (identity) => this.#identities.get(identity),
    });
    this.#stores = new KeyValueStores(clock);
    this.#functions = new EdgeFunctions({
      store: (arn) => this.#stores.get(arn),
      blocking: clock instanceof VirtualClock,
      onLog: options.onFunctionLog,
    });
    this.#configure(site);
    this.edge = new Edge({
      distributions: site.distributions,
      clock,
      random,
      origins: new OriginRouter(() => this.regions, origins, onUnreachableOrigin),
      functions: this.#functions,
      ...(options.cacheBytes && { cacheBytes: options.cacheBytes }),
      ...(options.switches && { switches: options.switches }),
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

  /** Deploys a changed site: what is in the buckets and in the cache stays, as it would on AWS. */
  update(site: LoadedSite): void {
    this.edge.update(site.distributions);
    this.#functions.retain(site.distributions);
    const kept = new Set(site.buckets.map(({ name }) => name));
    for (const name of this.regions.bucketNames) if (!kept.has(name)) this.regions.removeBucket(name);
    this.#configure(site);
    this.#site = site;
  }

  /** A bucket as its owner uses it. */
  bucket(name: string): BucketClient {
    return this.regions.bucket(name);
  }

  /** Which bucket each S3 origin reads, by origin id. @param part one of several sites that were joined */
  originBuckets(part = this.#site): ReadonlyMap<string, string> {
    const read = part.buckets.map(({ name }) => [originOf(name, part)?.id, name] as const);
    return new Map(read.filter((entry): entry is [string, string] => entry[0] !== undefined));
  }

  /**
   * Sends every request to the replica first, or back to the primary. False where the site has no switch.
   * @param part one of several sites that were joined
   */
  serveFrom(side: Side, part = this.#site): boolean {
    const stores = this.#storesOf(part);
    for (const store of stores) store.set(switchKey, side === "replica" ? side : undefined);
    return stores.length > 0;
  }

  /** Which side is asked first. @param part one of several sites that were joined */
  servesFrom(part = this.#site): Side {
    return this.#storesOf(part).some((store) => store.get(switchKey) === "replica") ? "replica" : "primary";
  }

  #storesOf({ keyValueStores }: LoadedSite): MemoryKeyValueStore[] {
    return keyValueStores.map(({ arn }) => this.#stores.get(arn)).filter((store) => store !== undefined);
  }

  /** Ends the functions' threads. */
  async close(): Promise<void> {
    await this.#functions.close();
  }

  #configure(site: LoadedSite): void {
    for (const [path, id] of site.accessIdentities) this.#identities.set(path, id);
    // Destinations of a replication rule have to be there before the rule is.
    for (const bucket of site.buckets) {
      const origin = originOf(bucket.name, site);
      this.#addOrChange({ ...bucket, ...(origin && { alias: origin.id }) });
    }
    for (const { name, replication } of site.buckets) this.regions.setReplication(name, replication);
    this.#stores.update(site.keyValueStores);
  }

  #addOrChange(bucket: LoadedBucket): void {
    const { replication: _, ...options } = bucket;
    const region = this.regions.regionOf(bucket.name);
    // In another region it is another bucket, which Terraform makes in place of the first.
    if (region !== undefined && region !== bucket.region) this.regions.removeBucket(bucket.name);
    if (region === bucket.region) this.regions.changeBucket(options);
    else this.regions.addBucket(options);
  }
}

/** The origin that reads a bucket. */
function originOf(bucket: string, { distributions }: LoadedSite): Origin | undefined {
  const origins = distributions.flatMap((distribution) => distribution.origins);
  return origins.find(({ domainName }) => domainName.startsWith(`${bucket}.s3`));
}
