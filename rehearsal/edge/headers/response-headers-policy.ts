import { isForbiddenToPolicy } from "../../../facts/cloudfront/forbidden-headers";
import type { HeaderMap } from "../../../facts/http/header-map";
import { edgeError } from "../errors";
import type { ResponseHeadersPolicy } from "../model";
import { compileCors } from "./cors";

/** What a policy needs to know of one answer. */
export interface PolicyContext {
  readonly request: { readonly method: string; readonly headers: HeaderMap };
  /** Milliseconds since the epoch, for a Date that the policy removes and CloudFront writes anew. */
  readonly now: number;
  /** Asked for only where an answer gets the header. */
  readonly serverTiming: () => ServerTimingFacts;
}

export interface ServerTimingFacts {
  readonly result: "hit" | "refresh" | "miss";
  readonly pop: string;
  readonly requestId: string;
  /** Milliseconds from the request to the origin until its first byte, where it was asked. */
  readonly upstreamFirstByte?: number;
  /** Milliseconds from the viewer's request to the answer's first byte. */
  readonly downstreamFirstByte: number;
}

/**
 * Compiles a policy to a function that changes the headers of an answer in place: removes first, then adds, each by
 * its override rule. CloudFront guide, "Understand response headers policies".
 *
 * @param random uniform in [0, 1), for the sampling of Server-Timing
 * @throws {OutlastError} if the policy removes a header that CloudFront does not let go
 */
export function compileResponseHeadersPolicy(
  policy: ResponseHeadersPolicy,
  random: () => number,
): (headers: HeaderMap, context: PolicyContext) => void {
  const forbidden = policy.removeHeaders.filter(isForbiddenToPolicy);
  if (forbidden.length > 0) {
    throw edgeError("EDGE_DISTRIBUTION_INVALID", `response headers policy "${policy.name}" cannot be run`, [
      `it removes ${forbidden.join(", ")}, which CloudFront does not allow: take it off the list`,
    ]);
  }
  const removed = policy.removeHeaders.map((name) => name.toLowerCase());
  const added = [...policy.securityHeaders, ...policy.customHeaders].map((header) => ({
    ...header,
    name: header.name.toLowerCase(),
  }));
  const applyCors = policy.cors === undefined ? undefined : compileCors(policy.cors);
  const { serverTimingSamplingRate: rate } = policy;
  return (headers, context) => {
    for (const name of removed) {
      if (name === "server") headers.set(name, "CloudFront");
      else if (name === "date") headers.set(name, new Date(context.now).toUTCString());
      else headers.delete(name);
    }
    applyCors?.(context.request, headers);
    for (const { name, value, override } of added)
      if (override || !headers.has(name)) headers.set(name, value);
    if (rate !== undefined && (isTimingForced(context.request.headers) || random() * 100 < rate)) {
      const facts = context.serverTiming();
      const ofOrigin = facts.result === "miss" ? headers.getAll("server-timing") : [];
      headers.set("server-timing", [serverTiming(facts), ...ofOrigin].join(","));
    }
  };
}

/** A viewer forces the metrics with `Pragma: server-timing` wherever the policy has them enabled. */
function isTimingForced(headers: HeaderMap): boolean {
  return headers.get("pragma")?.toLowerCase().includes("server-timing") ?? false;
}

/**
 * The metrics of one answer; times in whole milliseconds. They are in one header with the origin's, which a copy from
 * the cache has no more (CloudFront guide, "Server-Timing header").
 */
function serverTiming(facts: ServerTimingFacts): string {
  const { result, pop, requestId, upstreamFirstByte, downstreamFirstByte } = facts;
  const identity = `cdn-cache-${result},cdn-pop;desc="${pop}",cdn-rid;desc="${requestId}"`;
  const layer = result === "hit" ? ',cdn-hit-layer;desc="EDGE"' : "";
  const downstream = `${identity}${layer},cdn-downstream-fbl;dur=${Math.round(downstreamFirstByte)}`;
  if (upstreamFirstByte === undefined) return downstream;
  const upstream = `cdn-upstream-layer;desc="EDGE",cdn-upstream-dns;dur=0,cdn-upstream-connect;dur=0`;
  return `${upstream},cdn-upstream-fbl;dur=${Math.round(upstreamFirstByte)},${downstream}`;
}
