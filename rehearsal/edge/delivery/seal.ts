import type { Answer } from "../answer";
import type { EdgeRequest } from "../arrival/edge-request";
import { setViewerHeaders } from "../headers/viewer-headers";
import type { ViewerRequest, ViewerResponse } from "../ports";

const NO_BODY = new Uint8Array();

/** What the edge knows of one answer besides the answer. */
export interface SealFacts {
  readonly pop: string;
  readonly requestId: string;
  /** This edge's element of Via. */
  readonly via: string;
  /** Milliseconds since the request came. */
  readonly duration: number;
}

/**
 * The last step: CloudFront's own headers, no body where HTTP allows none, and the trace. Writes into the
 * answer's headers, which nobody shares by now. `request` is undefined for what was refused before routing.
 */
export function seal(
  answer: Answer,
  viewer: ViewerRequest,
  request: EdgeRequest | undefined,
  facts: SealFacts,
): ViewerResponse {
  const { status, statusText, headers, result, reason } = answer;
  const isBodiless = viewer.method === "HEAD" || status === 204 || status === 304;
  const stream = isBodiless ? undefined : answer.stream;
  if (!isBodiless && !stream) headers.set("content-length", String(answer.body.length));
  setViewerHeaders(headers, answer, facts);
  return {
    status,
    statusText,
    headers,
    body: isBodiless ? NO_BODY : answer.body,
    stream,
    trace: {
      distributionId: request?.distribution.config.id ?? "",
      behavior: request?.behavior.pattern ?? "",
      result,
      origins: request?.attempts ?? [],
      duration: facts.duration,
      stale: answer.stale === true,
      reason,
    },
  };
}
