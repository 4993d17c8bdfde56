import {
  type AttemptLimits,
  type Clock,
  HeaderMap,
  type Origin,
  type OriginClient,
  type OriginOutcome,
  type OriginRequest,
} from "../../edge";
import { type ObjectVersion, RegionsError, S3Error } from "../../regions";
import { Bucket } from "../../regions/bucket";
import { s3Errors } from "../../regions/errors";
import { meet, statusError } from "../../regions/faults/meet";
import { Caller } from "../../regions/http/caller";
import { parseEndpoint } from "../../regions/http/endpoint";
import { keyOfPath } from "../../regions/http/key";
import { answerRest } from "../../regions/http/rest";
import { errorXml } from "../../regions/http/xml";
import { createIds } from "../../regions/ids";
import { BucketStore } from "../../regions/store/bucket-store";
import { canonicalUserId } from "../cloudfront/operations/access-identities";
import type { CloudResponse } from "../http";
import type { BucketSettingsTable } from "./bucket-settings";
import type { CloudFaults } from "./faults";
import type { MotoObjects } from "./moto-client";
import type { MotoReplication } from "./replication";
import type { VersionIds } from "./version-ids";

export interface MotoOriginOptions {
  readonly objects: MotoObjects;
  readonly settings: BucketSettingsTable;
  readonly faults: CloudFaults;
  readonly clock: Clock;
  readonly random: () => number;
  readonly versions: VersionIds;
  readonly replication: Pick<MotoReplication, "status">;
}

/**
 * The local cloud's buckets as origins of the edge. Objects come from moto; who may read them, and how S3 answers
 * conditional and range requests, are the rules of `regions`.
 */
export class MotoOriginClient implements OriginClient {
  readonly #options: MotoOriginOptions;
  readonly #ids: ReturnType<typeof createIds>;

  constructor(options: MotoOriginOptions) {
    this.#options = options;
    this.#ids = createIds(options.random);
  }

  /** Whether a domain name is a bucket's REST endpoint: other origins are somebody else's to answer. */
  serves(domainName: string): boolean {
    return parseEndpoint(domainName)?.kind === "rest";
  }

  async fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const endpoint = parseEndpoint(origin.domainName);
    if (endpoint?.kind !== "rest") return { kind: "dns" };
    const { faults, clock } = this.#options;
    const effect = await faults.strike(endpoint.bucket, request.path.replace(/^\//, ""));
    const failure = await meet(effect, 0, clock, limits);
    if (failure !== undefined) return { kind: failure };
    try {
      if (effect?.kind === "status") throw statusError(effect.status, endpoint.bucket);
      const bucket = await this.#bucket(endpoint.bucket, keyOfPath(request.path));
      const { region } = bucket.store;
      if (endpoint.region !== undefined && endpoint.region !== region)
        throw s3Errors.permanentRedirect(endpoint.bucket, `${endpoint.bucket}.s3.${region}.amazonaws.com`);
      const caller = new Caller(origin, request, { canonicalUserId, edgeAddress: "130.176.0.1" });
      const answer = answerRest(bucket, caller);
      if (effect?.kind === "throttle") await clock.sleep((answer.body.length / effect.bytesPerSecond) * 1000);
      return { kind: "response", statusText: "", ...answer };
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      return this.#refusal(error, request.method);
    }
  }

  /** The bucket with nothing but the object that is asked for. */
  async #bucket(name: string, key: string): Promise<Bucket> {
    const { objects, settings, clock } = this.#options;
    const region = await objects.regionOf(name);
    if (region === undefined) throw s3Errors.noSuchBucket(name);
    const store = new BucketStore({
      name,
      region,
      versioning: "Enabled",
      clock,
      ids: this.#ids,
      nextSequence: () => 0,
      onChange: () => {},
    });
    const object = key === "" ? undefined : await objects.get(name, key);
    if (object?.status === 200) store.receive(this.#shown(name, versionOf(key, object)));
    const publicAccessBlock = { blockPublicPolicy: false, restrictPublicBuckets: false };
    const bucket = new Bucket(store, undefined, { publicAccessBlock });
    try {
      bucket.setPolicy(settings.get(name).policy);
    } catch (error) {
      // A policy that cannot be evaluated grants nothing.
      if (!(error instanceof RegionsError)) throw error;
    }
    return bucket;
  }

  /** What S3 would say of moto's version. */
  #shown(bucket: string, version: ObjectVersion): ObjectVersion {
    const { replication, versions } = this.#options;
    const replicationStatus = replication.status(bucket, version.versionId);
    const versionId = versions.shown(bucket, version.versionId);
    return { ...version, versionId, ...(replicationStatus && { replicationStatus }) };
  }

  #refusal(error: S3Error, method: string): OriginOutcome {
    const text = errorXml(error, this.#ids.requestId(), this.#ids.hostId());
    const body = method === "HEAD" ? new Uint8Array(0) : new TextEncoder().encode(text);
    const headers = new HeaderMap({ "content-type": "application/xml", ...error.options.headers });
    return { kind: "response", status: error.status, statusText: "", headers, body };
  }
}

function versionOf(key: string, { headers, body }: CloudResponse): ObjectVersion {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const userMetadata = Object.entries(headers)
    .filter(([name]) => name.startsWith("x-amz-meta-"))
    .map(([name, value]) => [name.slice("x-amz-meta-".length), String(value)]);
  const metadata = {
    contentType: header("content-type"),
    cacheControl: header("cache-control"),
    contentDisposition: header("content-disposition"),
    contentEncoding: header("content-encoding"),
    contentLanguage: header("content-language"),
    expires: header("expires"),
    websiteRedirectLocation: header("x-amz-website-redirect-location"),
  };
  const defined = Object.entries(metadata).filter(([, value]) => value !== undefined);
  const lastModifiedHttp = header("last-modified") ?? new Date(0).toUTCString();
  return {
    type: "object",
    key,
    versionId: header("x-amz-version-id") ?? "null",
    lastModified: Date.parse(lastModifiedHttp),
    lastModifiedHttp,
    sequence: 0,
    content: {
      body: Buffer.from(body),
      etag: header("etag") ?? "",
      metadata: { ...Object.fromEntries(defined), userMetadata: Object.fromEntries(userMetadata) },
    },
    tags: {},
  };
}
