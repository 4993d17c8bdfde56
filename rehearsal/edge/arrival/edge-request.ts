import type { HeaderMap } from "../../../facts/http/header-map";
import type { FunctionContext, FunctionRequest, OriginSelection } from "../function-ports";
import type { BodyStream, KeptCopy, OriginAttempt, ViewerRequest } from "../ports";
import type { CompiledBehavior, CompiledDistribution } from "../routing/compiled-distribution";

/**
 * A request as the cache and the origins see it: after routing and the viewer-request function. It, the answers and
 * what functions are given are written out field by field wherever every request passes: V8 takes a hundred times as
 * long for an object that is spread from others.
 */
export interface EdgeRequest {
  readonly viewer: ViewerRequest;
  readonly distribution: CompiledDistribution;
  readonly behavior: CompiledBehavior;
  readonly context: FunctionContext;
  readonly method: string;
  readonly uri: string;
  readonly query: string;
  readonly headers: HeaderMap;
  readonly body: Uint8Array | undefined;
  /** Aborted when the viewer leaves, where nobody else may wait for the answer. */
  readonly signal: AbortSignal | undefined;
  /** This edge's element of Via. */
  readonly via: string;
  /** Origins that the viewer-request function chose. */
  readonly selection: OriginSelection | undefined;
  /** Origins asked for this request are noted here, in order. */
  readonly attempts: OriginAttempt[];
  /** Bodies on their way for this request: those that the answer turns out not to have are given up. */
  readonly streams: BodyStream[];
  /** What is noted for a listener; undefined where there is none. */
  readonly notes: Noted | undefined;
}

/** What the steps of a request leave for `RequestNotes`. */
interface Noted {
  readonly functionIds: string[];
  key: string | undefined;
  kept: KeptCopy | undefined;
}

export function functionRequest({ method, uri, query, headers, body }: EdgeRequest): FunctionRequest {
  return { method, uri, query, headers, body };
}

/** The request as a viewer-request function left it. */
export function changedRequest(
  request: EdgeRequest,
  { uri, query, headers, body }: FunctionRequest,
  selection: OriginSelection | undefined,
): EdgeRequest {
  return {
    viewer: request.viewer,
    distribution: request.distribution,
    behavior: request.behavior,
    context: request.context,
    method: request.method,
    uri,
    query,
    headers,
    body,
    signal: request.signal,
    via: request.via,
    selection,
    attempts: request.attempts,
    streams: request.streams,
    notes: request.notes,
  };
}

/** The request with the CloudFront-* headers that its behaviour's policies name. */
export function withCloudFrontHeaders(request: EdgeRequest): EdgeRequest {
  const { addCloudFrontHeaders } = request.behavior;
  if (addCloudFrontHeaders === undefined) return request;
  return { ...request, headers: addCloudFrontHeaders(request.headers, request.viewer) };
}
