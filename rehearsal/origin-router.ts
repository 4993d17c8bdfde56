import type { Origin } from "./edge/model";
import type { AttemptLimits, OriginClient, OriginOutcome, OriginRequest } from "./edge/ports";
import type { Regions } from "./regions";

/** Which client answers for an origin: what the person pointed it at, else S3 in memory, else nobody. */
export class OriginRouter implements OriginClient {
  readonly #regions: () => Regions;
  readonly #byId: ReadonlyMap<string, OriginClient>;
  readonly #onUnreachable: (origin: Origin) => void;
  readonly #reported = new Set<string>();

  /** `onUnreachable` is called once for each origin that is not on this machine. */
  constructor(
    regions: () => Regions,
    byId: ReadonlyMap<string, OriginClient>,
    onUnreachable: (origin: Origin) => void,
  ) {
    this.#regions = regions;
    this.#byId = byId;
    this.#onUnreachable = onUnreachable;
  }

  fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const client = this.#byId.get(origin.id);
    if (client) return client.fetch(origin, request, limits);
    const regions = this.#regions();
    if (regions.serves(origin.domainName)) return regions.origin.fetch(origin, request, limits);
    if (!this.#reported.has(origin.id)) {
      this.#reported.add(origin.id);
      this.#onUnreachable(origin);
    }
    // Nothing here asks the real Internet: the name does not resolve.
    return Promise.resolve({ kind: "dns" });
  }
}
