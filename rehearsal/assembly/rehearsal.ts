import { auditKey, type Side, sideOf, switchKey, switchValue } from "../../facts/site/switch";
import {
  type AuditLine,
  lineAfter,
  parseAudit,
  renderAudit,
  type SwitchState,
} from "../../facts/site/switch-record";
import {
  Edge,
  type FunctionAssociation,
  type FunctionRuntime,
  type KeyValueStore,
  type Origin,
  type OriginClient,
  type Readings,
  type RequestNotes,
  SystemClock,
  type Trace,
  unrehearsed,
  type ViewerRequest,
  type ViewerResponse,
  VirtualClock,
} from "../edge";
import { EdgeFunctions } from "../edge/functions";
import type { MaybePromise } from "../edge/maybe-promise";
import type { Clock } from "../edge/ports";
import { type BucketOptions, Regions } from "../regions";
import type { LoadedSite } from "../terraform";
import { switchStores } from "./evacuation-switch";
import { KeyValueStores, type MemoryKeyValueStore } from "./key-value-stores";
import { NamedOrigins } from "./named-origins";
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
  /** Edge locations, with a cache each. @default 1 */
  readonly locations?: number;
  /** Milliseconds until the first byte of a region. @default 0 */
  readonly latency?: (region: string) => number;
  /** Who stands between the edge and what it works with, to listen or to break it. */
  readonly between?: Interposed;
  readonly readings?: Partial<Readings>;
  /** Whether every function has a process of its own, so that none can stop the edge, or end it. @default false */
  readonly functionsApart?: boolean;
  /** Called with each line that a function logs. */
  readonly onFunctionLog?: (fn: FunctionAssociation, line: string) => void;
  readonly onTrace?: (trace: Trace, request: ViewerRequest, notes: RequestNotes) => void;
  /** Called once for each origin that nothing on this machine stands for. */
  readonly onUnreachableOrigin?: (origin: Origin) => void;
}

/** Wrappings of what the edge works with. */
export interface Interposed {
  readonly origins?: (client: OriginClient) => OriginClient;
  readonly functions?: (runtime: FunctionRuntime) => FunctionRuntime;
  readonly store?: (store: KeyValueStore) => KeyValueStore;
}

/**
 * A site's distributions, buckets and functions, run on this machine as its Terraform describes them: the edge,
 * two regions of S3, and the switch between them.
 */
export class Rehearsal {
  readonly clock: Clock;
  readonly regions: Regions;
  /** The first of the edge locations. */
  readonly edge: Edge;
  readonly #named: NamedOrigins;
  /** Where what watches the regions asks: no visitor comes there, and nobody hears of it. */
  readonly watchingEdge: Edge;
  /** Each with a cache of its own. */
  readonly locations: readonly Edge[];
  readonly #stores: KeyValueStores;
  readonly #functions: EdgeFunctions;
  readonly #identities = new Map<string, string>();
  #origins: ReadonlyMap<string, OriginClient>;
  #site: LoadedSite;
  /** Origins as its distributions have them. */
  #configured: readonly Origin[];
  /** Milliseconds that a copy takes from bucket to bucket; for what is written from now on. */
  replicationLag: number;

