import { cloudFrontHeaderNames, isKnownCloudFrontHeader } from "./headers/cloudfront-headers";
import type { Distribution } from "./model";

/** A setting that changes something on AWS and nothing here. */
export interface Unrehearsed {
  /** Its bullet in docs/limitations.md. */
  readonly limitation: "edge-waf" | "edge-origin-shield" | "edge-viewer-facts" | "local-country";
  readonly message: string;
}

/** What a distribution asks for that the edge does not do; a person has to be told. */
export function unrehearsed(distribution: Distribution): Unrehearsed[] {
  const { id, webAclId, geoRestriction, origins, cacheBehaviors, defaultCacheBehavior } = distribution;
  const found: Unrehearsed[] = [];
  if (webAclId) {
    found.push({
      limitation: "edge-waf",
      message: `distribution ${id}: the rules of web ACL ${webAclId} are not evaluated; every request passes`,
    });
  }
  if (geoRestriction.type !== "none") {
    found.push({
      limitation: "local-country",
      message: `distribution ${id}: visitors come from no country here, and pass the geo restriction; --viewer country=DE says which`,
    });
  }
  for (const { id: origin, originShield } of origins) {
    if (originShield === undefined) continue;
    found.push({
      limitation: "edge-origin-shield",
      message: `origin ${origin}: Origin Shield in ${originShield.region} is left out; the edge asks the origin itself`,
    });
  }
  const names = new Set([defaultCacheBehavior, ...cacheBehaviors].flatMap(cloudFrontHeaderNames));
  const unknown = [...names].filter((name) => !isKnownCloudFrontHeader(name)).sort();
  if (unknown.length > 0) {
    found.push({
      limitation: "edge-viewer-facts",
      message: `distribution ${id}: nothing here knows a viewer's ${unknown.join(", ")}; no request has them`,
    });
  }
  return found;
}
