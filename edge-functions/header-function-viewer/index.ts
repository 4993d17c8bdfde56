import type { EventRequest, EventResponse, Fields } from "../../facts/site/event";
import {
  compileHeaderRules,
  type HeaderChange,
  type HeaderRuleSettings,
} from "../../facts/site/header-rules";
import { documentPath, type UrlStyle } from "../../facts/site/url-style";

declare const SETTINGS: { readonly rules: readonly HeaderRuleSettings[]; readonly urls: UrlStyle };

const changesFor = compileHeaderRules(SETTINGS.rules);

/**
 * CloudFront Function, viewer-response: the site's header rules. The event's request may show the viewer's path;
 * the rules are about documents.
 */
export function handler(event: { request: EventRequest; response: EventResponse }): EventResponse {
  const response = event.response;
  const contentType = response.headers["content-type"];
  const changes = changesFor({
    path: documentPath(SETTINGS.urls, event.request.uri),
    status: response.statusCode,
    contentType: contentType === undefined ? "" : contentType.value,
  });
  for (let i = 0; i < changes.length; i++) applyChange(response.headers, changes[i] as HeaderChange);
  return response;
}

/** Names in a CloudFront Function's event are in lower case, and have to be. */
function applyChange(headers: Fields, change: HeaderChange): void {
  const name = change.name.toLowerCase();
  if (change.value === undefined) delete headers[name];
  else headers[name] = { value: change.value };
}
