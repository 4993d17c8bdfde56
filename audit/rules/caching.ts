import { cacheTtls } from "../../facts/cloudfront/cache-ttls";
import { parseCacheControl } from "../../facts/http/cache-control";
import { HeaderMap } from "../../facts/http/header-map";
import { isOfBuckets, perBehaviour } from "./distribution";
import { type AuditRule, cloudFrontGuide } from "./rule";
import { distributionsOf } from "./site";

const minTtl: AuditRule = {
  id: "min-ttl",
  severity: "medium",
  title: "A lifetime that no-cache cannot shorten",
  types: ["aws_cloudfront_cache_policy"],
  visitors:
    "What says no-cache, no-store or private is kept at the edge for so long all the same: old pages, or another visitor's.",
  source: cloudFrontGuide("Expiration"),
  fails: "  min_ttl     = 60",
  mend: "  min_ttl     = 0",
  judge(policy) {
    const seconds = policy.number("min_ttl", 0);
    return seconds <= 1 ? undefined : { attribute: "min_ttl", says: `min_ttl is ${seconds} s` };
  },
};

const everythingForwarded = perBehaviour(
  {
    id: "cache-key-of-everything",
    severity: "medium",
    title: "Every visitor has a cache key of their own",
    visitors:
      "Nearly every page comes from the bucket: slower, dearer, and with no copy at the edge when the bucket is down.",
    source: cloudFrontGuide("controlling-the-cache-key"),
    fails: `    cookies_config {
      cookie_behavior = "all"
    }`,
    mend: `    cookies_config {
      cookie_behavior = "none"
    }`,
  },
  "cache_policy_id",
  (behaviour, site) => {
    if (!isOfBuckets(behaviour, site)) return undefined;
    const policy = site.policyNamed("aws_cloudfront_cache_policy", behaviour.part.text("cache_policy_id"));
    const key = policy?.block("parameters_in_cache_key_and_forwarded_to_origin");
    const all = [
      key?.text("cookies_config.cookie_behavior") === "all" ? "all cookies" : undefined,
      behaviour.part.text("forwarded_values.cookies.forward") === "all" ? "all cookies" : undefined,
      behaviour.part.block("forwarded_values")?.texts("headers").includes("*") ? "all headers" : undefined,
    ].filter((one) => one !== undefined);
    return all.length === 0
      ? undefined
      : `has ${all.join(" and ")} in its cache key, and a bucket reads neither`;
  },
);

const staleCut: AuditRule = {
  id: "stale-window-cut",
  severity: "medium",
  title: "Old copies that might be served in an outage are thrown away",
  types: ["aws_s3_object"],
  visitors:
    "max_ttl is the end of stale-while-revalidate and stale-if-error too: while both regions are down, pages that their headers would let live are errors.",
  source: cloudFrontGuide("Expiration"),
  fails: `resource "aws_s3_object" "front" {
  bucket        = aws_s3_bucket.primary.id
  key           = "index.html"
  content       = "<p>hello"
  cache_control = "max-age=60, stale-if-error=99999999"
}
`,
  mend: "",
  instead: `resource "aws_s3_object" "front" {
  bucket        = aws_s3_bucket.primary.id
  key           = "index.html"
  content       = "<p>hello"
  cache_control = "max-age=60, stale-if-error=604800"
}
`,
  judge(object, site) {
    const header = new HeaderMap({ "cache-control": object.text("cache_control") ?? "" });
    const { noStore, staleIfError = 0, staleWhileRevalidate = 0 } = parseCacheControl(header, 0);
    const seconds = noStore ? 0 : Math.max(staleIfError, staleWhileRevalidate);
    const bucket = site.bucketNamed(object);
    if (seconds === 0 || bucket === undefined) return undefined;
    const behaviours = distributionsOf(site).flatMap((one) => site.behaviours(one));
    const readers = behaviours.filter(({ origins }) => origins.some((one) => site.bucketOf(one) === bucket));
    const cut = readers.flatMap(({ part }) => {
      const policy = site.policyNamed("aws_cloudfront_cache_policy", part.text("cache_policy_id"));
      const most = policy?.number("max_ttl", cacheTtls({}).maxTtl);
      return policy && most !== undefined && most < seconds ? [`${policy.address} ends at ${most} s`] : [];
    });
    return cut.length === 0
      ? undefined
      : { attribute: "cache_control", says: `${seconds} s, and ${[...new Set(cut)].join(", ")}` };
  },
};

/** What an edge keeps. */
export const cachingRules: readonly AuditRule[] = [minTtl, everythingForwarded, staleCut];
