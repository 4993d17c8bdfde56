import type { EventRequest, EventResponse } from "../../facts/site/event";
import { redirectResponse } from "../../facts/site/redirect-location";
import { queryOf } from "./query";

/** Sends every other host name of the distribution to the main one; path and query stay as they were sent. */
export function hostRedirect(mainHost: string, request: EventRequest): EventResponse | undefined {
  const host = request.headers.host;
  if (mainHost === "" || host === undefined) return undefined;
  if (host.value === mainHost || hostName(host.value) === mainHost) return undefined;
  // Without the slash, ".evil" or "@evil" would become part of the host name.
  const path = request.uri.charAt(0) === "/" ? request.uri : `/${request.uri}`;
  return redirectResponse(301, `https://${mainHost}${path}${queryOf(request)}`);
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:[0-9]*$/, "");
}
