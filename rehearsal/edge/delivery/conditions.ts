import { isNotModified } from "../../../facts/http/conditional";
import type { HeaderMap } from "../../../facts/http/header-map";
import { type Answer, answerWith } from "../answer";
import type { EdgeRequest } from "../arrival/edge-request";
import { applyRange } from "./range";

/** The edge answers conditions and ranges itself, from the whole object: 304, or the range that was asked for. */
export function answerConditions(answer: Answer, request: EdgeRequest): Answer {
  const { method, headers } = request;
  if (answer.status !== 200 || (method !== "GET" && method !== "HEAD")) return answer;
  if (answer.source !== "origin" && answer.source !== "origin-request") return answer;
  if (isConditional(headers) && isNotModified(headers, answer.headers)) return notModified(answer);
  if (!headers.has("range") || answer.stream !== undefined) return answer;
  const ranged = applyRange(method, headers, answer);
  if (ranged === answer) return answer;
  if (ranged.status === 416) return unsatisfiable(ranged.headers, ranged.body);
  return answerWith(answer, ranged.status, "Partial Content", ranged.headers, ranged.body);
}

/**
 * CloudFront treats 416 as an error of the origin: a custom error page may replace it, and viewer-response does not run.
 */
function unsatisfiable(headers: HeaderMap, body: Uint8Array): Answer {
  return {
    ...{ status: 416, statusText: "Range Not Satisfiable", headers, body },
    ...{ result: "Error", source: "origin", originStatus: 416 },
  };
}

const NO_BODY = new Uint8Array();
/** A 304 has no body that these could be of. */
const OF_A_BODY = ["content-length", "content-type", "content-encoding"];

/** Whether the viewer asks for an object only if it has changed. */
export function isConditional(headers: HeaderMap): boolean {
  return headers.has("if-none-match") || headers.has("if-modified-since");
}

function notModified(answer: Answer): Answer {
  return answerWith(answer, 304, "Not Modified", answer.headers.without(OF_A_BODY), NO_BODY);
}
