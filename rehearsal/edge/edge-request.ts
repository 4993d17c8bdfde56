import type { FunctionContext, FunctionRequest, OriginSelection } from "./function-ports";
import type { HeaderMap } from "./http/header-map";
import type { OriginAttempt, ViewerRequest } from "./ports";
import type { CompiledBehavior, CompiledDistribution } from "./routing/compiled-distribution";

/** A request as the cache and the origins see it: after routing and the viewer-request function. */
export interface EdgeRequest {
  readonly viewer: ViewerRequest;
  readonly distribution: CompiledDistribution;
  readonly behavior: CompiledBehavior;
  readonly context: FunctionContext;
  readonly method: string;
  readonly uri: string;
  readonly query: string;
  readonly headers: HeaderMap;
  readonly body?: Uint8Array;
  /** This edge's element of Via. */
  readonly via: string;
  /** Origins that the viewer-request function chose. */
  readonly selection?: OriginSelection;
  /** Origins asked for this request are noted here, in order. */
  readonly attempts: OriginAttempt[];
}

export function functionRequest(request: EdgeRequest): FunctionRequest {
  const { method, uri, query, headers, body } = request;
  return { method, uri, query, headers, ...(body && { body }) };
}

/** The request with the CloudFront-* headers that its behaviour's policies name. */
export function withCloudFrontHeaders(request: EdgeRequest): EdgeRequest {
  const { addCloudFrontHeaders } = request.behavior;
  if (addCloudFrontHeaders === undefined) return request;
  return { ...request, headers: addCloudFrontHeaders(request.headers, request.viewer) };
}
