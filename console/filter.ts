import type { SeenRequest } from "../rehearsal/session/watching/shown";

/** Whether a request has all the words of a filter somewhere in its line. */
export function fitsFilter(request: SeenRequest, filter: string, outcome: string): boolean {
  if (outcome !== "" && request.outcome !== outcome) return false;
  const line = requestLine(request).toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => line.includes(word));
}

function requestLine({ method, origins, path, result, status }: SeenRequest): string {
  return [method, status, result, path, ...origins.map((one) => `${one.originId} ${one.outcome}`)].join(" ");
}
