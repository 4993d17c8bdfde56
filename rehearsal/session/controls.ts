import { OutlastError } from "../../errors/outlast-error";
import { parseMilliseconds } from "../../facts/duration";
import { type Side, sides, switchKey } from "../../facts/site/switch";
import { formatReadings, type Readings } from "../edge";
import type { ReplicationMetrics } from "../regions";
import { type ControlActions, ControlError } from "../server";
import type { LoadedSite } from "../terraform";
import { FaultControls, optionalText, requireText, taking } from "./fault-controls";
import type { ServedSites } from "./sites/served-sites";
import { Visitors } from "./visitors";
import { picturedFault, picturedReplication, picturedSite } from "./watching/picture";
import { SessionRecord } from "./watching/session-record";
import type { Picture } from "./watching/shown";

const other = { primary: "replica", replica: "primary" } as const satisfies Record<Side, Side>;

/** What the keys, the control API and scripts can do to sites that are served. A site that is not named is all of them. */
export class Controls {
  readonly #sites: ServedSites;
  readonly #readings: Partial<Readings>;
  readonly #visitors: Visitors;
  readonly #faults: FaultControls;
  /** What was done by them. */
  readonly record: SessionRecord;

  readonly #obstacle: () => string | undefined;

  /** @param obstacle what there is against an invalidation now: a control plane may be out of reach */
  constructor(
    sites: ServedSites,
    readings: Partial<Readings>,
    visitors = new Visitors(),
    obstacle: () => string | undefined = () => undefined,
  ) {
    this.#obstacle = obstacle;
    this.#sites = sites;
    this.#visitors = visitors;
    const { clock, regions } = sites.rehearsal;
    this.record = new SessionRecord(clock, () => regions.faults);
    this.#faults = new FaultControls(regions, () => this.record.look());
    this.#readings = readings;
  }

  get sites(): readonly string[] {
    return this.#sites.names;
  }

  /** Sets a fault such as `primary=503@50%`. @throws {ControlError} that says what is allowed */
  setFault(text: string): void {
    this.#faults.set(text);
  }

  /** Mends one target, one fault, or everything. @throws {ControlError} for what is neither */
  mend(target?: string): void {
    this.#faults.mend(target);
  }

  /** What faults are aimed at to break that side. @throws {ControlError} where no bucket is of that side */
  targets(side: Side, site?: string): readonly string[] {
    const targets = this.#sites.targets(side, site);
    if (targets.length > 0) return targets;
    throw new ControlError(`no bucket of this site is asked ${side === "primary" ? "first" : "second"}`);
  }

