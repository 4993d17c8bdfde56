import type { SiteInput } from "../../config/schema";
import type { EventRequest, EventResponse } from "../../facts/site/event";
import { viewerRequestBundle } from "../../modules/edge-bundle/index";
import { deploy, requestEvent, type Store, siteOf } from "./harness";

/** The viewer-request function of a site, as it is deployed. */
export function deploySite(input: Partial<SiteInput>, store?: Store) {
  const { code } = viewerRequestBundle(siteOf(input));
  return deploy<ReturnType<typeof requestEvent>, Promise<EventRequest & EventResponse>>(code, store);
}

/** The document that the origin is asked for, or the redirect as "301 location". */
export async function answer(
  input: Partial<SiteInput>,
  target: string,
  host = "www.example.com",
): Promise<string> {
  const result = await deploySite(input).handler(requestEvent(target, { host: { value: host } }));
  return result.statusCode === undefined
    ? result.uri
    : `${result.statusCode} ${result.headers.location?.value}`;
}

/** What an attacker puts a path together of, to be led to another host. */
export const escapes = ["/", "\\", "evil.com", "@", ".", "..", "%2F", "%5c", "%09", "\r\n", ":", "//", "x"];