  /** @throws {OutlastError} for what fits no distribution or bucket */
  constructor(site: LoadedSite, options: RehearsalOptions = {}) {
    const {
      random = Math.random,
      origins = new Map<string, OriginClient>(),
      onUnreachableOrigin = () => {},
      between = {},
    } = options;
    const clock = options.clock ?? new SystemClock();
    this.clock = clock;
    this.#site = site;
    this.#configured = originsOf(site);
    this.#origins = origins;
    this.replicationLag = options.replicationLag ?? 1_000;
    this.regions = new Regions({
      clock,
      random,
      lag: () => this.replicationLag,
      canonicalUserId: (identity) => this.#identities.get(identity),
      readings: options.readings,
      ...(options.latency && { latency: options.latency }),
    });
    this.#named = new NamedOrigins({
      ...{ clock, random, s3: this.regions, site: () => this.#site, edge: () => this.edge },
      latency: options.latency ?? (() => 0),
    });
    this.#stores = new KeyValueStores(clock);
    this.#functions = new EdgeFunctions({
      store: (arn) => {
        const store = this.#stores.get(arn);
        return store && (between.store?.(store) ?? store);
      },
      blocking: clock instanceof VirtualClock,
      apart: options.functionsApart,
      onLog: options.onFunctionLog,
    });
    this.#configure(site, deployableBuckets(site));
    const router = new OriginRouter(
      () => this.#named,
      { get: (id) => this.#origins.get(id) },
      () => this.#configured,
      onUnreachableOrigin,
    );
    const common = { distributions: site.distributions, clock, random };
    this.watchingEdge = new Edge({ ...common, origins: router, functions: this.#functions });
    const location = (at: number) =>
      new Edge({
        ...common,
        name: `LOC${50 + at}-P1`,
        origins: between.origins?.(router) ?? router,
        functions: between.functions?.(this.#functions) ?? this.#functions,
        ...(options.cacheBytes && { cacheBytes: options.cacheBytes }),
        ...(options.readings && { readings: options.readings }),
        ...(options.onTrace && { onTrace: options.onTrace }),
      });
    this.locations = Array.from({ length: Math.max(1, options.locations ?? 1) }, (_, at) => location(at));
    this.edge = this.locations[0] as Edge;
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
    for (const location of [...this.locations, this.watchingEdge]) location.update(site.distributions);
    this.#functions.retain(site.distributions);
    this.#configure(site, buckets);
    this.#origins = origins;
    this.#site = site;
    this.#configured = originsOf(site);
  }

  /** Which bucket each S3 origin reads, by origin id. @param part one of several sites that were joined */
  originBuckets(part = this.#site): ReadonlyMap<string, string> {
    const out = new Map<string, string>();
    for (const origin of originsOf(part)) {
      const bucket = bucketOf(origin, part.buckets);
      const name = bucket?.name ?? this.#named.bucketsOf(origin.domainName)[0];
      if (name !== undefined && !out.has(origin.id)) out.set(origin.id, name);
    }
    return out;
  }

  /** The regions of the buckets that each S3 origin may read, by origin id. @param part one of several sites that were joined */
  originRegions(part = this.#site): ReadonlyMap<string, readonly string[]> {
    return new Map(
      originsOf(part).flatMap((origin) => {
        const bucket = bucketOf(origin, part.buckets)?.name;
        const names = bucket === undefined ? this.#named.bucketsOf(origin.domainName) : [bucket];
        const regions = names.flatMap((name) => this.regions.regionOf(name) ?? []);
        return regions.length === 0 ? [] : [[origin.id, [...new Set(regions)]] as const];
      }),
    );
  }

  /**
   * The buckets that are asked first, or second, one for each distribution that has such a one; an origin for which a
   * client was given reads no bucket. @param part one of several sites that were joined
   */
  bucketsOfSide(side: Side, part = this.#site): readonly string[] {
    const names = part.distributions.flatMap((distribution) => {
      const origin = originOfSide(side, distribution);
      if (origin && this.#origins.has(origin.id)) return [];
      const bucket = origin && bucketOf(origin, part.buckets);
      return bucket?.name ?? this.#named.bucketOfSide(side, distribution) ?? [];
    });
    return [...new Set(names)];
  }

  /**
   * Answers a visitor, who comes to wherever the name in Host leads: the edge, or past it. Undefined where that gives no
   * answer at all.
   */
  visit(request: ViewerRequest, edge = this.edge): MaybePromise<ViewerResponse | undefined> {
    return this.#named.visit(request, edge);
  }

  /** Where a visitor's name leads now; undefined where no record of the file says so. */
  leadsTo(host: string): string | undefined {
    return this.#named.leadsTo(host);
  }

  /**
   * Sends every request to the replica first, or back to the primary: by the switch, or by the routes of a Multi-Region
   * Access Point, which take two minutes. False where the site has neither.
   * @param part one of several sites that were joined
   */
  serveFrom(side: Side, part = this.#site): boolean {
    const at = new Date(this.clock.now()).toISOString();
    const thrown = this.throwSwitch({ side, at, by: "a person", reason: "rehearsed" }, part);
    for (const { alias, routes } of part.accessPoints) {
      const bucket = routes[side === "primary" ? 0 : 1]?.bucket;
      if (bucket !== undefined) this.regions.submitRoutes(alias, [bucket]);
    }
    return thrown || part.accessPoints.length > 0;
  }

  /** Throws the switch as the verbs and the sentinel do, with a line that says who. False where the site has none. */
  throwSwitch(line: AuditLine, part = this.#site): boolean {
    const stores = this.#switchesOf(part);
    for (const store of stores) {
      const audit = parseAudit(store.get(auditKey));
      store.set(switchKey, switchValue(line.side));
      store.set(auditKey, renderAudit([lineAfter(audit, line), ...audit]));
    }
    return stores.length > 0;
  }

  /** The switch and who has thrown it; undefined where the site has none. */
  switchState(part = this.#site): SwitchState | undefined {
    const [store] = this.#switchesOf(part);
    return store && { side: sideOf(store.get(switchKey)), audit: parseAudit(store.get(auditKey)) };
  }

  /** Which side is asked first; undefined where the site has no switch. @param part one of several sites that were joined */
  servesFrom(part = this.#site): Side | undefined {
    const stores = this.#switchesOf(part);
    const sides = [
      ...stores.map((store) => sideOf(store.get(switchKey))),
      ...part.accessPoints.map(({ alias }): Side => {
        const [first] = this.regions.routesOf(alias);
        return first?.active === false ? "replica" : "primary";
      }),
    ];
    return sides.find((side) => side === "replica") ?? sides[0];
  }

  #switchesOf(part: LoadedSite): MemoryKeyValueStore[] {
    return [...switchStores(part)].map((arn) => this.#stores.get(arn)).filter((store) => store !== undefined);
  }

  /** Ends the health checks, and the functions' threads and processes. */
  async close(): Promise<void> {
    this.#named.close();
    await this.#functions.close();
  }

  #configure(site: LoadedSite, buckets: readonly BucketOptions[]): void {
    // Callers are known by what follows the last slash.
    for (const [path, id] of site.accessIdentities) this.#identities.set(path.split("/").at(-1) ?? path, id);
    this.regions.deploy(buckets);
    this.regions.deployAccessPoints(site.accessPoints);
    this.#named.deploy(site);
    this.#stores.update(site.keyValueStores);
  }
}

function originsOf({ distributions }: LoadedSite): Origin[] {
  return distributions.flatMap(({ origins }) => origins);
}
