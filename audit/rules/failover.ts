import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, s3Guide } from "./rule";
import type { AuditedSite } from "./site";

const types = ["aws_cloudfront_distribution"];
const failoverGuide = cloudFrontGuide("high_availability_origin_failover");

const codesOf = (group: Judged) => group.block("failover_criteria")?.texts("status_codes") ?? [];
const membersOf = (group: Judged) => group.blocks("member").map((one) => one.text("origin_id") ?? "");

/** A group's members with their buckets, where both are in the configuration. */
function bucketsOf(distribution: Judged, group: Judged, site: AuditedSite): readonly Judged[] {
  const members = membersOf(group);
  const origins = distribution
    .blocks("origin")
    .filter((one) => members.includes(one.text("origin_id") ?? ""));
  return origins.flatMap((origin) => site.bucketOf(origin) ?? []);
}

/** For each way a region fails, the code that CloudFront counts it as. */
const meaning: Readonly<Record<string, string>> = {
  "500": "an error inside S3",
  "502": "a connection that breaks off, or TLS that fails",
  "503": "a refused or timed out connection, and Slow Down",
  "504": "an answer that does not come in time",
};

const groupUnused: AuditRule = {
  id: "group-unused",
  severity: "critical",
  title: "An origin group that no behaviour leads to",
  types,
  visitors:
    "Every page fails for as long as its one origin does: the group is there, and nothing is ever asked of it.",
  source: failoverGuide,
  fails: `  default_cache_behavior {
    target_origin_id           = "primary"`,
  mend: `  default_cache_behavior {
    target_origin_id           = "regions"`,
  answersTo: {
    checkov: ["CKV_AWS_310"],
    securityHub: ["CloudFront.4"],
    prowler: ["cloudfront_distributions_multiple_origin_failover_configured"],
    guard: ["cloudfront_origin_failover_enabled"],
  },
  judge(distribution, site) {
    const targets = site.behaviours(distribution).map(({ part }) => part.text("target_origin_id"));
    return distribution
      .blocks("origin_group")
      .filter((group) => !targets.includes(group.text("origin_id")))
      .map((group) => ({
        attribute: group.path,
        says: `no behaviour has target_origin_id = "${group.text("origin_id")}"; there is ${targets.join(", ")}`,
      }));
  },
};

const failoverMissing: AuditRule = {
  id: "failover-missing",
  severity: "high",
  title: "Pages from one bucket, without an origin group",
  types,
  visitors: "While the bucket's region is down, every page that no edge has kept is an error.",
  source: failoverGuide,
  fails: `  default_cache_behavior {
    target_origin_id           = "primary"`,
  mend: `  origin_group {
    origin_id = "regions"

    failover_criteria {
      status_codes = [403, 500, 502, 503, 504]
    }

    member {
      origin_id = "primary"
    }

    member {
      origin_id = "replica"
    }
  }

  default_cache_behavior {
    target_origin_id           = "regions"`,
  answersTo: { checkov: ["CKV_AWS_310"], securityHub: ["CloudFront.4"] },
  judge(distribution, site) {
    if (distribution.blocks("origin_group").length > 0) return undefined;
    const fallback = site.behaviours(distribution).find(({ pattern }) => pattern === "*");
    const [origin] = fallback?.origins ?? [];
    if (!origin || !site.bucketOf(origin)) return undefined;
    return {
      attribute: fallback?.part.at("target_origin_id") ?? "",
      says: `the default behaviour asks ${origin.text("origin_id")} alone`,
    };
  },
};

