import type { Clock, OriginClient } from "../edge/ports";
import type { Readings } from "../edge/readings";
import { AccessPoint, type AccessPointOptions, type AccessPointRoute } from "./access-points";
import { Bucket } from "./bucket";
import { BucketClient, type BucketClientOptions } from "./bucket-client";
import {
  type BucketOptions,
  checkBucket,
  checkBuckets,
  checkNames,
  checkReplicationRules,
} from "./bucket-options";
import { regionsError } from "./errors";
import type { Fault, FaultLocation } from "./faults/fault";
import { type ActiveFault, FaultBoard } from "./faults/fault-board";
import { parseFault } from "./faults/parse";
import { accessPointAlias, parseEndpoint } from "./http/endpoint";
import { createIds, type IdSource } from "./ids";
import { RegionsOriginClient } from "./origin-client";
import type { ReplicationRule } from "./replication/configuration";
import { constantLag, type Lag } from "./replication/lag";
import { type Obstacle, type ReplicationMetrics, Replicator } from "./replication/replicator";
import { BucketStore } from "./store/bucket-store";

/** What regions are made of. */
export interface RegionsOptions {
  readonly clock: Clock;
  /** In [0, 1). Decides identifiers and faults by chance. */
  readonly random: () => number;
  /** @default constantLag(1000) */
  readonly lag?: Lag;
  /** Milliseconds until a region's first byte. @default 0 */
  readonly latency?: (region: string) => number;
  /** Canonical user id of an origin access identity. @default none is known */
  readonly canonicalUserId?: (identity: string) => string | undefined;
  /** The address that unsigned requests of CloudFront come from. @default "130.176.0.1" */
  readonly edgeAddress?: string;
  readonly ids?: IdSource;
  /** How to read what AWS leaves open about S3. */
  readonly readings?: Partial<Pick<Readings, "newestVersion" | "accessPointDisruption">> | undefined;
}

/** Regions of S3 in memory, with replication and faults. Time, chance and identifiers come from outside. */
export class Regions {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #accessPoints = new Map<string, AccessPoint>();
  readonly #permissions = new Map<string, readonly string[]>();
  readonly #faults: FaultBoard;
  readonly #replicator: Replicator;
  readonly #ids: IdSource;
  readonly #clientOptions: BucketClientOptions;
  readonly #newestVersion: Readings["newestVersion"] | undefined;
  #sequence = 0;

  /** S3 as an origin of the edge. */
  readonly origin: OriginClient;

