import cf from "cloudfront";
import type { EventRequest, EventResponse } from "../../facts/site/event";
import { canonicalPath, isPlain } from "../../facts/site/path";
import { redirectResponse, targetLocation } from "../../facts/site/redirect-location";
import { switchKey } from "../../facts/site/switch";
import { plainDocumentPath } from "../../facts/site/url-style";
import { hostRedirect } from "./host-redirect";
import { chooseOrigin } from "./origin-choice";
import { queryOf } from "./query";
import { findRedirect } from "./redirects";
import type { ViewerRequestSettings } from "./settings";
import { readKey, readRules } from "./store";

declare const SETTINGS: ViewerRequestSettings;

/** CloudFront Function, viewer-request: host redirect, the site's redirects, URL style, choice of the origin. */
export async function handler(event: { request: EventRequest }): Promise<EventRequest | EventResponse> {
  const request = event.request;
  const toMainHost = hostRedirect(SETTINGS.host, SETTINGS.urls.index, request);
  if (toMainHost !== undefined) return toMainHost;
  const path = canonicalPath(request.uri);
  if (isPlain(path)) {
    const redirects = SETTINGS.redirects;
    const rules = redirects.table === undefined ? await readRules(cf, path, redirects) : redirects.table;
    const match = findRedirect(rules, redirects.depths, path);
    if (match !== undefined)
      return redirectResponse(match.status, targetLocation(match.target, match.rest, queryOf(request)));
    request.uri = plainDocumentPath(SETTINGS.urls, path);
  }
  const serveFrom = await readKey(cf, switchKey);
  chooseOrigin(cf, serveFrom, SETTINGS);
  return request;
}