  /**
   * @param anyway whatever is broken on that side, and whichever releases the regions hold
   * @throws {ControlError} where the site has no switch, that side is broken, or the regions hold different releases
   */
  serveFrom(side: Side, site?: string, anyway = false): void {
    const broken = anyway ? [] : this.#brokenOn(side, site);
    if (broken.length > 0)
      throw new ControlError(`the ${side} is broken (${broken.join(", ")}): mend it first, or say anyway`);
    const differing =
      anyway || this.#brokenOn(other[side], site).length > 0 ? [] : this.#sites.differing(site);
    if (differing.length > 0)
      throw new ControlError(`${differing.join("; ")}: wait for replication, or say anyway`);
    if (!this.#sites.rehearsal.serveFrom(side, this.#part(site)))
      throw new ControlError(
        `this site has no switch: no viewer-request function reads the key ${switchKey} of a KeyValueStore`,
      );
    this.record.did({ do: side === "replica" ? "evacuate" : "return", site });
  }

  clearCache(): void {
    for (const location of this.#sites.rehearsal.locations) location.clear();
    this.record.did({ do: "clear-caches" });
  }

  /** How many cached objects it hit. @throws {ControlError} for paths that CloudFront refuses, and where it does not answer */
  invalidate(paths: readonly string[], site?: string): number {
    const against = this.#obstacle();
    if (against !== undefined) throw new ControlError(against);
    const { locations } = this.#sites.rehearsal;
    const ids = this.#part(site).distributions.map(({ id }) => id);
    try {
      const hits = locations.flatMap((edge) => ids.map((id) => edge.invalidate(id, paths)));
      this.record.did({ do: "invalidate", paths, site });
      return hits.reduce((sum, hit) => sum + hit, 0);
    } catch (error) {
      if (error instanceof OutlastError) throw new ControlError(error.value);
      throw error;
    }
  }

  /** What is cached, least recently used first, each with its site. */
  cache(site?: string) {
    const all = this.#sites.rehearsal.locations.flatMap((location) =>
      location.entries().map((entry) => ({
        ...{ site: this.#sites.nameOf(entry.distributionId), location: location.name },
        ...entry,
      })),
    );
    return site === undefined ? all : all.filter((entry) => entry.site === site);
  }

  faults(): string[] {
    return this.#faults.list();
  }

  /** The site as it is now. */
  picture(): Omit<Picture, "actions" | "visitors"> {
    const { rehearsal } = this.#sites;
    const { regions } = rehearsal;
    const alone = this.#sites.all.length === 1;
    return {
      sites: this.#sites.all.map(({ name, loaded, local: { host } }) => ({
        ...picturedSite(name, host, loaded.distributions, rehearsal.servesFrom(loaded), (origin) =>
          rehearsal.originBuckets(loaded).get(origin),
        ),
      })),
      buckets: rehearsal.site.buckets.map(({ name, region }) => {
        const alias = sides.find((side) => rehearsal.bucketsOfSide(side).includes(name));
        return {
          ...{ name, region, ...(alias && { alias }) },
          target: alone && alias && regions.faultTargets.includes(alias) ? alias : name,
          faults: this.#faults.aimedAt([name, region, ...(alias ? [alias] : [])]),
          replication: this.#replication(name).map(picturedReplication),
        };
      }),
      locations: this.#locations(),
      faults: regions.faults.map(picturedFault),
      targets: regions.faultTargets,
      lag: rehearsal.replicationLag,
    };
  }

  state(): object {
    const { rehearsal } = this.#sites;
    return {
      ...this.#faults.state(),
      cached: rehearsal.locations.reduce((sum, { size }) => sum + size, 0),
      locations: this.#locations(),
      // `switches` is what readings were called; scripts may still ask for it.
      switches: formatReadings(this.#readings),
      readings: formatReadings(this.#readings),
      viewer: String(this.#visitors),
      sites: this.#sites.all.map(({ name, loaded, local: { host } }) => ({
        ...{ site: name, host, servesFrom: rehearsal.servesFrom(loaded) },
        buckets: loaded.buckets.map((bucket) => ({
          ...{ name: bucket.name, region: bucket.region },
          replication: this.#replication(bucket.name),
        })),
      })),
    };
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "GET /state": () => this.state(),
      "GET /cache": () => this.cache(),
      "GET /unrehearsed": () => this.#sites.rehearsal.warnings,
      ...this.#faults.actions(),
      ...this.#visitors.actions(),
      "POST /evacuate": this.#switching("replica"),
      "POST /return": this.#switching("primary"),
      "POST /lag": taking(["lag"], ({ lag }) => {
        const milliseconds = parseMilliseconds(requireText(lag, "lag"));
        if (milliseconds === undefined) throw new ControlError(`lag: ${lag} is no duration, such as 5s`);
        this.#sites.rehearsal.replicationLag = milliseconds;
        return { lag: milliseconds };
      }),
      "POST /clear": taking([], () => this.clearCache()),
      "POST /invalidate": taking(["paths", "site"], ({ paths, site }) => {
        if (!Array.isArray(paths) || paths.length === 0)
          throw new ControlError("paths: expected a list of paths");
        const given = paths.map((path) => requireText(path, "paths"));
        return { invalidated: this.invalidate(given, optionalText(site, "site")) };
      }),
    };
  }

  /** Of a bucket that may have been deleted since it was deployed. */
  #replication(name: string): readonly ReplicationMetrics[] {
    const { regions } = this.#sites.rehearsal;
    return regions.bucketNames.includes(name) ? regions.replicationMetrics(name) : [];
  }

  #brokenOn(side: Side, site: string | undefined): readonly string[] {
    return this.#faults.of([side, ...this.#sites.targets(side, site)]);
  }

  #locations(): Picture["locations"] {
    return this.#sites.rehearsal.locations.map(({ name, size }) => ({ name, cached: size }));
  }

  #switching(side: Side) {
    return taking(["site", "anyway"], ({ anyway = false, site }) => {
      if (typeof anyway !== "boolean") throw new ControlError("anyway: expected true or false");
      this.serveFrom(side, optionalText(site, "site"), anyway);
    });
  }

  #part(site: string | undefined): LoadedSite {
    const part = this.#sites.part(site);
    if (part !== undefined) return part;
    throw new ControlError(`site: there is no ${site}; there is ${this.sites.join(", ")}`);
  }
}
