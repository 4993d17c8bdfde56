import type { Origin } from "../edge/model";
import type { AttemptLimits, OriginClient, OriginOutcome, OriginRequest } from "../edge/ports";

/** S3, in memory or behind the local cloud. */
export interface S3Origins {
  /** Whether a domain name is one of S3's. */
  serves(domainName: string): boolean;
  readonly origin: OriginClient;
}

/** Which client answers for an origin: what the person pointed it at, else S3 in memory, else nobody. */
export class OriginRouter implements OriginClient {
  readonly #s3: () => S3Origins;
  readonly #byId: Pick<ReadonlyMap<string, OriginClient>, "get">;
  readonly #onUnreachable: (origin: Origin) => void;
  readonly #reported = new Set<string>();

  /** `onUnreachable` is called once for each origin that is not on this machine. */
  constructor(
    s3: () => S3Origins,
    byId: Pick<ReadonlyMap<string, OriginClient>, "get">,
    onUnreachable: (origin: Origin) => void,
  ) {
    this.#s3 = s3;
    this.#byId = byId;
    this.#onUnreachable = onUnreachable;
  }

  fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const client = this.#byId.get(origin.id);
    if (client) return client.fetch(origin, request, limits);
    const s3 = this.#s3();
    if (s3.serves(origin.domainName)) return s3.origin.fetch(origin, request, limits);
    if (!this.#reported.has(origin.id)) {
      this.#reported.add(origin.id);
      this.#onUnreachable(origin);
    }
    // Nothing here asks the real Internet: the name does not resolve.
    const { id, domainName } = origin;
    const reason = `Nothing on this machine stands for the origin ${id} (${domainName}): start again with --origin ${id}=http://localhost:<port>.`;
    return Promise.resolve({ kind: "dns", reason });
  }
}
