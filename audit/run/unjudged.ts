import { type Judged, NotKnown } from "../rules/judged";
import type { AuditedSite } from "../rules/site";

/** What the provider knows from 6.26 to 6.66 and no rule judges, by type, as paths through its blocks. */
const later: Readonly<Record<string, readonly string[]>> = {
  aws_cloudfront_distribution: [
    ...["anycast_ip_list_id", "cache_tag_config", "connection_function_association", "viewer_mtls_config"],
    ...["origin.custom_origin_config.origin_mtls_config", "origin.vpc_origin_config.owner_account_id"],
  ],
  aws_s3_bucket: ["bucket_namespace"],
};

/** The arguments of a site that are set, and that no rule judges: `aws_s3_bucket.bucket_namespace`. */
export function unjudgedArguments(site: AuditedSite): readonly string[] {
  return Object.entries(later).flatMap(([type, paths]) =>
    paths
      .filter((path) => site.all(type).some((one) => isSetAt(one, path.split("."))))
      .map((path) => `${type}.${path}`),
  );
}

function isSetAt(part: Judged, [name = "", ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return part.isSet(name) && part.knownText(name) !== "global";
  try {
    return part.blocks(name).some((one) => isSetAt(one, rest));
  } catch (error) {
    // Which blocks there are is not known, and said by the rules that ask for them.
    if (error instanceof NotKnown) return false;
    throw error;
  }
}
