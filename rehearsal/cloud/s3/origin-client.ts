import type { AttemptLimits, Origin, OriginClient, OriginOutcome, OriginRequest } from "../../edge";
import { parseEndpoint } from "../../regions/http/endpoint";
import { createIds } from "../../regions/ids";
import { addressedBucket, faultKey, RegionsOriginClient } from "../../regions/origin-client";
import { canonicalUserId } from "../cloudfront/ids";
import type { CloudFaults } from "./faults";
import { BucketLoader, type BucketLoaderOptions } from "./loaded-bucket";

export interface MotoOriginOptions extends BucketLoaderOptions {
  readonly faults: CloudFaults;
  readonly random: () => number;
}

/**
 * The local cloud's buckets as origins of the edge, by their REST and their website endpoints. Objects come from moto;
 * who may read them, and how S3 answers, is what `regions` says.
 */
export class MotoOriginClient implements OriginClient {
  readonly #options: MotoOriginOptions;
  readonly #ids: ReturnType<typeof createIds>;
  readonly #buckets: BucketLoader;

  constructor(options: MotoOriginOptions) {
    this.#options = options;
    this.#ids = createIds(options.random);
    this.#buckets = new BucketLoader(options, this.#ids);
  }

  /** Whether a domain name is one of S3's: other origins are somebody else's to answer. */
  serves(domainName: string): boolean {
    return parseEndpoint(domainName) !== undefined;
  }

  async fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const endpoint = parseEndpoint(origin.domainName);
    if (endpoint === undefined) return { kind: "dns" };
    const name = addressedBucket(origin, endpoint, request);
    const key = faultKey(request.path, endpoint);
    const effect = await this.#options.faults.strike(name, key);
    const bucket = await this.#buckets.load(name, key, endpoint.kind);
    const client = new RegionsOriginClient({
      clock: this.#options.clock,
      ids: this.#ids,
      bucket: () => bucket,
      strike: () => effect,
      // moto's own copies are made when they are due.
      catchUp: () => {},
      latency: () => 0,
      canonicalUserId,
      edgeAddress: "130.176.0.1",
    });
    return client.fetch(origin, request, limits);
  }
}
