import { formatSwitches, InvalidationError, type Switches } from "../../rehearsal/edge";
import { formatFault, RegionsError } from "../../rehearsal/regions";
import type { Side } from "../../rehearsal/rehearsal";
import { type ControlAction, type ControlActions, ControlError } from "../../rehearsal/server";
import type { LoadedSite } from "../../rehearsal/terraform";
import type { ServedSites } from "./served-sites";

/** What the keys, the control API and scripts can do to sites that are served. A site that is not named is all of them. */
export class Controls {
  readonly #sites: ServedSites;
  readonly #switches: Partial<Switches>;

  constructor(sites: ServedSites, switches: Partial<Switches>) {
    this.#sites = sites;
    this.#switches = switches;
  }

  get sites(): readonly string[] {
    return this.#sites.names;
  }

  /** Sets a fault such as `primary=503@50%`. @throws {ControlError} that says what is allowed */
  setFault(text: string): void {
    refused(() => this.#sites.rehearsal.regions.setFault(text));
  }

  /** Mends one target, or everything. @throws {ControlError} for what is no target */
  mend(target?: string): void {
    const { regions } = this.#sites.rehearsal;
    if (target !== undefined && !regions.faultTargets.includes(target))
      throw new ControlError(`no target "${target}"; there is ${regions.faultTargets.join(", ")}`);
    regions.clearFaults(target);
  }

  /** What a fault is aimed at to break that side; undefined where there is no such side. */
  target(side: Side, site?: string): string | undefined {
    return this.#sites.target(side, site);
  }

  /** @throws {ControlError} where the site has no KeyValueStore to hold the switch */
  serveFrom(side: Side, site?: string): void {
    if (!this.#sites.rehearsal.serveFrom(side, this.#part(site)))
      throw new ControlError("the site has no KeyValueStore that holds the switch");
  }

  clearCache(): void {
    this.#sites.rehearsal.edge.clear();
  }

  /** How many cached objects it hit. @throws {ControlError} for paths that CloudFront refuses */
  invalidate(paths: readonly string[], site?: string): number {
    const { edge } = this.#sites.rehearsal;
    const ids = this.#part(site).distributions.map(({ id }) => id);
    return refused(() => ids.reduce((sum, id) => sum + edge.invalidate(id, paths), 0));
  }

  /** What is cached, least recently used first, each with its site. */
  cache(site?: string) {
    const all = this.#sites.rehearsal.edge
      .entries()
      .map((entry) => ({ site: this.#sites.nameOf(entry.distributionId), ...entry }));
    return site === undefined ? all : all.filter((entry) => entry.site === site);
  }

  faults(): string[] {
    return this.#sites.rehearsal.regions.faults.map(({ fault }) => formatFault(fault));
  }

  state(): object {
    const { rehearsal } = this.#sites;
    const { regions } = rehearsal;
    return {
      faults: this.faults(),
      targets: regions.faultTargets,
      cached: rehearsal.edge.entries().length,
      switches: formatSwitches(this.#switches),
      sites: this.#sites.all.map(({ name, loaded, local: { host } }) => ({
        ...{ site: name, host, servesFrom: rehearsal.servesFrom(loaded) },
        buckets: loaded.buckets.map((bucket) => ({
          ...{ name: bucket.name, region: bucket.region },
          replication: regions.replicationMetrics(bucket.name),
        })),
      })),
    };
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "GET /state": () => this.state(),
      "GET /cache": () => this.cache(),
      "POST /faults": taking(["fault"], ({ fault }) => {
        this.setFault(text(fault, "fault"));
        return { faults: this.faults() };
      }),
      "POST /mend": taking(["target"], ({ target }) => {
        this.mend(optional(target, "target"));
        return { faults: this.faults() };
      }),
      "POST /evacuate": taking(["site"], ({ site }) => this.serveFrom("replica", optional(site, "site"))),
      "POST /return": taking(["site"], ({ site }) => this.serveFrom("primary", optional(site, "site"))),
      "POST /clear": taking([], () => this.clearCache()),
      "POST /invalidate": taking(["paths", "site"], ({ paths, site }) => {
        if (!Array.isArray(paths) || paths.length === 0)
          throw new ControlError("paths: expected a list of paths");
        const given = paths.map((path) => text(path, "paths"));
        return { invalidated: this.invalidate(given, optional(site, "site")) };
      }),
    };
  }

  #part(site: string | undefined): LoadedSite {
    const part = this.#sites.part(site);
    if (part !== undefined) return part;
    throw new ControlError(`site: there is no ${site}; there is ${this.sites.join(", ")}`);
  }
}

/** An action that refuses what it would ignore. */
function taking(names: readonly string[], act: ControlAction): ControlAction {
  return (input) => {
    const stranger = Object.keys(input).find((name) => !names.includes(name));
    if (stranger === undefined) return act(input);
    throw new ControlError(`${stranger}: this action takes ${names.join(" and ") || "nothing"}`);
  };
}

function optional(value: unknown, name: string): string | undefined {
  return value === undefined ? undefined : text(value, name);
}

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new ControlError(`${name}: expected a string`);
}

function refused<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RegionsError || error instanceof InvalidationError)
      throw new ControlError(error.message);
    throw error;
  }
}