const failoverCodes: AuditRule = {
  id: "failover-codes",
  severity: "high",
  title: "A failure on which the group does not fail over",
  types,
  visitors:
    "The region fails in exactly that way, and visitors get the error though the other region is well.",
  source: failoverGuide,
  fails: "      status_codes = [403, 500, 502, 504]",
  mend: "      status_codes = [403, 500, 502, 503, 504]",
  judge(distribution) {
    return distribution.blocks("origin_group").flatMap((group) => {
      const missing = Object.keys(meaning).filter((code) => !codesOf(group).includes(code));
      if (missing.length === 0) return [];
      const says = missing.map((code) => `${code} (${meaning[code]})`).join(", ");
      return [
        {
          attribute: `${group.path}.failover_criteria[0].status_codes`,
          says: `${says} is not among the codes`,
        },
      ];
    });
  },
};

const failoverDenied: AuditRule = {
  id: "failover-code-403",
  severity: "medium",
  title: "A bucket that refuses CloudFront does not fail over",
  types,
  visitors:
    "A policy or a key that is changed by mistake in one region is a 403 for everybody, though the other one would answer.",
  source: failoverGuide,
  fails: "      status_codes = [500, 502, 503, 504]",
  mend: "      status_codes = [403, 500, 502, 503, 504]",
  judge(distribution, site) {
    return distribution
      .blocks("origin_group")
      .filter((group) => bucketsOf(distribution, group, site).length > 1 && !codesOf(group).includes("403"))
      .map((group) => ({
        attribute: `${group.path}.failover_criteria[0].status_codes`,
        says: `403 is not among ${codesOf(group).join(", ")}, and both members are buckets`,
      }));
  },
};

const failoverGone: AuditRule = {
  id: "failover-code-404",
  severity: "medium",
  title: "A page that was taken down comes back from the other bucket",
  types,
  visitors:
    "404 is among the codes, and the replica keeps what was deleted: visitors get the deleted page, and each wrong URL asks both regions.",
  source: s3Guide("delete-marker-replication"),
  fails: "      status_codes = [403, 404, 500, 502, 503, 504]",
  mend: "      status_codes = [403, 500, 502, 503, 504]",
  judge(distribution, site) {
    return distribution.blocks("origin_group").flatMap((group) => {
      if (!codesOf(group).includes("404")) return [];
      const markers = bucketsOf(distribution, group, site).flatMap((bucket) => site.replicationOf(bucket));
      const isOn = markers.some((rule) => rule.text("delete_marker_replication.status") === "Enabled");
      const why = isOn
        ? "what a release deletes is still there for the seconds that a copy takes"
        : "delete markers are not replicated";
      return [
        {
          attribute: `${group.path}.failover_criteria[0].status_codes`,
          says: `404 is among the codes, and ${why}`,
        },
      ];
    });
  },
};

/** Methods that CloudFront takes on a behaviour with a group. */
const readMethods = ["GET", "HEAD", "OPTIONS"];

const methodsOnGroup: AuditRule = {
  id: "group-methods",
  severity: "high",
  title: "A behaviour that takes writes and leads to an origin group",
  types,
  visitors: "CloudFront refuses the distribution when it is applied; what is deployed stays as it is.",
  source: failoverGuide,
  fails: `    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]`,
  mend: `    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]`,
  judge(distribution, site) {
    return site.behaviours(distribution).flatMap(({ group, part, pattern }) => {
      const writes = part.texts("allowed_methods").filter((method) => !readMethods.includes(method));
      if (!group || writes.length === 0) return [];
      return [{ attribute: part.at("allowed_methods"), says: `${pattern} takes ${writes.join(", ")}` }];
    });
  },
};

const optionsNotCached: AuditRule = {
  id: "group-options",
  severity: "low",
  introduced: "medium",
  title: "OPTIONS is taken and not cached: it does not fail over",
  types,
  visitors:
    "Browsers ask before a request to another origin: these questions fail while the first region does, and the request with them.",
  source: failoverGuide,
  fails: `    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]`,
  mend: `    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]`,
  judge(distribution, site) {
    return site.behaviours(distribution).flatMap(({ group, part, pattern }) => {
      const takes = part.texts("allowed_methods").includes("OPTIONS");
      if (!group || !takes || part.texts("cached_methods").includes("OPTIONS")) return [];
      return [
        {
          attribute: part.at("cached_methods"),
          says: `${pattern} takes OPTIONS, and caches ${part.texts("cached_methods").join(", ")}`,
        },
      ];
    });
  },
};

