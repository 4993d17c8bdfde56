import { STATUS_CODES } from "node:http";
import type { Answer } from "../answer";
import { type EdgeRequest, withCloudFrontHeaders } from "../arrival/edge-request";
import type { ObjectSource } from "../cache/object-source";
import { chain, type MaybePromise } from "../maybe-promise";
import type { Readings } from "../readings";

/**
 * Puts a custom error page in the place of an error. The page comes through the first behaviour that matches its
 * path, without viewer functions; when it cannot be fetched, the viewer gets the status of that attempt
 * (CloudFront guide, Create custom error pages).
 */
export function withErrorPage(
  source: ObjectSource,
  readings: Readings,
  answer: Answer,
  request: EdgeRequest,
): MaybePromise<Answer> {
  if (answer.status < 400 || !bringsPage(answer, readings)) return answer;
  const page = request.distribution.errorRules.get(answer.status)?.page;
  if (page === undefined) return answer;
  const behavior = request.distribution.behaviorFor(page.path);
  const forPage = {
    behavior,
    method: "GET",
    uri: page.path,
    query: "",
    body: undefined,
    selection: undefined,
  };
  const asked = withCloudFrontHeaders({ ...request, ...forPage });
  const fetched = source.get(asked);
  return chain(fetched, (found) => ({
    ...found,
    ...(found.status === 200 && {
      status: page.responseCode,
      statusText: STATUS_CODES[page.responseCode] ?? "",
    }),
    result: "Error",
    source: "error-page",
    ...(answer.reason !== undefined && { reason: answer.reason }),
    ...(readings.errorPageHeadersPolicy === "page" && { policyBehavior: behavior }),
  }));
}

/** What a viewer-request function answers is final, errors included. */
function bringsPage(answer: Answer, readings: Readings): boolean {
  switch (answer.source) {
    case "origin":
    case "origin-request":
      return true;
    case "edge":
      return readings.errorPagesForRefusals;
    case "failed-function":
      return readings.errorPagesForFunctionErrors;
    default:
      return false;
  }
}
