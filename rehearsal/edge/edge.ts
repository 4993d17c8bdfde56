import { invalidationPathProblem } from "../../facts/cloudfront/invalidation-path";
import type { HeaderMap } from "../../facts/http/header-map";
import { type Answer, edgeAnswer } from "./answer";
import { refuse, refuseMalformed, refuseUnknownHost } from "./arrival/admission";
import {
  changedRequest,
  type EdgeRequest,
  functionRequest,
  withCloudFrontHeaders,
} from "./arrival/edge-request";
import { refuseUnsigned, withoutSignature } from "./arrival/signed-request";
import { type CachedObject, cachedObject } from "./cache/cached-object";
import { compileInvalidation } from "./cache/invalidation";
import { ObjectSource } from "./cache/object-source";
import { answerConditions } from "./delivery/conditions";
import { type DeliveryParts, deliver } from "./delivery/delivery";
import { withErrorPage } from "./delivery/error-pages";
import { seal } from "./delivery/seal";
import { edgeError } from "./errors";
import type { FunctionRuntime, RequestOutcome } from "./function-ports";
import { withoutCloudFrontHeaders } from "./headers/cloudfront-headers";
import { EdgeIds, type Random } from "./headers/viewer-headers";
import { chain, type MaybePromise } from "./maybe-promise";
import type { Distribution } from "./model";
import { Origins } from "./origin/origins";
import type { Clock, OriginClient, RequestNotes, Trace, ViewerRequest, ViewerResponse } from "./ports";
import { defaultReadings, type Readings } from "./readings";
import {
  type CompiledBehavior,
  type CompiledDistribution,
  compileDistribution,
} from "./routing/compiled-distribution";
import { Hosts } from "./routing/hosts";
import { Staging } from "./routing/staging";

/** What an edge is made of. */
export interface EdgeOptions {
  readonly distributions: readonly Distribution[];
  readonly clock: Clock;
  readonly origins: OriginClient;
  readonly functions: FunctionRuntime;
  /** Uniform in [0, 1); request ids and samples are drawn from it. @default Math.random */
  readonly random?: Random;
  /** Of the edge location, in X-Amz-Cf-Pop. @default "LOC50-P1" */
  readonly name?: string;
  /** Bytes that the cache may hold. @default 256 MiB */
  readonly cacheBytes?: number;
  readonly readings?: Partial<Readings>;
  /** Called for each answer; what it is told in `notes` is noted for it alone. */
  readonly onTrace?: (trace: Trace, request: ViewerRequest, notes: RequestNotes) => void;
}

const MEBIBYTE = 1024 * 1024;
const NO_BODY = new Uint8Array();

/** CloudFront's form, and no airport's code. */
const usualName = "LOC50-P1";

/** One edge location: all distributions, one cache. */
export class Edge {
  readonly #clock: Clock;
  readonly #functions: FunctionRuntime;
  readonly #readings: Readings;
  readonly #random: Random;
  readonly #ids: EdgeIds;
  readonly #source: ObjectSource;
  readonly #delivery: DeliveryParts;
  readonly #onTrace: EdgeOptions["onTrace"];
  #distributions: readonly CompiledDistribution[] = [];
  #hosts = new Hosts([]);
  #staging: Staging;

  /** @throws {OutlastError} when a distribution refers to origins that it has not */
  constructor(options: EdgeOptions) {
    const { clock, functions, origins: client, random = Math.random } = options;
    const readings = { ...defaultReadings, ...options.readings };
    this.#clock = clock;
    this.#functions = functions;
    this.#readings = readings;
    this.#random = random;
    this.#staging = new Staging([], random);
    this.#ids = new EdgeIds(random);
    this.#delivery = { functions, clock, pop: options.name ?? usualName };
    this.#onTrace = options.onTrace;
    const origins = new Origins({
      ...{ clock, client, functions, readings },
      requestId: () => this.#ids.requestId(),
    });
    const cacheBytes = options.cacheBytes ?? 256 * MEBIBYTE;
    this.#source = new ObjectSource({ clock, origins, readings, cacheBytes });
    this.update(options.distributions);
  }

