import {
  type AttemptLimits,
  HeaderMap,
  type Origin,
  type OriginClient,
  type OriginOutcome,
  type OriginRequest,
} from "../../edge";
import { S3Error, type WebsiteConfiguration } from "../../regions";
import { s3Errors } from "../../regions/errors";
import { meet, statusError } from "../../regions/faults/meet";
import { Caller } from "../../regions/http/caller";
import { type Endpoint, parseEndpoint } from "../../regions/http/endpoint";
import { keyOfPath } from "../../regions/http/key";
import { type Answer, answerRest } from "../../regions/http/rest";
import { answerWebsite, errorHtml } from "../../regions/http/website";
import { errorXml } from "../../regions/http/xml";
import { createIds } from "../../regions/ids";
import { addressedBucket } from "../../regions/origin-client";
import { canonicalUserId } from "../cloudfront/operations/access-identities";
import type { CloudFaults } from "./faults";
import { BucketLoader, type BucketLoaderOptions } from "./loaded-bucket";

export interface MotoOriginOptions extends BucketLoaderOptions {
  readonly faults: CloudFaults;
  readonly random: () => number;
}

/**
 * The local cloud's buckets as origins of the edge, by their REST and their website endpoints. Objects come from moto;
 * who may read them, and how S3 answers, are the rules of `regions`.
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
    const { faults, clock } = this.#options;
    const endpoint = parseEndpoint(origin.domainName);
    if (endpoint === undefined) return { kind: "dns" };
    if (endpoint.kind === "website" && request.scheme === "https") {
      // Nobody listens there (S3 user guide, "Website endpoints").
      await clock.sleep(limits.connectTimeout);
      return { kind: "connect-timeout" };
    }
    const name = addressedBucket(origin, endpoint, request);
    const effect = await faults.strike(name, request.path.replace(/^\//, ""));
    const failure = await meet(effect, 0, clock, limits);
    if (failure !== undefined) return { kind: failure };
    try {
      if (effect?.kind === "status") throw statusError(effect.status, name);
      const answer = await this.#answer(name, endpoint, origin, request);
      if (effect?.kind === "throttle") await clock.sleep((answer.body.length / effect.bytesPerSecond) * 1000);
      return { kind: "response", statusText: "", ...answer };
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      return this.#refusal(error, endpoint, request.method);
    }
  }

  async #answer(name: string, endpoint: Endpoint, origin: Origin, request: OriginRequest): Promise<Answer> {
    const key = keyOfPath(request.path);
    const isWebsite = endpoint.kind === "website";
    const bucket = await this.#buckets.load(name, (website) =>
      isWebsite ? websiteKeys(key, website) : [key],
    );
    const { region } = bucket.store;
    if (endpoint.region !== undefined && endpoint.region !== region)
      throw isWebsite
        ? s3Errors.noSuchBucket(name)
        : s3Errors.permanentRedirect(name, `${name}.s3.${region}.amazonaws.com`);
    const caller = new Caller(origin, request, { canonicalUserId, edgeAddress: "130.176.0.1" });
    return isWebsite ? answerWebsite(bucket, caller) : answerRest(bucket, caller);
  }

  #refusal(error: S3Error, { kind }: Endpoint, method: string): OriginOutcome {
    const isWebsite = kind === "website";
    const text = isWebsite ? errorHtml(error) : errorXml(error, this.#ids.requestId(), this.#ids.hostId());
    const type = isWebsite ? "text/html; charset=utf-8" : "application/xml";
    const headers = new HeaderMap({ "content-type": type, ...error.options.headers });
    const body = method === "HEAD" ? new Uint8Array(0) : new TextEncoder().encode(text);
    return { kind: "response", status: error.status, statusText: "", headers, body };
  }
}

/** What an answer of the website endpoint may be made of: the object, its folder's index, and the page for errors. */
function websiteKeys(asked: string, website: WebsiteConfiguration | undefined): string[] {
  if (website === undefined) return [];
  const { indexDocument, errorDocument } = website;
  const isFolder = asked === "" || asked.endsWith("/");
  const pages = isFolder ? [asked + indexDocument] : [asked, `${asked}/${indexDocument}`];
  return [...pages, ...(errorDocument === undefined ? [] : [errorDocument])];
}
