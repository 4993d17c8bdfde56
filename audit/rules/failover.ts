import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { functionsOf, perBehaviour, perBlock, distributionTypes as types } from "./distribution";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, pairWithin, s3Guide } from "./rule";
import type { AuditedSite } from "./site";

export const failoverGuide = cloudFrontGuide("high_availability_origin_failover");

const codesOf = (group: Judged) => group.block("failover_criteria")?.texts("status_codes") ?? [];

export const membersOf = (group: Judged) =>
  group.blocks("member").map((one) => one.identity("origin_id") ?? "");

/** A group's members with their buckets, where both are in the configuration. */
function bucketsOf(distribution: Judged, group: Judged, site: AuditedSite): readonly Judged[] {
  const members = membersOf(group);
  const origins = distribution
    .blocks("origin")
    .filter((one) => members.includes(one.identity("origin_id") ?? ""));
  return origins.flatMap((origin) => site.bucketOf(origin) ?? []);
}

/** For each way a region fails, the code that CloudFront counts it as. */
const meaning: Readonly<Record<string, string>> = {
  "500": "an error inside S3",
  "502": "a connection that breaks off, or TLS that fails",
  "503": "a refused or timed out connection, and Slow Down",
  "504": "an answer that does not come in time",
};

/** The default behaviour behind its target. */
const restOfDefault = `
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]
    cache_policy_id            = aws_cloudfront_cache_policy.pages.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.security.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.urls.arn
    }

    lambda_function_association {
      event_type = "origin-response"
      lambda_arn = aws_lambda_function.stamp.qualified_arn
    }
  }`;

