import type { EventRequest, EventResponse, Fields } from "../../facts/site/event";
import {
  compileHeaderRules,
  type HeaderChange,
  type HeaderRuleSettings,
} from "../../facts/site/header-rules";
import {
  changesWithHashes,
  type InlineHashesSettings,
  inlineHashesHeader,
} from "../../facts/site/inline-hashes";
import { documentPath, type UrlStyle } from "../../facts/site/url-style";

declare const SETTINGS: {
  readonly rules: readonly HeaderRuleSettings[];
  readonly urls: UrlStyle;
  readonly inlineHashes?: InlineHashesSettings;
};

const changesFor = compileHeaderRules(SETTINGS.rules);

/**
 * CloudFront Function, viewer-response: the site's header rules, and a page's hashes. The event's request may show the
 * viewer's path; the rules are about documents.
 */
export function handler(event: { request: EventRequest; response: EventResponse }): EventResponse {
  const response = event.response;
  const contentType = response.headers["content-type"];
  let changes = changesFor({
    path: documentPath(SETTINGS.urls, event.request.uri),
    status: response.statusCode,
    contentType: contentType === undefined ? "" : contentType.value,
  });
  if (SETTINGS.inlineHashes !== undefined) {
    const hashes = response.headers[inlineHashesHeader];
    const text = hashes === undefined ? "" : hashes.value;
    changes = changesWithHashes(changes, SETTINGS.inlineHashes, response.statusCode, text);
  }
  for (let i = 0; i < changes.length; i++) applyChange(response.headers, changes[i] as HeaderChange);
  return response;
}

/** Names in a CloudFront Function's event are in lower case, and have to be. */
function applyChange(headers: Fields, change: HeaderChange): void {
  const name = change.name.toLowerCase();
  if (change.value === undefined) delete headers[name];
  else headers[name] = { value: change.value };
}
