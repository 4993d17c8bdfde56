import type { ViewerRequest, ViewerResponse } from "../../rehearsal/edge";

/**
 * One line for a person: method, path, status, X-Cache's result, the origins asked, and how long it took.
 * `site` is the site's name where there are several.
 */
export function requestLine(request: ViewerRequest, response: ViewerResponse, site?: string): string {
  const { trace, status } = response;
  const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
  const origins = trace.origins.map(({ originId, outcome }) => `${originId} ${outcome}`).join(", ");
  const parts = [
    request.method.padEnd(4),
    status,
    trace.result.padEnd(10),
    `${Math.round(trace.duration)} ms`.padStart(8),
    ...(site === undefined ? [] : [site]),
    target.slice(0, 200),
  ];
  const asked = origins === "" ? "" : `  <- ${origins}`;
  const stale = trace.stale ? "  (stale)" : "";
  return `${parts.join(" ")}${asked}${stale}${trace.reason ? `  ${trace.reason}` : ""}`;
}

/** The same for a machine. */
export function requestRecord(request: ViewerRequest, response: ViewerResponse, site?: string) {
  const { trace, status } = response;
  const { method, path, query } = request;
  return {
    event: "request",
    ...(site !== undefined && { site }),
    method,
    path,
    ...(query !== "" && { query }),
    status,
    result: trace.result,
    behavior: trace.behavior,
    origins: trace.origins,
    duration: trace.duration,
    ...(trace.stale && { stale: true }),
    ...(trace.reason && { reason: trace.reason }),
  };
}
