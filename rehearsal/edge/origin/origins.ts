import type { HeaderMap } from "../../../facts/http/header-map";
import type { EdgeRequest } from "../arrival/edge-request";
import type {
  FunctionError,
  FunctionRequest,
  FunctionResponse,
  FunctionRuntime,
  ResponseOutcome,
} from "../function-ports";
import { chain, type MaybePromise } from "../maybe-promise";
import type { FunctionAssociation, Origin } from "../model";
import type { BodyStream, Clock, OriginClient, OriginFailure, OriginResponse } from "../ports";
import type { Readings } from "../readings";
import { fetchWithAttempts } from "./attempts";
import { type FailureKind, failoverCriteria, failureStatus } from "./failures";
import { requestForOrigin, wireRequest } from "./origin-request";
import { forwardedHeaders } from "./origin-response";
import { chooseTarget, isS3 } from "./target";

/** What came of asking a behaviour's origins. */
export type OriginsResult =
  | {
      readonly type: "response";
      readonly status: number;
      readonly statusText: string;
      readonly headers: HeaderMap;
      readonly body: Uint8Array;
      readonly stream?: BodyStream;
      /** Status before origin-response functions. */
      readonly originStatus: number;
      readonly isS3: boolean;
    }
  /** An origin-request function answered. */
  | { readonly type: "generated"; readonly response: FunctionResponse }
  | {
      readonly type: "failure";
      readonly kind: FailureKind;
      readonly status: 502 | 503 | 504;
      readonly isS3: boolean;
      /** For the developer, where more is known than the kind. */
      readonly reason?: string;
    }
  | FunctionError;

interface Asked {
  readonly result: OriginsResult;
  readonly failsOver: boolean;
}

export interface OriginsParts {
  readonly clock: Clock;
  readonly client: OriginClient;
  readonly functions: FunctionRuntime;
  readonly readings: Readings;
  readonly requestId: () => string;
}

/** Asks the primary and, on the group's criteria, the secondary. Keeps no memory of what failed before. */
export class Origins {
  readonly #parts: OriginsParts;

  constructor(parts: OriginsParts) {
    this.#parts = parts;
  }

  /**
   * @param conditions validators of the stored copy that is revalidated
   * @param hasStale there is an expired copy that may be served instead of a failure
   */
  async fetch(
    request: EdgeRequest,
    conditions: HeaderMap | undefined,
    hasStale: boolean,
  ): Promise<OriginsResult> {
    const target = chooseTarget(request.distribution, request.behavior.target, request.selection);
    if ("type" in target) return target;
    const [primary, secondary] = target.members;
    const codes = secondary !== undefined && isFailoverMethod(request) ? target.statusCodes : [];
    const first = await this.#ask(primary, request, conditions, codes);
    const staleFirst = hasStale && this.#parts.readings.staleOrder === "before-failover";
    if (secondary === undefined || !first.failsOver || (staleFirst && isOutage(first.result))) {
      return first.result;
    }
    if (first.result.type === "response") first.result.stream?.cancel();
    return (await this.#ask(secondary, this.#forSecondary(request), conditions, [])).result;
  }

  #forSecondary(request: EdgeRequest): EdgeRequest {
    const { readings, requestId } = this.#parts;
    if (readings.sameRequestIdForBothOrigins) return request;
    const context = { ...request.context, requestId: requestId() };
    request.notes?.functionIds.push(context.requestId);
    return { ...request, context };
  }

