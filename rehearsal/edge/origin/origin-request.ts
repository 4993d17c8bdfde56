import { HeaderMap } from "../../../facts/http/header-map";
import type { EdgeRequest } from "../arrival/edge-request";
import type { FunctionRequest } from "../function-ports";
import type { Origin } from "../model";
import type { OriginRequest } from "../ports";
import type { Readings } from "../readings";
import { handshakeHeaders, mayStream } from "./streaming";

const CONDITIONS = [
  "if-none-match",
  "if-modified-since",
  "if-match",
  "if-unmodified-since",
  "if-range",
  "range",
];

/**
 * What one origin is asked, as origin-request functions see it: what the policies forward, and what CloudFront
 * itself adds (CloudFront guide, Request and response behavior for S3 and for custom origins). Conditions and
 * ranges are the viewer's business with the edge, which asks for whole objects.
 */
export function requestForOrigin(
  request: EdgeRequest,
  origin: Origin,
  conditions: HeaderMap | undefined,
): FunctionRequest {
  const { method } = request;
  const { query, headers } = request.behavior.originParts[origin.kind.type]({
    method,
    uri: request.uri,
    query: request.query,
    headers: request.headers,
    clientIp: request.context.clientIp,
    via: request.via,
  });
  if (method === "GET" || method === "HEAD") for (const name of CONDITIONS) headers.delete(name);
  if (conditions !== undefined) for (const [name, value] of conditions) headers.set(name, value);
  if (origin.hostHeader !== undefined) headers.set("Host", origin.hostHeader);
  else if (!headers.has("host")) headers.set("Host", origin.domainName);
  if (request.viewer.upgrade !== undefined) {
    for (const name of handshakeHeaders) headers.set(name, request.headers.get(name) ?? "");
  }
  return { method, uri: request.uri, query, headers, body: request.body, origin };
}

/**
 * What goes on the wire: origin path in front, the request's id, the origin's custom headers in place of the viewer's.
 */
export function wireRequest(
  request: EdgeRequest,
  asked: FunctionRequest,
  origin: Origin,
  readings: Readings,
): OriginRequest {
  const headers = new HeaderMap(asked.headers);
  headers.set("x-amz-cf-id", request.context.requestId);
  for (const [name] of origin.customHeaders) headers.delete(name);
  for (const [name, value] of origin.customHeaders) headers.append(name, value);
  return {
    method: asked.method,
    scheme: originScheme(origin, request.viewer.scheme),
    path: origin.originPath + asked.uri,
    query: asked.query,
    headers,
    body: asked.body,
    mayStream: (status, answered) => mayStream(request, readings, status, answered),
    // S3 takes no upgrades, and answers as if none were asked for.
    upgrade: origin.kind.type === "custom" ? request.viewer.upgrade : undefined,
    signal: request.signal,
    sourceArn: request.distribution.config.arn,
  };
}

/**
 * Signed requests go to S3 over HTTPS, others as the viewer came; a custom origin's protocol policy says
 * (CloudFront guide, "Restrict access to an Amazon S3 origin", "Protocol (custom origins only)").
 */
function originScheme({ kind }: Origin, viewer: "http" | "https"): "http" | "https" {
  if (kind.type === "s3") {
    const { access } = kind;
    return access.type === "oac" && access.signingBehavior === "always" ? "https" : viewer;
  }
  if (kind.protocolPolicy === "match-viewer") return viewer;
  return kind.protocolPolicy === "http-only" ? "http" : "https";
}
