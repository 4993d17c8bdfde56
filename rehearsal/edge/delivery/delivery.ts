import { isNotModified } from "../../../facts/http/conditional";
import { HeaderMap } from "../../../facts/http/header-map";
import { type Answer, answerWith, edgeAnswer } from "../answer";
import { type EdgeRequest, functionRequest } from "../arrival/edge-request";
import type { FunctionRuntime, ResponseOutcome } from "../function-ports";
import type { ServerTimingFacts } from "../headers/response-headers-policy";
import { chain, type MaybePromise } from "../maybe-promise";
import type { Clock } from "../ports";
import { applyRange } from "./range";

/** What the last steps need of the edge. */
export interface DeliveryParts {
  readonly functions: FunctionRuntime;
  readonly pop: string;
  readonly clock: Clock;
}

/** What the viewer gets of an answer: what the response headers policy, then the viewer-response function make of it. */
export function deliver(parts: DeliveryParts, answer: Answer, request: EdgeRequest): MaybePromise<Answer> {
  const headers = new HeaderMap(answer.headers);
  applyPolicy(parts, answer, request, headers);
  const prepared = answerWith(answer, answer.status, answer.statusText, headers, answer.body);
  const fn = request.behavior.viewerResponse;
  if (fn === undefined || !runsViewerResponse(answer)) return prepared;
  const { status, statusText } = prepared;
  const outcome = parts.functions.onResponse(fn, request.context, functionRequest(request), {
    status,
    statusText,
    headers,
  });
  return chain<ResponseOutcome, Answer>(outcome, (changed) => {
    if (changed.type === "response") {
      return { ...prepared, ...changed.response, body: changed.response.body ?? prepared.body };
    }
    const failed = edgeAnswer(changed.status, changed.reason, {
      result: changed.result,
      source: "failed-function",
    });
    applyPolicy(parts, failed, request, failed.headers);
    return failed;
  });
}

/**
 * viewer-response does not run for origin errors, error pages, redirects, the edge's own answers and those of
 * viewer-request functions (CloudFront guide, Restrictions on all edge functions).
 */
function runsViewerResponse(answer: Answer): boolean {
  if (answer.source !== "origin" && answer.source !== "origin-request") return false;
  return (answer.originStatus ?? answer.status) < 400;
}

/** The edge answers conditions and ranges itself, from the whole object: 304, or the range that was asked for. */
export function answerConditions(answer: Answer, request: EdgeRequest): Answer {
  const { method, headers } = request;
  if (answer.status !== 200 || (method !== "GET" && method !== "HEAD")) return answer;
  if (answer.source !== "origin" && answer.source !== "origin-request") return answer;
  if (isConditional(headers) && isNotModified(headers, answer.headers)) return notModified(answer);
  if (!headers.has("range")) return answer;
  const ranged = applyRange(method, headers, answer);
  if (ranged === answer) return answer;
  if (ranged.status === 416) return unsatisfiable(ranged.headers, ranged.body);
  return answerWith(answer, ranged.status, "Partial Content", ranged.headers, ranged.body);
}

/** An error like the origin's others, of which CloudFront would have it: custom pages and viewer-response go by that. */
function unsatisfiable(headers: HeaderMap, body: Uint8Array): Answer {
  return {
    ...{ status: 416, statusText: "Range Not Satisfiable", headers, body },
    ...{ result: "Error", source: "origin", originStatus: 416 },
  };
}

const NO_BODY = new Uint8Array();
const DESCRIBES_BODY = ["content-length", "content-type", "content-encoding"];

function isConditional(headers: HeaderMap): boolean {
  return headers.has("if-none-match") || headers.has("if-modified-since");
}

function notModified(answer: Answer): Answer {
  const headers = new HeaderMap(answer.headers);
  for (const name of DESCRIBES_BODY) headers.delete(name);
  return answerWith(answer, 304, "Not Modified", headers, NO_BODY);
}

function applyPolicy(parts: DeliveryParts, answer: Answer, request: EdgeRequest, headers: HeaderMap): void {
  const { applyHeadersPolicy } = answer.policyBehavior ?? request.behavior;
  if (applyHeadersPolicy === undefined) return;
  const { now } = request.context;
  applyHeadersPolicy(headers, { request, now, serverTiming: () => timingFacts(parts, answer, request) });
}

function timingFacts(parts: DeliveryParts, answer: Answer, request: EdgeRequest): ServerTimingFacts {
  const { attempts, context } = request;
  return {
    result: answer.result === "Hit" ? "hit" : answer.result === "RefreshHit" ? "refresh" : "miss",
    pop: parts.pop,
    requestId: context.requestId,
    downstreamFirstByte: parts.clock.now() - context.now,
    ...(attempts.length > 0 && {
      upstreamFirstByte: attempts.reduce((sum, attempt) => sum + attempt.duration, 0),
    }),
  };
}
