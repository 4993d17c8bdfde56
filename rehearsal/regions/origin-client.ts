import { HeaderMap } from "../../facts/http/header-map";
import type { Origin } from "../edge/model";
import type {
  AttemptLimits,
  Clock,
  OriginClient,
  OriginOutcome,
  OriginRequest,
  OriginResponse,
} from "../edge/ports";
import type { AccessPoint } from "./access-points";
import type { Bucket } from "./bucket";
import { S3Error, s3Errors } from "./errors";
import type { FaultEffect } from "./faults/fault";
import { meet, statusError } from "./faults/meet";
import type { S3Answer } from "./http/answer";
import { Caller, type CallerOptions } from "./http/caller";
import { corsHeaders, preflightRefusal } from "./http/cors";
import { accessPointAlias, type Endpoint, parseEndpoint } from "./http/endpoint";
import { endpointKey } from "./http/key";
import { answerRest } from "./http/rest";
import { answerWebsite, errorHtml } from "./http/website";
import { errorXml } from "./http/xml";
import type { IdSource } from "./ids";

export interface OriginClientOptions extends CallerOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly bucket: (name: string) => Bucket | undefined;
  /** @default - there is none */
  readonly accessPoint?: (alias: string) => AccessPoint | undefined;
  /** Whether another active region is asked where one cannot be reached through an access point. */
  readonly coversUnreachable?: boolean;
  readonly strike: (bucket: Bucket, key: string) => FaultEffect | undefined;
  /** Lets replication catch up with the clock. */
  readonly catchUp: () => void;
  /** Milliseconds until a region's first byte. */
  readonly latency: (region: string) => number;
}

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Moved Temporarily",
  304: "Not Modified",
  307: "Temporary Redirect",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  412: "Precondition Failed",
  416: "Requested Range Not Satisfiable",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Slow Down",
};

/** S3 as CloudFront's origin. A domain name that is none of S3's does not resolve. */
export class RegionsOriginClient implements OriginClient {
  readonly #options: OriginClientOptions;
  #dateMinute = -1;
  #dateSecond = -1;
  /** "Tue, 01 Jan 2030 10:00:" */
  #dateHead = "";
  #date = "";

  constructor(options: OriginClientOptions) {
    this.#options = options;
  }

  fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const alias = accessPointAlias(origin.domainName);
    if (alias !== undefined) return this.#throughAccessPoint(alias, origin, request, limits);
    const endpoint = parseEndpoint(origin.domainName);
    if (endpoint === undefined) return Promise.resolve({ kind: "dns" });
    if (endpoint.kind === "website" && request.scheme === "https")
      return this.#options.clock.sleep(limits.connectTimeout).then(() => ({ kind: "connect-timeout" }));
    const addressed = addressedBucket(origin, endpoint, request);
    return this.#ask({ addressed, endpoint, origin, request }, limits);
  }

  /**
   * The nearest active bucket answers; the point takes SigV4A alone (S3 guide, "Making requests using a Multi-Region Access
   * Point"). Of active regions, another one gets what cannot reach the nearest.
   */
  async #throughAccessPoint(
    alias: string,
    origin: Origin,
    request: OriginRequest,
    limits: AttemptLimits,
  ): Promise<OriginOutcome> {
    const { clock, accessPoint, latency, coversUnreachable } = this.#options;
    const through = accessPoint?.(alias);
    if (through === undefined) return { kind: "dns" };
    const active = through.routes(clock.now()).filter((route) => route.active);
    const nearest = active.toSorted((a, b) => latency(a.region) - latency(b.region));
    let outcome: OriginOutcome = { kind: "dns" };
    for (const { bucket, region } of coversUnreachable ? nearest : nearest.slice(0, 1)) {
      const endpoint: Endpoint = { kind: "rest", bucket, region };
      outcome = await this.#ask({ addressed: bucket, endpoint, origin, request, through }, limits);
      if (outcome.kind !== "connect-refused" && outcome.kind !== "connect-timeout") break;
    }
    return outcome;
  }

  async #ask(asked: Asked, limits: AttemptLimits): Promise<OriginOutcome> {
    const { clock, catchUp, strike, latency } = this.#options;
    const { addressed, endpoint, request } = asked;
    catchUp();
    const bucket = this.#options.bucket(addressed);
    const effect = bucket && strike(bucket, faultKey(request.path, endpoint));
    const delay = bucket === undefined ? 0 : latency(bucket.store.region);
    if (effect === undefined && delay === 0) return this.#answer(bucket, asked);
    const failure = await meet(effect, delay, clock, limits);
    if (failure !== undefined) return { kind: failure };
    catchUp();
    if (effect?.kind === "status")
      return this.#errorAnswer(statusError(effect.status, addressed), endpoint, request.method);
    const answer = this.#answer(bucket, asked);
    if (effect?.kind !== "throttle") return answer;
    const late = await this.#trickle(answer.body.length, effect.bytesPerSecond, limits);
    return late ? { kind: "read-timeout" } : answer;
  }

  /** Sleeps for the body at a rate; true if a packet took longer than the read timeout. */
  async #trickle(size: number, bytesPerSecond: number, limits: AttemptLimits): Promise<boolean> {
    const packet = Math.min(size, 1460);
    const late = (packet / bytesPerSecond) * 1000 > limits.readTimeout;
    await this.#options.clock.sleep(late ? limits.readTimeout : (size / bytesPerSecond) * 1000);
    return late;
  }

  #answer(bucket: Bucket | undefined, asked: Asked): OriginResponse {
    const { addressed, endpoint, origin, request, through } = asked;
    try {
      if (through !== undefined && !signsForEveryRegion(origin)) throw s3Errors.accessDenied();
      checkRegion(bucket, endpoint);
      if (bucket === undefined)
        throw request.method === "OPTIONS" ? preflightRefusal(request) : s3Errors.noSuchBucket(addressed);
      const caller = new Caller(origin, request, this.#options, through);
      const answer = endpoint.kind === "website" ? answerWebsite(bucket, caller) : answerRest(bucket, caller);
      return withCors(this.#finish(answer), bucket, request);
    } catch (error) {
      const known = error instanceof S3Error ? error : s3Errors.internalError();
      return withCors(this.#errorAnswer(known, endpoint, request.method), bucket, request);
    }
  }

  #errorAnswer(error: S3Error, endpoint: Endpoint, method: string): OriginResponse {
    const requestId = this.#options.ids.requestId();
    const hostId = this.#options.ids.hostId();
    const text = endpoint.kind === "website" ? errorHtml(error) : errorXml(error, requestId, hostId);
    const type = endpoint.kind === "website" ? "text/html; charset=utf-8" : "application/xml";
    const headers = new HeaderMap({ "content-type": type, ...error.options.headers });
    const body = method === "HEAD" ? new Uint8Array(0) : new TextEncoder().encode(text);
    if (method !== "HEAD") headers.set("content-length", String(body.length));
    return this.#finish({ status: error.status, headers, body }, requestId, hostId);
  }

  #finish(
    answer: S3Answer,
    requestId = this.#options.ids.requestId(),
    hostId = this.#options.ids.hostId(),
  ): OriginResponse {
    const { status, headers, body } = answer;
    headers.set("x-amz-id-2", hostId);
    headers.set("x-amz-request-id", requestId);
    headers.set("date", this.#now());
    headers.set("server", "AmazonS3");
    return { kind: "response", status, statusText: reasons[status] ?? "", headers, body };
  }

  #now(): string {
    const second = Math.floor(this.#options.clock.now() / 1000);
    if (second === this.#dateSecond) return this.#date;
    this.#dateSecond = second;
    const minute = Math.floor(second / 60);
    if (minute !== this.#dateMinute) {
      this.#dateMinute = minute;
      this.#dateHead = new Date(minute * 60_000).toUTCString().slice(0, -"00 GMT".length);
    }
    const rest = second - minute * 60;
    this.#date = `${this.#dateHead}${rest < 10 ? "0" : ""}${rest} GMT`;
    return this.#date;
  }
}

/** One request, as it reaches S3. */
interface Asked {
  /** The bucket that it names. */
  readonly addressed: string;
  readonly endpoint: Endpoint;
  readonly origin: Origin;
  readonly request: OriginRequest;
  readonly through?: AccessPoint;
}

function signsForEveryRegion({ kind }: Origin): boolean {
  return (
    kind.type === "s3" &&
    kind.access.type === "oac" &&
    kind.access.signingBehavior !== "never" &&
    kind.access.signingProtocol === "sigv4a"
  );
}

/** A bucket answers at its own region's name alone. */
function checkRegion(bucket: Bucket | undefined, endpoint: Endpoint): void {
  if (bucket === undefined || endpoint.region === undefined) return;
  const { name, region } = bucket.store;
  if (endpoint.region === region) return;
  throw endpoint.kind === "website"
    ? s3Errors.noSuchBucket(name)
    : s3Errors.permanentRedirect(name, `${name}.s3.${region}.amazonaws.com`);
}

/** Errors too carry what lets a page of another origin read them; a refused preflight matches no rule. */
function withCors(
  answer: OriginResponse,
  bucket: Bucket | undefined,
  request: OriginRequest,
): OriginResponse {
  const added = bucket && corsHeaders(bucket, request);
  if (added !== undefined) for (const [name, value] of added) answer.headers.set(name, value);
  return answer;
}

/** S3 takes the bucket from the Host header: a viewer's Host that is passed on names a bucket of that name. */
export function addressedBucket(origin: Origin, endpoint: Endpoint, request: OriginRequest): string {
  const host = request.headers.get("host");
  if (host === null || host === origin.domainName) return endpoint.bucket;
  return parseEndpoint(host)?.bucket ?? host.toLowerCase().replace(/:\d+$/, "");
}

/** A path that cannot be a key is not one that a key pattern can mean. */
export function faultKey(path: string, { kind }: Endpoint): string {
  return endpointKey(path, kind) ?? path.slice(1);
}
