import { InvalidationError } from "../../rehearsal/edge";
import { formatFault, RegionsError } from "../../rehearsal/regions";
import type { Rehearsal } from "../../rehearsal/rehearsal";
import { type ControlActions, ControlError } from "../../rehearsal/server";

/** What the keys, the control API and scripts can do to a running rehearsal. */
export class Controls {
  readonly #rehearsal: Rehearsal;

  constructor(rehearsal: Rehearsal) {
    this.#rehearsal = rehearsal;
  }

  /** Sets a fault such as `primary=503@50%`. @throws {ControlError} that says what is allowed */
  setFault(text: string): void {
    refused(() => this.#rehearsal.regions.setFault(text));
  }

  /** Mends one target, or everything. */
  mend(target?: string): void {
    this.#rehearsal.regions.clearFaults(target);
  }

  /** @throws {ControlError} where the site has no KeyValueStore to hold the switch */
  serveFrom(side: "primary" | "replica"): void {
    if (!this.#rehearsal.serveFrom(side))
      throw new ControlError("the site has no KeyValueStore that holds the switch");
  }

  clearCache(): void {
    this.#rehearsal.edge.clear();
  }

  /** How many cached objects it hit. @throws {ControlError} for paths that CloudFront refuses */
  invalidate(paths: readonly string[]): number {
    const ids = this.#rehearsal.site.distributions.map(({ id }) => id);
    return refused(() => ids.reduce((sum, id) => sum + this.#rehearsal.edge.invalidate(id, paths), 0));
  }

  cache(): object[] {
    return this.#rehearsal.edge.entries();
  }

  faults(): string[] {
    return this.#rehearsal.regions.faults.map(({ fault }) => formatFault(fault));
  }

  state(): object {
    const { regions, servesFrom } = this.#rehearsal;
    return {
      servesFrom,
      faults: this.faults(),
      targets: regions.faultTargets,
      buckets: regions.bucketNames.map((name) => ({ name, replication: regions.replicationMetrics(name) })),
      cached: this.#rehearsal.edge.entries().length,
    };
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "GET /state": () => this.state(),
      "GET /cache": () => this.cache(),
      "POST /faults": ({ fault }) => {
        this.setFault(text(fault, "fault"));
        return { faults: this.faults() };
      },
      "POST /mend": ({ target }) => {
        this.mend(target === undefined ? undefined : text(target, "target"));
        return { faults: this.faults() };
      },
      "POST /evacuate": () => this.serveFrom("replica"),
      "POST /return": () => this.serveFrom("primary"),
      "POST /clear": () => this.clearCache(),
      "POST /invalidate": ({ paths }) => {
        if (!Array.isArray(paths) || paths.length === 0)
          throw new ControlError("paths: expected a list of paths");
        return { invalidated: this.invalidate(paths.map((path) => text(path, "paths"))) };
      },
    };
  }
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
