import type { CloudFrontHelpers } from "cloudfront";
import { placesOf, type RedirectRules } from "../../facts/site/redirects";
import { bucketKey, readBucket } from "./buckets";
import type { RedirectSettings } from "./settings";

/** A value of the KeyValueStore; undefined for a missing key and for a store that cannot be read alike. */
export async function readKey(cf: CloudFrontHelpers, key: string): Promise<string | undefined> {
  try {
    return await cf.kvs().get(key);
  } catch {
    return undefined;
  }
}

/** The rules that may apply to a page's `url`, asked for at `path`: the few buckets in which they can be, one after the other. */
export async function readRules(
  cf: CloudFrontHelpers,
  url: string,
  path: string,
  redirects: RedirectSettings,
): Promise<RedirectRules> {
  const rules: RedirectRules = {};
  const buckets = redirects.buckets as number;
  const generation = redirects.generation as string;
  const places = placesOf(url, path, redirects.depths);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as string;
    if (place.length > redirects.longest) continue;
    const text = await readKey(cf, bucketKey(place, buckets, generation));
    if (text !== undefined) readBucket(text, rules);
  }
  return rules;
}