/** Seconds that visitors have left by: half of them after three (Google, "Find out how you stack up", 2018). */
const patience = 10;

const timers: AuditRule = {
  id: "failover-timers",
  severity: "high",
  title: "Visitors wait longer for the failover than they stay",
  types,
  visitors:
    "While the first origin takes no connections, each page that no edge has waits for all attempts before the other one is asked.",
  source: cloudFrontGuide("DownloadDistValuesOrigin"),
  fails: `    connection_attempts      = 3
    connection_timeout       = 10`,
  mend: `    connection_attempts      = 1
    connection_timeout       = 2`,
  judge(distribution) {
    const firsts = distribution.blocks("origin_group").map((group) => membersOf(group)[0]);
    return distribution.blocks("origin").flatMap((origin) => {
      const attempts = origin.number("connection_attempts", 3);
      const seconds = origin.number("connection_timeout", 10);
      if (!firsts.includes(origin.text("origin_id")) || attempts * seconds <= patience) return [];
      const says = `${attempts} attempts of ${seconds} s are ${attempts * seconds} s before the other origin is asked`;
      return [{ attribute: origin.at("connection_attempts"), says }];
    });
  },
};

const oneRegion: AuditRule = {
  id: "group-one-region",
  severity: "high",
  title: "Both members of a group are in one region",
  types,
  visitors: "The region that is down is the one that it fails over to.",
  source: failoverGuide,
  fails: `  alias  = "replica"
  region = "eu-central-1"`,
  mend: `  alias  = "replica"
  region = "eu-west-1"`,
  judge(distribution, site) {
    return distribution.blocks("origin_group").flatMap((group) => {
      const regions = bucketsOf(distribution, group, site).map(({ region }) => region);
      if (regions.length < 2 || regions.some((region) => region === undefined || region !== regions[0]))
        return [];
      return [{ attribute: group.path, says: `${membersOf(group).join(" and ")} are in ${regions[0]}` }];
    });
  },
};

const unreplicated: AuditRule = {
  id: "group-unreplicated",
  severity: "high",
  title: "Nothing copies to the bucket that is failed over to",
  types,
  visitors: "In the outage visitors get whatever somebody last put there by hand: old pages, or none.",
  source: s3Guide("replication"),
  fails: `    destination {
      bucket = "arn:aws:s3:::acme-backup"
`,
  mend: `    destination {
      bucket = aws_s3_bucket.replica.arn
`,
  answersTo: {
    checkov: ["CKV_AWS_144"],
    securityHub: ["S3.7"],
    prowler: ["s3_bucket_cross_region_replication"],
    guard: ["s3_bucket_replication_enabled"],
    cdkNag: ["S3BucketReplicationEnabled"],
  },
  judge(distribution, site) {
    return distribution.blocks("origin_group").flatMap((group) => {
      const [first, second] = bucketsOf(distribution, group, site);
      if (!first || !second || first === second) return [];
      const rules = [first, second].flatMap((bucket) => site.replicationOf(bucket));
      const destinations = rules.map((rule) => rule.text("destination.bucket"));
      const arns = [first, second].map((bucket) => bucket.text("arn"));
      if (destinations.some((arn) => arns.includes(arn))) return [];
      const there = destinations.length === 0 ? "no rule" : `a rule to ${destinations.join(", ")}`;
      return [
        { attribute: group.path, says: `between ${first.address} and ${second.address} there is ${there}` },
      ];
    });
  },
};

