import { type Answer, type CacheResult, edgeAnswer } from "../answer";
import type { EdgeRequest } from "../arrival/edge-request";
import { errorPage } from "../edge-error";
import type { OriginsResult } from "../origin/origins";
import type { Readings } from "../readings";
import { compress, compressedHeaders, compressionEncoding } from "./compression";
import type { CacheEntry } from "./entry";

/** A stored copy as an answer. `age` in seconds; a stale copy has expired. */
export function cached(entry: CacheEntry, result: CacheResult, age?: number, stale = false): Answer {
  return {
    status: entry.status,
    statusText: entry.statusText,
    headers: entry.headers,
    body: entry.body,
    result,
    source: "origin",
    originStatus: entry.originStatus,
    age,
    stale,
    policyBehavior: undefined,
    reason: entry.type === "error" ? entry.reason : undefined,
  };
}

/** What the origins brought, as an answer. */
export function originAnswer(result: OriginsResult): Answer {
  switch (result.type) {
    case "error":
      return edgeAnswer(result.status, result.reason, { result: result.result, source: "failed-function" });
    case "failure": {
      const { status, kind, reason = `the origin failed: ${kind}` } = result;
      // What a developer can mend is shown; a visitor of CloudFront is told no more than that it failed.
      const page = result.reason === undefined ? {} : errorPage(status, reason);
      return { ...edgeAnswer(status, reason), ...page, source: "origin" };
    }
    case "generated":
      return {
        ...result.response,
        body: result.response.body ?? new Uint8Array(),
        result: "LambdaGeneratedResponse",
        source: "origin-request",
      };
    default: {
      const { status, statusText, headers, body, stream, originStatus } = result;
      const isError = status >= 400;
      return {
        status,
        statusText,
        headers,
        body,
        stream,
        originStatus,
        result: isError ? "Error" : "Miss",
        source: "origin",
      };
    }
  }
}

/** The response as it is stored and sent: compressed where the behaviour and the viewer allow it. */
export function compressed<R extends Extract<OriginsResult, { type: "response" }>>(
  result: R,
  request: EdgeRequest,
  readings: Readings,
): R {
  const viewer = { httpVersion: request.viewer.httpVersion, headers: request.headers };
  const encoding = compressionEncoding(
    request.behavior.config,
    viewer,
    result,
    readings.compressionTypeParameters,
  );
  if (encoding === undefined || request.method === "HEAD" || result.stream !== undefined) return result;
  const body = compress(result.body, encoding);
  return { ...result, body, headers: compressedHeaders(result.headers, encoding, body.length) };
}
