import type { HeaderMap } from "../../facts/http/header-map";
import { errorPage } from "./edge-error";
import type { BodyStream } from "./ports";
import type { CompiledBehavior } from "./routing/compiled-distribution";

/** What X-Cache calls the way in which an answer came about. */
export type CacheResult =
  | "Hit"
  | "RefreshHit"
  | "Miss"
  | "Error"
  | "Redirect"
  | "LambdaGeneratedResponse"
  | "FunctionGeneratedResponse"
  | "FunctionExecutionError"
  | "FunctionValidationError"
  | "FunctionThrottledError"
  | "LambdaExecutionError"
  | "LambdaValidationError"
  | "LambdaLimitExceeded";

/** Where an answer comes from; it decides on error pages, conditions and viewer-response. */
export type AnswerSource =
  /** A cached copy, or the origin. */
  | "origin"
  /** An origin-request function. */
  | "origin-request"
  /** A viewer-request function. */
  | "viewer-request"
  /** The edge: refusals and redirects. */
  | "edge"
  /** A function that failed. */
  | "failed-function"
  | "error-page";

/** An answer on its way out. Headers and body may be the cache's own: nobody changes them in place. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  /** The body, where it is still to come. */
  readonly stream?: BodyStream;
  readonly result: CacheResult;
  readonly source: AnswerSource;
  /** Status that the origin answered with; undefined if none did. */
  readonly originStatus?: number;
  /** Seconds in the cache. */
  readonly age?: number;
  readonly stale?: boolean;
  /** Behaviour whose response headers policy counts, where it is not the request's own. */
  readonly policyBehavior?: CompiledBehavior;
  /** For the developer. */
  readonly reason?: string;
}

/** An answer that came about like another one, with other contents. */
export function answerWith(
  answer: Answer,
  status: number,
  statusText: string,
  headers: HeaderMap,
  body: Uint8Array,
  stream?: BodyStream,
): Answer {
  return {
    status,
    statusText,
    headers,
    body,
    stream,
    result: answer.result,
    source: answer.source,
    originStatus: answer.originStatus,
    age: answer.age,
    stale: answer.stale,
    policyBehavior: answer.policyBehavior,
    reason: answer.reason,
  };
}

/** An error that the edge answers by itself. */
export function edgeAnswer(
  status: number,
  reason: string,
  extra: Partial<Pick<Answer, "result" | "source">> = {},
): Answer {
  return { ...errorPage(status), result: "Error", source: "edge", reason, ...extra };
}