const errorPage: AuditRule = {
  id: "error-page-on-failing-origin",
  severity: "medium",
  title: "The page for an outage comes from what is out",
  types,
  visitors:
    "CloudFront asks the same origins for the page, gets the same error, and shows its own bare text.",
  source: cloudFrontGuide("HTTPStatusCodes"),
  fails: `    response_page_path    = "/sorry/503.html"`,
  mend: `    response_page_path    = "/errors/503.html"`,
  judge(distribution, site) {
    const behaviours = site.behaviours(distribution);
    const fallback = behaviours.find(({ pattern }) => pattern === "*");
    return distribution.blocks("custom_error_response").flatMap((response) => {
      const page = response.text("response_page_path");
      const code = response.number("error_code", 0);
      if (page === undefined || code < 500) return [];
      const behaviour = behaviours.find(({ pattern }) => compilePathPattern(pattern)(page)) ?? fallback;
      if (behaviour?.part.text("target_origin_id") !== fallback?.part.text("target_origin_id")) return [];
      const says = `${page} is asked of ${fallback?.part.text("target_origin_id")}, which is what answers ${code}`;
      return [{ attribute: response.at("response_page_path"), says }];
    });
  },
};

const errorCaching: AuditRule = {
  id: "error-caching",
  severity: "medium",
  title: "Errors are kept for longer than they last",
  types,
  visitors: "The origin is back, and visitors go on seeing the error that an edge has kept.",
  source: cloudFrontGuide("HTTPStatusCodes"),
  fails: "    error_caching_min_ttl = 300",
  mend: "    error_caching_min_ttl = 1",
  judge(distribution) {
    return distribution.blocks("custom_error_response").flatMap((response) => {
      const [code, seconds] = [
        response.number("error_code", 0),
        response.number("error_caching_min_ttl", 10),
      ];
      if (seconds <= (code < 500 ? 60 : 10)) return [];
      return [{ attribute: response.at("error_caching_min_ttl"), says: `${code} is kept for ${seconds} s` }];
    });
  },
};

const errorsAsPages: AuditRule = {
  id: "errors-as-200",
  severity: "medium",
  title: "Errors are told as 200",
  types,
  visitors:
    "Wrong URLs, a bucket that refuses and a firewall that blocks all show the start page, and every monitor is green meanwhile.",
  source: cloudFrontGuide("GeneratingCustomErrorResponses"),
  fails: `    error_code            = 404
    response_code         = 200`,
  mend: `    error_code            = 404
    response_code         = 404`,
  judge(distribution) {
    return distribution.blocks("custom_error_response").flatMap((response) => {
      const [code, told] = [response.text("error_code"), response.text("response_code")];
      return told === "200" ? [{ attribute: response.at("response_code"), says: `${code} becomes 200` }] : [];
    });
  },
};

const errorsRenamed: AuditRule = {
  id: "errors-403-as-404",
  severity: "low",
  title: "Every 403 is told as 404",
  types,
  visitors:
    "A firewall that blocks, a country that is shut out and a bucket that refuses all look like a missing page: nobody looks for the cause.",
  source: cloudFrontGuide("GeneratingCustomErrorResponses"),
  fails: `    error_code            = 403
    response_code         = 404`,
  mend: `    error_code            = 404
    response_code         = 404`,
  judge(distribution, site) {
    return distribution.blocks("custom_error_response").flatMap((response) => {
      if (response.text("error_code") !== "403" || response.text("response_code") !== "404") return [];
      // Where S3 may not list, its 403 is what a missing page is: the rule for that has the mend.
      const origins = distribution.blocks("origin").flatMap((origin) => site.bucketOf(origin) ?? []);
      const says = `403 becomes 404${origins.length > 0 ? "; with s3:ListBucket, S3 itself says 404 for what is missing" : ""}`;
      return [{ attribute: response.at("response_code"), says }];
    });
  },
};

/** What happens while an origin is down. */
export const failoverRules: readonly AuditRule[] = [
  ...[
    groupUnused,
    failoverMissing,
    failoverCodes,
    failoverDenied,
    failoverGone,
    methodsOnGroup,
    optionsNotCached,
  ],
  ...[timers, oneRegion, unreplicated, errorPage, errorCaching, errorsAsPages, errorsRenamed],
];
