import { isDisallowedToFunctions } from "../../../facts/cloudfront/forbidden-headers";
import { HeaderMap } from "../../../facts/http/header-map";
import type { FunctionRequest, FunctionResponse, RequestOutcome, ResponseOutcome } from "../function-ports";

/**
 * What a function sees of a request or response: disallowed headers are not exposed to edge functions, and go on past
 * them (CloudFront guide, "Restrictions on all edge functions"). The message itself where there are none.
 */
export function shownToFunction<M extends FunctionRequest | FunctionResponse>(message: M): M {
  const { headers } = message;
  const { flat } = headers;
  for (let i = 0; i < flat.length; i += 2) {
    if (isDisallowedToFunctions(flat[i] as string)) return { ...message, headers: without(headers) };
  }
  return message;
}

/** The outcome with the headers of the whole request that the function was not shown. */
export function wholeRequest(
  outcome: RequestOutcome,
  whole: FunctionRequest,
  part: FunctionRequest,
): RequestOutcome {
  if (outcome.type !== "request" || whole === part) return outcome;
  if (outcome.request === part) return { ...outcome, request: whole };
  return { ...outcome, request: { ...outcome.request, headers: joined(outcome.request, whole) } };
}

/** Likewise for a response. */
export function wholeResponse(
  outcome: ResponseOutcome,
  whole: FunctionResponse,
  part: FunctionResponse,
): ResponseOutcome {
  if (outcome.type !== "response" || whole === part) return outcome;
  if (outcome.response === part) return { ...outcome, response: whole };
  return { ...outcome, response: { ...outcome.response, headers: joined(outcome.response, whole) } };
}

function without(headers: HeaderMap): HeaderMap {
  const { flat } = headers;
  return HeaderMap.fromFlat(flat.filter((_, at) => !isDisallowedToFunctions(flat[at - (at % 2)] as string)));
}

function joined(changed: { readonly headers: HeaderMap }, whole: { readonly headers: HeaderMap }): HeaderMap {
  const headers = changed.headers.clone();
  for (const [name, value] of whole.headers) if (isDisallowedToFunctions(name)) headers.append(name, value);
  return headers;
}
