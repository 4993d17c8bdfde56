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

/**
 * Target with the rest of a prefix redirect in its path and the viewer's query after its own. A target is a path
 * of this site or an https URL; neither can become another host, since the rest always begins a new segment.
 */
export function targetLocation(target: string, rest: string, query: string): string {
  const fragmentAt = target.indexOf("#");
  const fragment = fragmentAt < 0 ? "" : target.slice(fragmentAt);
  const address = fragmentAt < 0 ? target : target.slice(0, fragmentAt);
  const queryAt = address.indexOf("?");
  const ownQuery = queryAt < 0 ? "" : address.slice(queryAt);
  const path = queryAt < 0 ? address : address.slice(0, queryAt);
  return withinSite(joinPath(path, rest)) + joinQuery(ownQuery, query) + fragment;
}

/** One slash between the two, whichever of them brought it. */
function joinPath(path: string, rest: string): string {
  if (rest === "") return path;
  const bare = rest.charAt(0) === "/" ? rest.slice(1) : rest;
  return path.endsWith("/") ? path + bare : `${path}/${bare}`;
}

/** "//host" and "/\host" mean another host to a browser. */
function withinSite(path: string): string {
  return path.charAt(0) === "/" ? path.replace(/^[/\\]+/, "/") : path;
}

function joinQuery(own: string, viewers: string): string {
  if (own === "" || viewers === "") return own + viewers;
  return `${own}&${viewers.slice(1)}`;
}
