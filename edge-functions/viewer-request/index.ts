import cf from "cloudfront";
import type { EventRequest, EventResponse } from "../../facts/site/event";
import { haveSameBase, pageUrl } from "../../facts/site/page-url";
import { canonicalPath, isPlain } from "../../facts/site/path";
import { pageRedirect, redirectResponse, targetLocation } from "../../facts/site/redirect-location";
import { findRedirect } from "../../facts/site/redirects";
import { switchKey } from "../../facts/site/switch";
import { plainDocumentPath } from "../../facts/site/url-style";
import { hostRedirect } from "./host-redirect";
import { chooseOrigin } from "./origin-choice";
import { queryOf } from "./query";
import type { ViewerRequestSettings } from "./settings";
import { readKey, readRules } from "./store";

declare const SETTINGS: ViewerRequestSettings;

/** CloudFront Function, viewer-request: host redirect, the site's redirects, one URL a page, its document, choice of the origin. */
export async function handler(event: { request: EventRequest }): Promise<EventRequest | EventResponse> {
  const request = event.request;
  const toMainHost = hostRedirect(SETTINGS.host, request);
  if (toMainHost !== undefined) return toMainHost;
  const path = canonicalPath(request.uri);
  if (isPlain(path)) {
    const redirects = SETTINGS.redirects;
    const url = pageUrl(SETTINGS.urls, path);
    const rules = redirects.table === undefined ? await readRules(cf, url, path, redirects) : redirects.table;
    const match = findRedirect(rules, redirects.depths, url, path);
    if (match !== undefined)
      return redirectResponse(match.status, targetLocation(match.target, queryOf(request)));
    if (url !== path && !(haveSameBase(url, path) && isScripts(request)))
      return pageRedirect(url + queryOf(request));
    request.uri = plainDocumentPath(SETTINGS.urls, path);
  }
  const serveFrom = await readKey(cf, switchKey);
  chooseOrigin(cf, serveFrom, SETTINGS);
  return request;
}

/** Whether a script of a page asks (Fetch metadata, Sec-Fetch-Dest); who does not say so is a visitor. */
function isScripts(request: EventRequest): boolean {
  const destination = request.headers["sec-fetch-dest"];
  return destination !== undefined && destination.value === "empty";
}