  /**
   * Deploys changed distributions. What is cached stays, as on AWS: objects keep the lifetime that they were
   * stored with, and a changed cache policy finds them only if its keys are the same.
   *
   * @throws {OutlastError}, and the old distributions stay
   */
  update(distributions: readonly Distribution[]): void {
    this.#distributions = distributions.map((config) => compileDistribution(config, this.#random));
    this.#hosts = new Hosts(this.#distributions);
    this.#staging = new Staging(this.#distributions, this.#random, this.#staging);
    const ids = new Set(distributions.map(({ id }) => id));
    this.#source.drop(({ distributionId }) => !ids.has(distributionId));
  }

  /** Answers a request; never throws and never rejects. */
  handle(viewer: ViewerRequest): Promise<ViewerResponse> {
    return Promise.resolve(this.answer(viewer));
  }

  /** As `handle`, and at once where nothing has to be waited for. The steps stand in CloudFront's order. */
  answer(viewer: ViewerRequest): ViewerResponse | Promise<ViewerResponse> {
    const startedAt = this.#clock.now();
    const requestId = this.#ids.requestId();
    let request: EdgeRequest | undefined;
    const sealed = (answer: Answer) => this.#sealed(answer, viewer, request, requestId, startedAt);
    let delivered: MaybePromise<Answer>;
    try {
      const distribution = this.#route(viewer);
      if ("status" in distribution) delivered = distribution;
      else {
        const chosen = this.#staging.choose(distribution, viewer, startedAt);
        request = this.#edgeRequest(viewer, chosen, requestId, startedAt);
        delivered = this.#answer(request);
      }
    } catch (error) {
      delivered = failed(error);
    }
    return delivered instanceof Promise
      ? delivered.then(sealed, (error) => sealed(failed(error)))
      : sealed(delivered);
  }

