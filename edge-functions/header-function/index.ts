import type { HeaderRuleSettings } from "../../facts/site/header-rules";
import { compileHeaderRules } from "../../facts/site/header-rules";
import {
  changesWithHashes,
  type InlineHashesSettings,
  inlineHashesHeader,
} from "../../facts/site/inline-hashes";
import { applyChanges, firstValue, type OriginHeaders, otherSpellings } from "./headers";

declare const SETTINGS: {
  readonly rules: readonly HeaderRuleSettings[];
  readonly inlineHashes?: InlineHashesSettings;
};

interface OriginResponse {
  /** A string, "200". */
  status: string;
  headers: OriginHeaders;
}

/** Lambda guide, "Lambda@Edge event structure", as far as it is used here. */
interface OriginResponseEvent {
  readonly Records: readonly [
    { readonly cf: { readonly request: { uri: string }; readonly response: OriginResponse } },
  ];
}

const changesFor = compileHeaderRules(SETTINGS.rules);

/** Lambda@Edge, origin-response: the site's header rules, on whatever an origin answered, errors included, and a page's hashes. */
export async function handler(event: OriginResponseEvent): Promise<OriginResponse> {
  const { request, response } = event.Records[0].cf;
  response.headers ??= {};
  const others = otherSpellings(response.headers);
  const contentType = firstValue(response.headers, others, "content-type");
  const status = Number(response.status);
  const changes = changesFor({ path: request.uri, status, contentType });
  const { inlineHashes } = SETTINGS;
  applyChanges(
    response.headers,
    others,
    inlineHashes === undefined
      ? changes
      : changesWithHashes(
          changes,
          inlineHashes,
          status,
          firstValue(response.headers, others, inlineHashesHeader),
        ),
  );
  return response;
}
