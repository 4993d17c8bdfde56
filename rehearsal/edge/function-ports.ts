import type { HeaderMap } from "../../facts/http/header-map";
import type { EventType, FunctionAssociation, Origin } from "./model";

/** What every event tells a function about where it runs. */
export interface FunctionContext {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  /** The same for every function of one viewer request. */
  readonly requestId: string;
  readonly clientIp: string;
  /** Milliseconds since the epoch; what `Date` shows to the function. */
  readonly now: number;
}

/** A request as a function gets it, and gives it back. */
export interface FunctionRequest {
  readonly method: string;
  /** The path, percent-encoded as the viewer sent it, or as an earlier function left it. */
  readonly uri: string;
  readonly query: string;
  readonly headers: HeaderMap;
  readonly body?: Uint8Array;
  /** In origin events only: the origin that is about to be asked, or that answered. */
  readonly origin?: Origin;
}

/** An answer as a function gets it, and gives it back. */
export interface FunctionResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderMap;
  /** Undefined where the function cannot see the body and has not replaced it. */
  readonly body?: Uint8Array;
}

/** What a viewer-request CloudFront Function asked for through `import cf from "cloudfront"`. */
export type OriginSelection =
  | { readonly type: "update"; readonly overrides: OriginOverrides }
  | { readonly type: "select"; readonly originId: string; readonly overrides: OriginOverrides }
  | {
      readonly type: "group";
      readonly members: readonly [primary: string, secondary: string];
      /** Of each member, where any is given. */
      readonly overrides?: readonly [OriginOverrides, OriginOverrides];
      readonly statusCodes: readonly number[];
    };

/** Settings of an origin that a function may replace for one request. Seconds, as in `Origin`. */
export type OriginOverrides = Partial<
  Pick<
    Origin,
    | "domainName"
    | "originPath"
    | "customHeaders"
    | "connectionAttempts"
    | "connectionTimeout"
    | "readTimeout"
    | "responseCompletionTimeout"
    | "originShield"
    | "hostHeader"
    | "kind"
  >
>;

/** CloudFront's own answer when a function fails; `result` is what X-Cache says. */
export interface FunctionError {
  readonly type: "error";
  readonly status: 502 | 503;
  readonly result:
    | "FunctionExecutionError"
    | "FunctionValidationError"
    | "FunctionThrottledError"
    | "LambdaExecutionError"
    | "LambdaValidationError"
    | "LambdaLimitExceeded";
  /** For the developer: the exception, or the rule that the answer broke. Never sent to the viewer. */
  readonly reason: string;
}

/** What came of a function at a request. */
export type RequestOutcome =
  | { readonly type: "request"; readonly request: FunctionRequest; readonly selection?: OriginSelection }
  /** The function answered by itself. */
  | { readonly type: "response"; readonly response: FunctionResponse }
  | FunctionError;

/** What came of a function at an answer. */
export type ResponseOutcome =
  | { readonly type: "response"; readonly response: FunctionResponse }
  | FunctionError;

/** Runs the functions of a distribution. Implementations never throw and never hang for what a function does. */
export interface FunctionRuntime {
  /** viewer-request and origin-request. */
  onRequest(
    fn: FunctionAssociation,
    context: FunctionContext,
    request: FunctionRequest,
  ): RequestOutcome | Promise<RequestOutcome>;
  /** viewer-response and origin-response. */
  onResponse(
    fn: FunctionAssociation,
    context: FunctionContext,
    request: FunctionRequest,
    response: FunctionResponse,
  ): ResponseOutcome | Promise<ResponseOutcome>;
}

/** The function of an event of a behaviour; CloudFront allows one. */
export function functionAt(
  functions: readonly FunctionAssociation[],
  eventType: EventType,
): FunctionAssociation | undefined {
  return functions.find((fn) => fn.eventType === eventType);
}

/** What a function returned is not what CloudFront takes: 502 to the visitor. */
export class InvalidResultError extends Error {}
