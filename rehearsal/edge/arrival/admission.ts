import { token, visibleText } from "../../../facts/http/token";
import { remembered } from "../../../facts/remembered";
import { type Answer, edgeAnswer } from "../answer";
import { httpsRedirect } from "../edge-error";
import type { ViewerRequest } from "../ports";
import type { CompiledBehavior, CompiledDistribution } from "../routing/compiled-distribution";

/** Bytes of a URL, and of request line and headers together (CloudFront guide, Quotas). */
const LONGEST_URL = 8192;
const LARGEST_REQUEST = 32_768;

const isVisible = remembered((text) => visibleText.test(text));

/** Refuses what is not HTTP, or too large, before anything else looks at it. */
export function refuseMalformed(request: ViewerRequest): Answer | undefined {
  const { method, path, query, headers } = request;
  const urlLength = path.length + (query === "" ? 0 : query.length + 1);
  if (urlLength > LONGEST_URL) {
    return edgeAnswer(414, `The URL is longer than ${LONGEST_URL} bytes.`);
  }
  if (urlLength + method.length + headers.size > LARGEST_REQUEST) {
    return edgeAnswer(494, `The request line and headers are larger than ${LARGEST_REQUEST} bytes.`);
  }
  if (headers.getAll("host").length !== 1) return badRequest("A request has exactly one Host header.");
  if (!token.test(method)) return badRequest("The method is not an HTTP token.");
  if (!path.startsWith("/")) return badRequest("The path does not start with a slash.");
  if (!isVisible(path) || !isVisible(query)) {
    return badRequest("The URL holds characters that must be percent-encoded.");
  }
  return undefined;
}

function badRequest(detail: string): Answer {
  return edgeAnswer(400, detail);
}

/** Over TLS the name was already agreed on when the connection was made: 421 instead of 403. */
export function refuseUnknownHost(request: ViewerRequest): Answer {
  const detail = "No distribution has this host name.";
  return request.scheme === "https" ? edgeAnswer(421, detail) : edgeAnswer(403, detail);
}

/** What a distribution refuses, or redirects, before any of its functions runs. */
export function refuse(
  distribution: CompiledDistribution,
  behavior: CompiledBehavior,
  request: ViewerRequest,
): Answer | undefined {
  return (
    refuseCountry(distribution, request.country) ??
    enforceProtocol(behavior, request) ??
    refuseMethod(behavior, request)
  );
}

/** Geo restriction (CloudFront guide, Restrict the geographic distribution of your content). */
function refuseCountry(distribution: CompiledDistribution, country: string | undefined): Answer | undefined {
  const { type } = distribution.config.geoRestriction;
  if (type === "none" || country === undefined) return undefined;
  if (distribution.locations.has(country) === (type === "whitelist")) return undefined;
  return edgeAnswer(403, "The distribution is not available in your country.");
}

/** Viewer protocol policy (CloudFront guide, Require HTTPS between viewers and CloudFront). */
function enforceProtocol(behavior: CompiledBehavior, request: ViewerRequest): Answer | undefined {
  if (request.scheme === "https" || behavior.config.viewerProtocolPolicy === "allow-all") return undefined;
  if (behavior.config.viewerProtocolPolicy === "https-only")
    return edgeAnswer(403, "Only HTTPS is answered.");
  const redirect = httpsRedirect({ ...request, host: request.headers.get("host") ?? "" });
  if (redirect.status === 403) return edgeAnswer(403, "HTTP/1.0 cannot be redirected with this method.");
  return { ...redirect, result: "Redirect", source: "edge" };
}

/** Allowed methods, and no body with GET (CloudFront guide, Request and response behavior). */
function refuseMethod(behavior: CompiledBehavior, request: ViewerRequest): Answer | undefined {
  if (!behavior.allowedMethods.has(request.method)) {
    return edgeAnswer(403, "The distribution does not allow this method for this path.");
  }
  if (request.method === "GET" && request.body !== undefined && request.body.length > 0) {
    return edgeAnswer(403, "A GET request has no body.");
  }
  return undefined;
}
