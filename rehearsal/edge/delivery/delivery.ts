import { HeaderMap } from "../../../facts/http/header-map";
import { type Answer, answerWith, edgeAnswer } from "../answer";
import { type EdgeRequest, functionRequest } from "../arrival/edge-request";
import type { FunctionRuntime, ResponseOutcome } from "../function-ports";
import type { ServerTimingFacts } from "../headers/response-headers-policy";
import { chain, type MaybePromise } from "../maybe-promise";
import type { Clock } from "../ports";

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
  const prepared = answerWith(answer, answer.status, answer.statusText, headers, answer.body, answer.stream);
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
      const { body } = changed.response;
      if (body === undefined) return { ...prepared, ...changed.response, body: prepared.body };
      return { ...prepared, ...changed.response, body, stream: undefined };
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
  if (answer.status === 101) return false;
  return (answer.originStatus ?? answer.status) < 400;
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
