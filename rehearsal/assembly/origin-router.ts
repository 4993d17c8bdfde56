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
  readonly #configured: () => readonly Origin[];
  readonly #onUnreachable: (origin: Origin) => void;
  readonly #reported = new Set<string>();

  /**
   * `configured` are the origins as the distributions have them; `onUnreachable` is called once for each that is not on
   * this machine.
   */
  constructor(
    s3: () => S3Origins,
    byId: Pick<ReadonlyMap<string, OriginClient>, "get">,
    configured: () => readonly Origin[],
    onUnreachable: (origin: Origin) => void,
  ) {
    this.#s3 = s3;
    this.#byId = byId;
    this.#configured = configured;
    this.#onUnreachable = onUnreachable;
  }

  fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const client = this.#clientOf(origin);
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

  /** A function may have led the request to another name: what stands for that one is asked, and never the old one. */
  #clientOf({ id, domainName }: Origin): OriginClient | undefined {
    const client = this.#byId.get(id);
    const all = this.#configured();
    const isMoved = !all.some((origin) => origin.id === id && origin.domainName === domainName);
    if (!isMoved) return client;
    const named = all.filter((origin) => origin.domainName === domainName);
    return named.map((origin) => this.#byId.get(origin.id)).find((one) => one !== undefined);
  }
}