  constructor(options: RegionsOptions) {
    this.#clock = options.clock;
    this.#ids = options.ids ?? createIds(options.random);
    this.#newestVersion = options.readings?.newestVersion;
    this.#faults = new FaultBoard(options.random);
    this.#replicator = new Replicator({
      clock: options.clock,
      lag: options.lag ?? constantLag(1000),
      store: (name) => this.#buckets.get(name)?.store,
      obstacle: (source, target, key, at) => this.#obstacle(source, target, key, at),
    });
    this.#clientOptions = {
      clock: options.clock,
      bucket: (name) => this.#buckets.get(name),
      strike: (bucket, key) => this.#faults.strike(locationOf(bucket), key, this.#clock.now()),
      catchUp: () => this.#replicator.catchUp(),
      latency: options.latency ?? (() => 0),
    };
    this.origin = new RegionsOriginClient({
      ...this.#clientOptions,
      ids: this.#ids,
      accessPoint: (alias) => this.#accessPoints.get(alias),
      coversUnreachable: options.readings?.accessPointDisruption !== "ignored",
      canonicalUserId: options.canonicalUserId ?? (() => undefined),
      edgeAddress: options.edgeAddress ?? "130.176.0.1",
    });
  }

  /**
   * Makes the regions hold these buckets and no others. A bucket of the same name in the same region keeps its objects;
   * one that has moved to another region is a new, empty one.
   * @throws {OutlastError} for anything that is wrong with one of them, and nothing has changed then
   */
  deploy(buckets: readonly BucketOptions[]): void {
    checkBuckets(buckets);
    const regions = new Map(buckets.map(({ name, region }) => [name, region]));
    for (const name of this.bucketNames)
      if (regions.get(name) !== this.regionOf(name)) this.removeBucket(name);
    for (const options of buckets) {
      if (this.#buckets.has(options.name)) this.changeBucket(options);
      else this.#add(options);
    }
    // Destinations of a replication rule have to be there before the rule is.
    for (const { name, replication } of buckets) this.setReplication(name, replication);
  }

  /**
   * Makes these Multi-Region Access Points be there and no others; one that is there keeps its routes, which are not the
   * deployment's once somebody has switched them.
   * @throws {OutlastError} for a policy that is not understood, or a point without an active route
   */
  deployAccessPoints(points: readonly AccessPointOptions[]): void {
    const now = this.#clock.now();
    this.#accessPoints = new Map(
      points.map((options) => {
        const before = this.#accessPoints.get(options.alias)?.routes(now) ?? [];
        const active = new Map(before.map((route) => [route.bucket, route.active]));
        const routes = options.routes.map((route) => ({
          ...route,
          active: active.get(route.bucket) ?? route.active,
        }));
        return [options.alias, new AccessPoint({ ...options, routes })];
      }),
    );
  }

  /**
   * Submits routes: these buckets become active, all others passive.
   * @throws {OutlastError} where none would be active
   */
  submitRoutes(alias: string, active: readonly string[]): void {
    this.#accessPoints.get(alias)?.submit(({ bucket }) => active.includes(bucket), this.#clock.now());
  }

  /** The routes of an access point by which requests go now; none where there is no such point. */
  routesOf(alias: string): readonly AccessPointRoute[] {
    return this.#accessPoints.get(alias)?.routes(this.#clock.now()) ?? [];
  }

  addBucket(options: BucketOptions): void {
    const others = [...this.#buckets.values()].map(({ store }) => store);
    checkNames(options, others, others);
    checkBucket(options);
    this.#add(options);
    if (options.replication !== undefined) this.setReplication(options.name, options.replication);
  }

  /**
   * Gives a bucket other settings, versioning and alias included; what is in it stays. Its region cannot change, and
   * its replication is `setReplication`'s.
   */
  changeBucket(options: BucketOptions): void {
    const bucket = this.#require(options.name);
    bucket.configure(options);
    bucket.alias = options.alias;
    bucket.store.versioning = options.versioning ?? "Disabled";
    this.#setPermissions(options);
  }

  /** Deletes a bucket with everything in it; copies that are under way to it fail. */
  removeBucket(name: string): void {
    this.#require(name);
    this.#replicator.catchUp();
    this.#replicator.configure(name, undefined);
    this.#permissions.delete(name);
    this.#buckets.delete(name);
  }

  /** Returns what brings every bucket of now back, with what is in it now: `deploy` gives them their settings then. */
  remember(): () => void {
    this.#replicator.catchUp();
    const kept = [...this.#buckets].map(([name, bucket]) => [name, bucket, bucket.store.remember()] as const);
    return () => {
      for (const [name, bucket, restore] of kept) {
        this.#buckets.set(name, bucket);
        restore();
      }
    };
  }

  /** The owner's view of a bucket, faults included. */
  bucket(name: string): BucketClient {
    this.#require(name);
    return new BucketClient(name, this.#clientOptions);
  }

  /** A bucket's objects without faults or time, for loading and inspection. */
  store(name: string): BucketStore {
    this.#replicator.catchUp();
    return this.#require(name).store;
  }

  /** The region that a bucket is in; undefined where there is no such bucket. */
  regionOf(name: string): string | undefined {
    return this.#buckets.get(name)?.store.region;
  }

  get bucketNames(): readonly string[] {
    return [...this.#buckets.keys()];
  }

  /** Whether a domain name is one of S3's: other origins are somebody else's to answer. */
  serves(domainName: string): boolean {
    return parseEndpoint(domainName) !== undefined || accessPointAlias(domainName) !== undefined;
  }

  setPolicy(name: string, policy: string | object | undefined): void {
    this.#require(name).setPolicy(policy);
  }

  /** Takes effect now: what is older stays where it is. Undefined ends replication out of the bucket. */
  setReplication(name: string, rules: readonly ReplicationRule[] | undefined): void {
    const { store } = this.#require(name);
    if (rules !== undefined) checkReplicationRules(name, store.versioned, rules);
    this.#replicator.catchUp();
    this.#replicator.configure(name, rules && { rules, since: this.#clock.now() });
  }

  replicationMetrics(name: string): readonly ReplicationMetrics[] {
    this.#require(name);
    this.#replicator.catchUp();
    return this.#replicator.metrics(name);
  }

  /** Names that a fault may be aimed at: aliases, buckets, regions. */
  get faultTargets(): readonly string[] {
    const names = [...this.#buckets.values()].flatMap(({ alias, store }) => [
      alias,
      store.name,
      store.region,
    ]);
    return [...new Set(names.filter((name) => name !== undefined))];
  }

  get faults(): readonly ActiveFault[] {
    return this.#faults.list(this.#clock.now());
  }

  /** Sets a fault, as data or as text (`primary=503@50%`); it replaces one on the same target and pattern. */
  setFault(fault: Fault | string): ActiveFault {
    const parsed = typeof fault === "string" ? parseFault(fault, this.faultTargets) : fault;
    if (!this.faultTargets.includes(parsed.target))
      throw regionsError("REGIONS_FAULT", [
        `no target "${parsed.target}"; there is ${this.faultTargets.join(", ")}`,
      ]);
    return this.#changeFaults(() => this.#faults.set(parsed, this.#clock.now()));
  }

  clearFault(id: number): boolean {
    return this.#changeFaults(() => this.#faults.clear(id));
  }

  clearFaults(target?: string): void {
    this.#changeFaults(() =>
      target === undefined ? this.#faults.clearAll() : this.#faults.clearTarget(target),
    );
  }

  /** What was due before the change happens under the old faults; what waited may go on. */
  #changeFaults<T>(change: () => T): T {
    this.#replicator.catchUp();
    const result = change();
    this.#replicator.resume();
    return result;
  }

  #obstacle(source: BucketStore, target: BucketStore, key: string, at: number): Obstacle | undefined {
    if (this.#permissions.get(source.name)?.includes(target.name) === false) return { type: "denied" };
    let until = at;
    for (const store of [source, target]) {
      for (const active of this.#faults.standing(locationOf(this.#require(store.name)), key, at)) {
        const { effect } = active.fault;
        if (effect.kind === "delay" || effect.kind === "throttle") continue;
        if (effect.kind === "status" && (effect.status === 403 || effect.status === 404))
          return { type: "denied" };
        until = Math.max(until, active.until);
      }
    }
    return until > at ? { type: "wait", until } : undefined;
  }

  #add(options: BucketOptions): void {
    const { name, region, alias } = options;
    const store = new BucketStore({
      name,
      region,
      versioning: options.versioning ?? "Disabled",
      clock: this.#clock,
      ids: this.#ids,
      nextSequence: () => ++this.#sequence,
      onChange: (change) => this.#replicator.record(change),
      newestVersion: this.#newestVersion,
    });
    this.#buckets.set(name, new Bucket(store, alias, options));
    this.#setPermissions(options);
  }

  #setPermissions({ name, mayReplicateTo }: BucketOptions): void {
    if (mayReplicateTo) this.#permissions.set(name, mayReplicateTo);
    else this.#permissions.delete(name);
  }

  #require(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) return bucket;
    throw regionsError("REGIONS_BUCKET", [
      `no bucket "${name}"; there is ${this.bucketNames.join(", ") || "none"}`,
    ]);
  }
}

function locationOf({ store, alias }: Bucket): FaultLocation {
  return { region: store.region, bucket: store.name, alias };
}