const groupUnused: AuditRule = {
  id: "group-unused",
  severity: "critical",
  title: "An origin group that no behaviour leads to",
  types,
  visitors:
    "Every page fails for as long as its one origin does: the group is there, and nothing is ever asked of it.",
  source: failoverGuide,
  ...pairWithin("", restOfDefault, {
    fails: `  default_cache_behavior {
    target_origin_id           = "primary"`,
    mend: `  default_cache_behavior {
    target_origin_id           = "regions"`,
  }),
  answersTo: {
    checkov: ["CKV_AWS_310"],
    securityHub: ["CloudFront.4"],
    prowler: ["cloudfront_distributions_multiple_origin_failover_configured"],
    guard: ["cloudfront_origin_failover_enabled"],
  },
  judge(distribution, site) {
    const targets = site.behaviours(distribution).map(({ part }) => part.identity("target_origin_id"));
    return distribution
      .blocks("origin_group")
      .filter((group) => !targets.includes(group.identity("origin_id")))
      .map((group) => ({
        attribute: group.path,
        says: `no behaviour has target_origin_id = "${group.identity("origin_id")}"; there is ${targets.join(", ")}`,
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
  ...pairWithin("", restOfDefault, {
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
  }),
  answersTo: {
    checkov: ["CKV_AWS_310"],
    securityHub: ["CloudFront.4"],
    prowler: ["cloudfront_distributions_multiple_origin_failover_configured"],
    guard: ["cloudfront_origin_failover_enabled"],
  },
  judge(distribution, site) {
    if (distribution.blocks("origin_group").length > 0) return undefined;
    const fallback = site.behaviours(distribution).find(({ pattern }) => pattern === "*");
    const [origin] = fallback?.origins ?? [];
    if (!origin || !site.bucketOf(origin)) return undefined;
    return {
      attribute: fallback?.part.at("target_origin_id") ?? "",
      says: `the default behaviour asks ${origin.identity("origin_id")} alone`,
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
  ...pairWithin(
    "",
    `
      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }
    }`,
    {
      fails: `    destination {
      bucket = "arn:aws:s3:::acme-backup"
`,
      mend: `    destination {
      bucket = aws_s3_bucket.replica.arn
`,
    },
  ),
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
      const arns = [first, second].map((bucket) => bucket.identity("arn"));
      if (rules.some((rule) => arns.includes(rule.identity("destination.bucket")))) return [];
      // What has another name may be called the same.
      if (rules.length > 0) for (const bucket of [first, second]) bucket.text("arn");
      const destinations = rules.map((rule) => rule.text("destination.bucket"));
      const there = destinations.length === 0 ? "no rule" : `a rule to ${destinations.join(", ")}`;
      return [
        { attribute: group.path, says: `between ${first.address} and ${second.address} there is ${there}` },
      ];
    });
  },
};

const bypassed = perBehaviour(
  {
    id: "group-bypassed",
    severity: "high",
    title: "A function leads past the origin group",
    visitors:
      "The behaviour leads to a group, and the function in front of it to one of its origins: while that one is down there is nothing to fail over to.",
    source: cloudFrontGuide("helper-functions-origin-modification"),
    fails: `  code    = "import cf from 'cloudfront'; const settings = { readTimeout: 3 }; function handler(event) { cf.selectRequestOriginById('primary'); return event.request; }"`,
    mend: `  code    = file("\${path.module}/urls.js")`,
  },
  "function_association",
  ({ group, part }, site) => {
    if (!group) return undefined;
    const past = functionsOf(part, site, "viewer-request").filter((one) => {
      const code = one.text("code") ?? "";
      return /selectRequestOriginById\s*\(/.test(code) && !/createRequestOriginGroup\s*\(/.test(code);
    });
    return past.length === 0
      ? undefined
      : `leads to ${group.identity("origin_id")}, and ${past.map(({ address }) => address).join(", ")} calls selectRequestOriginById`;
  },
);

const pastGroup = perBehaviour(
  {
    id: "behaviour-past-group",
    severity: "medium",
    title: "Some pages go past the origin group",
    visitors:
      "The site fails over, and what is below this path does not: while the first region is down, it is an error wherever no edge has kept it.",
    source: failoverGuide,
    fails: `    path_pattern               = "/media/*"
    target_origin_id           = "primary"`,
    mend: `    path_pattern               = "/media/*"
    target_origin_id           = "regions"`,
  },
  "target_origin_id",
  ({ group, origins: [origin], part, pattern }, site, distribution) => {
    // One file by its whole name is asked of one region on purpose: it says how that region is.
    if (group || !origin || !pattern.includes("*") || pattern === "*" || !site.bucketOf(origin))
      return undefined;
    const id = origin.identity("origin_id") ?? "";
    const used = site.behaviours(distribution).flatMap((one) => one.group ?? []);
    const first = used.find((one) => membersOf(one)[0] === id);
    const isKept = part.text("cache_policy_id") !== managedPolicyIds.cache.CachingDisabled;
    const writes = part.texts("allowed_methods").some((one) => /^(PUT|POST|PATCH|DELETE)$/.test(one));
    if (!first || !isKept || writes) return undefined;
    return `asks ${id} alone, and the origin group ${first.identity("origin_id")} begins with it`;
  },
);

const encryptions = perBlock(
  {
    id: "group-encryption",
    severity: "low",
    title: "The two buckets of a group are encrypted in different ways",
    visitors:
      "ETags are no digests of the content where a key encrypts it: after a failover browsers and edges fetch everything again, in the hour when it is slowest.",
    source: s3Guide("../API/API_Object"),
    ...pairWithin(
      "",
      `
    }
  }`,
      {
        fails: `  bucket   = aws_s3_bucket.replica.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"`,
        mend: `  bucket   = aws_s3_bucket.replica.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"`,
      },
    ),
  },
  ["origin_group", ""],
  (group, site, distribution) => {
    const ways = bucketsOf(distribution, group, site).map(
      (bucket) => site.encryptionOf(bucket)?.text("sse_algorithm") ?? "AES256",
    );
    return new Set(ways).size < 2 ? undefined : `${membersOf(group).join(" and ")} use ${ways.join(" and ")}`;
  },
);

/** Where pages come from while an origin is down. */
export const failoverRules: readonly AuditRule[] = [
  groupUnused,
  failoverMissing,
  failoverCodes,
  failoverDenied,
  failoverGone,
  oneRegion,
  unreplicated,
  bypassed,
  pastGroup,
  encryptions,
];
