import type { SiteConfig } from "../../config";
import { healthKeys, healthText } from "../../facts/site/health";
import { sides } from "../../facts/site/switch";
import { uncachedCacheControl } from "../classes/cache-control";
import type { BucketState } from "../record/records";
import { digestsOf } from "../scan/digest";

/**
 * What health checks and `outlast status` read of each region. Both documents are in both buckets; each behaviour
 * reads one of them from one bucket. The replica's own can only be there because replication has brought it.
 */
export function healthDocuments(release: string, regions: SiteConfig["regions"]) {
  return sides.map((role) => ({
    key: healthKeys[role],
    bytes: new TextEncoder().encode(healthText({ role, region: regions[role], release })),
    headers: { contentType: "application/json; charset=utf-8", cacheControl: uncachedCacheControl },
  }));
}

/**
 * Whether the bucket has these documents. Somebody may have deleted them, a release that did not finish may have
 * replaced them, or the config may name another region now.
 */
export function areWritten(documents: ReturnType<typeof healthDocuments>, { health }: BucketState): boolean {
  return documents.every(({ key, bytes }) => health.get(key) === digestsOf(bytes).md5);
}
