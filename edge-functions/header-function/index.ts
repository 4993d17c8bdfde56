import type { HeaderRuleSettings } from "../../facts/site/header-rules";
import { compileHeaderRules } from "../../facts/site/header-rules";
import { applyChanges, firstValue, type OriginHeaders } from "./headers";

declare const SETTINGS: { readonly rules: readonly HeaderRuleSettings[] };

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

/** Lambda@Edge, origin-response: the site's header rules, on whatever an origin answered, errors included. */
export async function handler(event: OriginResponseEvent): Promise<OriginResponse> {
  const { request, response } = event.Records[0].cf;
  response.headers ??= {};
  const contentType = firstValue(response.headers, "content-type");
  applyChanges(
    response.headers,
    changesFor({ path: request.uri, status: Number(response.status), contentType }),
  );
  return response;
}
