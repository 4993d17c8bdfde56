import type { Clock, Random } from "../../edge";
import { type ActiveFault, type Fault, type FaultEffect, parseFault, regionsError } from "../../regions";
import type { FaultLocation } from "../../regions/faults/fault";
import { FaultBoard } from "../../regions/faults/fault-board";
import type { MotoObjects } from "./moto-client";

/** The faults of the local cloud's regions: they meet clients of S3, replication and the edge alike. */
export class CloudFaults {
  readonly #board: FaultBoard;
  readonly #aliases = new Map<string, string>();

  constructor(
    private readonly objects: MotoObjects,
    private readonly clock: Pick<Clock, "now">,
    random: Random,
  ) {
    this.#board = new FaultBoard(random);
  }

  /** Gives a bucket a second name for faults, such as "primary". */
  setAlias(alias: string, bucket: string): void {
    this.#aliases.set(bucket, alias);
  }

  /** The buckets that have been used. */
  get buckets(): readonly { readonly name: string; readonly region: string; readonly alias?: string }[] {
    return this.objects.known.map(([name, region]) => {
      const alias = this.#aliases.get(name);
      return { name, region, ...(alias !== undefined && { alias }) };
    });
  }

  /** Aliases, and the names and regions of the buckets that have been used. */
  get targets(): readonly string[] {
    return [...new Set([...this.#aliases.values(), ...this.objects.known.flat()])];
  }

  /**
   * Sets a fault, as data or as text ("primary=503@50%").
   *
   * @throws {OutlastError} REGIONS_FAULT
   */
  set(fault: Fault | string): ActiveFault {
    const parsed = typeof fault === "string" ? parseFault(fault, this.targets) : fault;
    if (!this.targets.includes(parsed.target))
      throw regionsError("REGIONS_FAULT", [
        `no target "${parsed.target}"; there is ${this.targets.join(", ") || "none"}`,
      ]);
    return this.#board.set(parsed, this.clock.now());
  }

  clear(id: number): boolean {
    return this.#board.clear(id);
  }

  /** Of one target, or all. */
  clearAll(target?: string): void {
    if (target === undefined) this.#board.clearAll();
    else this.#board.clearTarget(target);
  }

  list(): readonly ActiveFault[] {
    return this.#board.list(this.clock.now());
  }

  /** The effect on one request to a bucket; "" is the key of requests about the bucket itself. */
  async strike(bucket: string, key: string): Promise<FaultEffect | undefined> {
    const location = await this.#location(bucket);
    return location && this.#board.strike(location, key, this.clock.now());
  }

  /**
   * What stands in a copy's way: nothing, a refusal for good, or milliseconds to wait, which may be Infinity.
   */
  async obstacle(source: string, destination: string, key: string): Promise<"denied" | number> {
    const now = this.clock.now();
    let until = now;
    for (const bucket of [source, destination]) {
      const location = await this.#location(bucket);
      for (const { fault, until: end } of location ? this.#board.standing(location, key, now) : []) {
        const { effect } = fault;
        if (effect.kind === "delay" || effect.kind === "throttle") continue;
        if (effect.kind === "status" && (effect.status === 403 || effect.status === 404)) return "denied";
        until = Math.max(until, end);
      }
    }
    return until - now;
  }

  async #location(bucket: string): Promise<FaultLocation | undefined> {
    const region = await this.objects.regionOf(bucket);
    const alias = this.#aliases.get(bucket);
    return region === undefined ? undefined : { region, bucket, ...(alias !== undefined && { alias }) };
  }
}