  #sealed(
    answer: Answer,
    viewer: ViewerRequest,
    request: EdgeRequest | undefined,
    requestId: string,
    startedAt: number,
  ): ViewerResponse {
    const response = seal(answer, viewer, request, {
      pop: this.#delivery.pop,
      requestId,
      via: this.#ids.via(viewer.httpVersion),
      duration: this.#clock.now() - startedAt,
    });
    for (const stream of request?.streams ?? []) if (stream !== response.stream) stream.cancel();
    if (this.#onTrace) {
      const { key, kept, functionIds = [] } = request?.notes ?? {};
      const { headers, status, trace } = response;
      this.#onTrace(trace, viewer, { status, headers, requestId, functionIds, key, kept });
    }
    return response;
  }

  /**
   * Whether the answer may depend on the request's body: not for what is refused or redirected by its head, however
   * large or slow the body is.
   */
  wantsBody(viewer: ViewerRequest): boolean {
    const distribution = this.#route(viewer);
    if ("status" in distribution) return false;
    return [distribution, this.#staging.of(distribution)].some(
      (one) => one && refuse(one, one.behaviorFor(viewer.path), viewer) === undefined,
    );
  }

  /**
   * Drops cached objects and errors by path, a trailing `*` being a wildcard. Returns how many were dropped.
   *
   * @throws {OutlastError} for paths that CloudFront refuses
   */
  invalidate(distributionId: string, paths: readonly string[]): number {
    const problems = paths.map(invalidationPathProblem).filter((problem) => problem !== undefined);
    if (!this.#distributions.some(({ config }) => config.id === distributionId)) {
      problems.push(`there is no distribution "${distributionId}"`);
    }
    if (problems.length > 0) throw edgeError("EDGE_INVALIDATION_INVALID", "invalidation refused", problems);
    const matches = compileInvalidation(paths);
    return this.#source.drop((object) => object.distributionId === distributionId && matches(object.path));
  }

  /** Its name, as in X-Amz-Cf-Pop. */
  get name(): string {
    return this.#delivery.pop;
  }

  /** Objects and errors in the cache. */
  get size(): number {
    return this.#source.size;
  }

  /** Empties the cache. */
  clear(): void {
    this.#source.drop(() => true);
  }

  /** What is cached, least recently used first. */
  entries(): CachedObject[] {
    const now = this.#clock.now();
    return [...this.#source.entries()].map(([, entry]) => cachedObject(entry, now));
  }

  #route(viewer: ViewerRequest): CompiledDistribution | Answer {
    const malformed = refuseMalformed(viewer);
    if (malformed !== undefined) return malformed;
    return this.#hosts.find(viewer.headers.get("host") as string) ?? refuseUnknownHost(viewer);
  }

  #edgeRequest(
    viewer: ViewerRequest,
    distribution: CompiledDistribution,
    requestId: string,
    now: number,
  ): EdgeRequest {
    const { domainName, id, defaultRootObject } = distribution.config;
    const behavior = distribution.behaviorFor(viewer.path);
    const isRoot = viewer.path === "/" && this.#readings.defaultRootObject === "before-functions";
    return {
      viewer,
      distribution,
      behavior,
      context: {
        distributionDomainName: domainName,
        distributionId: id,
        requestId,
        clientIp: viewer.clientIp,
        now,
      },
      method: viewer.method,
      uri: isRoot ? `/${defaultRootObject}` : viewer.path,
      query: behavior.config.trustedKeys ? withoutSignature(viewer.query) : viewer.query,
      headers: viewerHeaders(behavior, viewer),
      body: viewer.body,
      signal: undefined,
      via: this.#ids.via(viewer.httpVersion),
      selection: undefined,
      attempts: [],
      streams: [],
      notes: this.#onTrace && { functionIds: [requestId], key: undefined, kept: undefined },
    };
  }

  #answer(request: EdgeRequest): MaybePromise<Answer> {
    const { distribution, behavior, viewer } = request;
    const { trustedKeys } = behavior.config;
    const refusal =
      refuse(distribution, behavior, viewer) ??
      (trustedKeys && refuseUnsigned(trustedKeys, viewer, request.context.now));
    if (refusal !== undefined) return this.#finish(refusal, request);
    const fn = behavior.viewerRequest;
    if (fn === undefined) return this.#serve(withCloudFrontHeaders(request));
    // Lambda@Edge sees CloudFront's own headers in origin events only; a CloudFront Function sees them here.
    const asked = fn.type === "lambda" ? request : withCloudFrontHeaders(request);
    const outcome = this.#functions.onRequest(fn, request.context, functionRequest(asked));
    return chain<RequestOutcome, Answer>(outcome, (done) => this.#afterViewerRequest(done, request));
  }

  #afterViewerRequest(outcome: RequestOutcome, request: EdgeRequest): MaybePromise<Answer> {
    const isLambda = request.behavior.viewerRequest?.type === "lambda";
    if (outcome.type === "error") {
      const { status, reason, result } = outcome;
      return this.#finish(edgeAnswer(status, reason, { result, source: "failed-function" }), request);
    }
    if (outcome.type === "response") {
      const { response } = outcome;
      const generated: Answer = {
        ...response,
        body: response.body ?? NO_BODY,
        result: isLambda ? "LambdaGeneratedResponse" : "FunctionGeneratedResponse",
        source: "viewer-request",
      };
      return this.#finish(generated, request);
    }
    const changed = changedRequest(request, outcome.request, outcome.selection);
    return this.#serve(isLambda ? withCloudFrontHeaders(changed) : changed);
  }

  /** From the cache or the origins, to the viewer. */
  #serve(request: EdgeRequest): MaybePromise<Answer> {
    const found = this.#source.get(this.#withRootObject(request));
    return chain(found, (answer) => this.#finish(answer, request));
  }

  #withRootObject(request: EdgeRequest): EdgeRequest {
    const isDue = request.uri === "/" && this.#readings.defaultRootObject === "after-functions";
    return isDue ? { ...request, uri: `/${request.distribution.config.defaultRootObject}` } : request;
  }

  #finish(answer: Answer, request: EdgeRequest): MaybePromise<Answer> {
    const asked = answerConditions(answer, request);
    const final = withErrorPage(this.#source, this.#readings, asked, request);
    return chain(final, (shownAnswer) => deliver(this.#delivery, shownAnswer, request));
  }
}

function failed(error: unknown): Answer {
  return edgeAnswer(500, `the edge itself failed: ${error instanceof Error ? error.stack : error}`);
}

/** What the edge takes of a viewer's headers. HTTP/1.0 gets nothing compressed (CloudFront guide, "Serve compressed files"). */
function viewerHeaders({ config }: CompiledBehavior, viewer: ViewerRequest): HeaderMap {
  const headers = withoutCloudFrontHeaders(viewer.headers);
  const { enableAcceptEncodingBrotli, enableAcceptEncodingGzip } = config.cachePolicy;
  if (viewer.httpVersion !== "1.0" || !(enableAcceptEncodingBrotli || enableAcceptEncodingGzip))
    return headers;
  const plain = headers.clone();
  plain.delete("accept-encoding");
  return plain;
}
