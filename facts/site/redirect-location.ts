import type { EventResponse } from "./event";
import { encodeUnsafe } from "./path";

const REASONS: Record<number, string> = {
  301: "Moved Permanently",
  302: "Found",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
};

/** A redirect that the function answers by itself. */
export function redirectResponse(status: number, location: string): EventResponse {
  return {
    statusCode: status,
    statusDescription: REASONS[status],
    headers: { location: { value: encodeUnsafe(location) } },
  };
}

/** To the one URL of a page. No browser keeps it: the site may choose the other form one day, and lead back. */
export function pageRedirect(location: string): EventResponse {
  const response = redirectResponse(301, location);
  response.headers["cache-control"] = { value: "no-cache" };
  return response;
}

/**
 * Target with the viewer's query after its own. A target is a path of this site or an https URL; neither can become
 * another host, since what a pattern adds to it comes behind a slash.
 */
export function targetLocation(target: string, query: string): string {
  const fragmentAt = target.indexOf("#");
  const fragment = fragmentAt < 0 ? "" : target.slice(fragmentAt);
  const address = fragmentAt < 0 ? target : target.slice(0, fragmentAt);
  const queryAt = address.indexOf("?");
  const ownQuery = queryAt < 0 ? "" : address.slice(queryAt);
  const path = queryAt < 0 ? address : address.slice(0, queryAt);
  return withinSite(path) + joinQuery(ownQuery, query) + fragment;
}

/** "//host" and "/\\host" mean another host to a browser; an empty splat may have left nothing. */
function withinSite(path: string): string {
  return path === "" || path.charAt(0) === "/" ? path.replace(/^[/\\]*/, "/") : path;
}

function joinQuery(own: string, viewers: string): string {
  if (own === "" || viewers === "") return own + viewers;
  return `${own}&${viewers.slice(1)}`;
}