  /** One member with its origin events; `codes` decides whether the next one is asked. */
  async #ask(
    origin: Origin,
    request: EdgeRequest,
    conditions: HeaderMap | undefined,
    codes: readonly number[],
  ): Promise<Asked> {
    const { functions, readings } = this.#parts;
    let asked = requestForOrigin(request, origin, conditions);
    const { originRequest } = request.behavior;
    if (originRequest !== undefined) {
      const outcome = await functions.onRequest(originRequest, request.context, asked);
      if (outcome.type === "error") return { result: outcome, failsOver: false };
      if (outcome.type === "response") {
        const { response } = outcome;
        const failsOver = readings.generatedErrorFailsOver && codes.includes(response.status);
        return { result: { type: "generated", response }, failsOver };
      }
      asked = changedRequest(asked, outcome.request, originRequest);
    }
    const used = asked.origin ?? origin;
    const { clock, client } = this.#parts;
    const start = clock.now();
    const wired = wireRequest(request, asked, used, readings);
    const outcome = await fetchWithAttempts(client, clock, used, wired);
    request.attempts.push({
      originId: used.id,
      outcome: outcome.kind === "response" ? outcome.status : traceKind(outcome.kind),
      duration: clock.now() - start,
    });
    if (outcome.kind === "response") {
      const answered = this.#answered(outcome, asked, request, used, codes);
      // To return a promise takes three turns of the queue more than to return what it brings.
      return answered instanceof Promise ? await answered : answered;
    }
    const status = failureStatus(outcome.kind, isS3(used), readings);
    return {
      result: { type: "failure", kind: outcome.kind, status, isS3: isS3(used), reason: outcome.reason },
      failsOver: failoverCriteria(outcome.kind, readings).some((code) => codes.includes(code)),
    };
  }

  #answered(
    raw: OriginResponse,
    asked: FunctionRequest,
    request: EdgeRequest,
    origin: Origin,
    codes: readonly number[],
  ): MaybePromise<Asked> {
    const { functions, readings } = this.#parts;
    const { status: originStatus, statusText, body, stream } = raw;
    const byOrigin = readings.failoverStatus === "origin";
    const failsOver = byOrigin && codes.includes(originStatus);
    const headers = forwardedHeaders(raw, request.behavior);
    const visible: FunctionResponse = { status: originStatus, statusText, headers };
    const { originResponse } = request.behavior;
    const result = (changed: FunctionResponse): OriginsResult => ({
      type: "response",
      status: changed.status,
      statusText: changed.statusText,
      headers: changed.headers,
      body: changed.body ?? body,
      stream: changed.body === undefined ? stream : undefined,
      originStatus,
      isS3: isS3(origin),
    });
    const isTunnel = originStatus === 101;
    if (originResponse === undefined || isTunnel || (failsOver && !readings.originResponseOnFailover)) {
      return { result: result(visible), failsOver };
    }
    const come = functions.onResponse(originResponse, request.context, asked, visible);
    return chain<ResponseOutcome, Asked>(come, (outcome) => {
      if (outcome.type === "error" || outcome.response.body !== undefined) stream?.cancel();
      if (outcome.type === "error") return { result: outcome, failsOver };
      return {
        result: result(outcome.response),
        failsOver: failsOver || (!byOrigin && codes.includes(outcome.response.status)),
      };
    });
  }
}

/** Only GET, HEAD, and OPTIONS where it is cached, fail over. */
function isFailoverMethod({ method, behavior }: EdgeRequest): boolean {
  return (
    method === "GET" || method === "HEAD" || (method === "OPTIONS" && behavior.cachedMethods.has(method))
  );
}

/** The request as origin-request left it; a body that the function could not see stays as it was. */
function changedRequest(
  asked: FunctionRequest,
  changed: FunctionRequest,
  fn: FunctionAssociation,
): FunctionRequest {
  const body = fn.type === "lambda" && fn.includeBody ? changed.body : asked.body;
  const { method, uri, query, headers, origin = asked.origin } = changed;
  return { method, uri, query, headers, body, origin };
}

/** What stale copies stand in for: a 5xx of the origin, or silence. */
export type Outage = Extract<OriginsResult, { type: "response" | "failure" }>;

export function isOutage(result: OriginsResult): result is Outage {
  return result.type === "failure" || (result.type === "response" && result.status >= 500);
}

function traceKind(kind: FailureKind): OriginFailure["kind"] {
  return kind === "completion-timeout" ? "read-timeout" : kind;
}
