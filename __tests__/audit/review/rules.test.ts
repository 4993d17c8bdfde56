import { describe, expect, test } from "vitest";
import { changedSite, site } from "../../support/planned-site";
import { found, type PlannedResource } from "../../support/plans";

interface Case {
  readonly name: string;
  readonly resource: PlannedResource;
  readonly finds: readonly string[];
}

const replaced = (resource: PlannedResource, path: string): PlannedResource => ({
  ...resource,
  actions: ["delete", "create"],
  replace_paths: [[path]],
});

const bucket = { type: "aws_s3_bucket", before: { bucket: "shop-primary" } };
const dist = "aws_cloudfront_distribution";

const onFree = { tags: { "outlast:pricing": "free" } };
const [usual] = site.default_cache_behavior;
const managed = { ...usual, cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6" };
const headersPolicy = "67f7725c-6f97-4210-82d7-5512b31e9d03";
const joined = {
  ...site,
  ...onFree,
  default_cache_behavior: [{ ...managed, response_headers_policy_id: headersPolicy }],
};

const replicationType = "aws_s3_bucket_replication_configuration";
const rule = {
  id: "everything",
  status: "Enabled",
  filter: [{ prefix: "" }],
  delete_marker_replication: [{ status: "Enabled" }],
  destination: [
    { bucket: "arn:aws:s3:::r", metrics: [{ status: "Enabled" }], replication_time: [{ status: "Enabled" }] },
  ],
};

const cases: readonly Case[] = [
  { name: "a bucket destroyed", resource: bucket, finds: ["critical bucket-lost"] },
  {
    name: "a bucket replaced",
    resource: replaced({ ...bucket, after: { bucket: "shop-first" } }, "bucket"),
    finds: ["critical bucket-lost"],
  },
  {
    name: "a bucket that Terraform gives up",
    resource: { ...bucket, actions: ["forget"] },
    finds: ["high bucket-lost"],
  },
  {
    name: "the state bucket destroyed",
    resource: { type: "aws_s3_bucket", before: { bucket: "acme-state" } },
    finds: ["critical state-bucket-lost"],
  },
  {
    name: "a bucket that may be destroyed full",
    resource: { ...bucket, before: { force_destroy: false }, after: { force_destroy: true } },
    finds: ["high bucket-force-destroy"],
  },
  {
    name: "a distribution destroyed",
    resource: { type: dist, before: site },
    finds: ["critical distribution-lost"],
  },
  {
    name: "a distribution replaced by a changed alias set, with everything else kept",
    resource: replaced({ type: dist, before: site, after: site }, "staging"),
    finds: ["critical distribution-lost"],
  },
  {
    name: "a distribution on a flat-rate plan destroyed",
    resource: { type: dist, before: { ...site, ...onFree } },
    finds: ["critical distribution-lost", "high flat-rate-kept"],
  },
  {
    name: "the web ACL of a plan destroyed",
    resource: { type: "aws_wafv2_web_acl", before: { name: "shop", ...onFree } },
    finds: ["high flat-rate-kept"],
  },
  {
    name: "another web ACL for a distribution on a flat-rate plan",
    resource: { type: dist, before: joined, after: { ...joined, web_acl_id: "arn:other" } },
    finds: ["high flat-rate-kept"],
  },
  {
    name: "no web ACL for a distribution on a flat-rate plan",
    resource: { type: dist, before: joined, after: { ...joined, web_acl_id: "" } },
    finds: ["high firewall-removed", "high flat-rate-blocked", "high flat-rate-kept"],
  },
  {
    name: "access logs and another price class for a distribution on a flat-rate plan",
    resource: {
      type: dist,
      before: joined,
      after: { ...joined, price_class: "PriceClass_100", logging_config: [{ bucket: "b" }] },
    },
    finds: ["high flat-rate-blocked", "high flat-rate-blocked"],
  },
  {
    name: "a rule of the plan's web ACL that looks for a text",
    resource: {
      type: "aws_wafv2_web_acl",
      before: { name: "shop", ...onFree, rule: [] },
      after: {
        name: "shop",
        ...onFree,
        rule: [{ statement: [{ byte_match_statement: [{ search_string: "x" }] }] }],
      },
    },
    finds: ["high flat-rate-blocked"],
  },
  {
    name: "a distribution disabled",
    resource: changedSite({ enabled: false }),
    finds: ["critical distribution-disabled"],
  },
  {
    name: "503 and 504 taken out of the failover codes",
    resource: changedSite({ codes: [403, 500, 502] }),
    finds: ["high failover-codes"],
  },
  {
    name: "403 taken out of the failover codes",
    resource: changedSite({ codes: [500, 502, 503, 504] }),
    finds: ["medium failover-codes"],
  },
  {
    name: "404 among the failover codes",
    resource: changedSite({ codes: [403, 404, 500, 502, 503, 504] }),
    finds: ["medium failover-code-404"],
  },
  {
    name: "the replica asked first",
    resource: changedSite({ members: ["replica", "primary"] }),
    finds: ["high failover-members"],
  },
  {
    name: "the default behaviour on one origin",
    resource: changedSite({ target: "primary" }),
    finds: ["critical failover-removed"],
  },
  {
    name: "more connection attempts",
    resource: changedSite({ attempts: 3 }),
    finds: ["medium connection-attempts", "medium connection-attempts"],
  },
  {
    name: "a longer connection timeout",
    resource: changedSite({ timeout: 10 }),
    finds: ["medium connection-timeout", "medium connection-timeout"],
  },
  {
    name: "OPTIONS uncached",
    resource: changedSite({ cached: ["GET", "HEAD"] }),
    finds: ["medium group-options"],
  },
  {
    name: "an alias removed",
    resource: changedSite({ aliases: ["www.example.com"] }),
    finds: ["critical alias-removed"],
  },
  { name: "plain HTTP", resource: changedSite({ viewerProtocol: "allow-all" }), finds: ["high plain-http"] },
  { name: "an older TLS", resource: changedSite({ tls: "TLSv1" }), finds: ["high tls-lowered"] },
  { name: "no certificate", resource: changedSite({ tls: "none" }), finds: ["critical certificate-missing"] },
  {
    name: "no access control",
    resource: changedSite({ accessControl: null }),
    finds: ["high origin-access-removed", "high origin-access-removed"],
  },
  { name: "no firewall", resource: changedSite({ firewall: "" }), finds: ["high firewall-removed"] },
  {
    name: "no response headers policy",
    resource: changedSite({ headersPolicy: null }),
    finds: ["high headers-policy-detached"],
  },
  {
    name: "no function at the edge",
    resource: changedSite({ functions: [] }),
    finds: ["high function-detached"],
  },
  {
    name: "a 404 that is held longer",
    resource: changedSite({ errorTtl: 300 }),
    finds: ["medium error-ttl-raised"],
  },
  {
    name: "a 404 that says 200",
    resource: changedSite({ errorStatus: 200 }),
    finds: ["medium errors-as-200"],
  },
  {
    name: "a replication rule switched off",
    resource: replication({ status: "Disabled" }),
    finds: ["high replication-disabled"],
  },
  {
    name: "delete markers no longer replicated",
    resource: replication({ delete_marker_replication: [{ status: "Disabled" }] }),
    finds: ["medium delete-markers-off"],
  },
  {
    name: "Replication Time Control removed",
    resource: replication({
      destination: [{ bucket: "arn:aws:s3:::r", metrics: [{ status: "Enabled" }], replication_time: [] }],
    }),
    finds: ["medium replication-time-control-off"],
  },
  {
    name: "a narrower prefix",
    resource: replication({ filter: [{ prefix: "blog/" }] }),
    finds: ["high replication-narrowed"],
  },
  {
    name: "replication removed",
    resource: { type: replicationType, before: { bucket: "b", rule: [rule] } },
    finds: ["high replication-removed"],
  },
  {
    name: "versioning suspended",
    resource: status("aws_s3_bucket_versioning", "versioning_configuration", "Enabled", "Suspended"),
    finds: ["high versioning-off"],
  },
  {
    name: "objects that expire",
    resource: {
      type: "aws_s3_bucket_lifecycle_configuration",
      before: { rule: [{ id: "a", status: "Enabled", expiration: [] }] },
      after: { rule: [{ id: "a", status: "Enabled", expiration: [{ days: 30 }] }] },
    },
    finds: ["high objects-expire"],
  },
  {
    name: "versions forgotten sooner",
    resource: {
      type: "aws_s3_bucket_lifecycle_configuration",
      before: { rule: [{ id: "a", noncurrent_version_expiration: [{ noncurrent_days: 90 }] }] },
      after: { rule: [{ id: "a", noncurrent_version_expiration: [{ noncurrent_days: 1 }] }] },
    },
    finds: ["medium versions-expire-sooner"],
  },
  {
    name: "a public access block opened",
    resource: {
      type: "aws_s3_bucket_public_access_block",
      before: { block_public_policy: true },
      after: { block_public_policy: false },
    },
    finds: ["critical public-access-block"],
  },
  {
    name: "a new bucket without a public access block's switches",
    resource: { type: "aws_s3_bucket_public_access_block", after: { restrict_public_buckets: false } },
    finds: ["critical public-access-block"],
  },
  {
    name: "a public access block removed",
    resource: { type: "aws_s3_bucket_public_access_block", before: { block_public_policy: true } },
    finds: ["critical public-access-block-removed"],
  },
  {
    name: "a public ACL",
    resource: { type: "aws_s3_bucket_acl", after: { acl: "public-read" } },
    finds: ["critical public-acl"],
  },
  {
    name: "ACLs enabled",
    resource: status(
      "aws_s3_bucket_ownership_controls",
      "rule",
      "BucketOwnerEnforced",
      "ObjectWriter",
      "object_ownership",
    ),
    finds: ["medium acls-enabled"],
  },
  {
    name: "a website endpoint",
    resource: { type: "aws_s3_bucket_website_configuration", after: {} },
    finds: ["medium website-endpoint"],
  },
  {
    name: "a certificate replaced",
    resource: replaced(
      {
        type: "aws_acm_certificate",
        before: { domain_name: "a.example" },
        after: { domain_name: "b.example" },
      },
      "domain_name",
    ),
    finds: ["high certificate-lost"],
  },
  {
    name: "a certificate destroyed",
    resource: { type: "aws_acm_certificate", before: { domain_name: "a.example" } },
    finds: ["critical certificate-lost"],
  },
  {
    name: "an address removed from DNS",
    resource: { type: "aws_route53_record", before: { type: "A", name: "www" } },
    finds: ["critical record-removed"],
  },
  {
    name: "a validation record removed",
    resource: { type: "aws_route53_record", before: { type: "CNAME", name: "_x.www" } },
    finds: ["medium validation-record-removed"],
  },
  {
    name: "a zone destroyed",
    resource: { type: "aws_route53_zone", before: { name: "example.com" } },
    finds: ["critical zone-removed"],
  },
  { name: "a minimum TTL above 0", resource: cachePolicy({ min_ttl: 60 }), finds: ["high min-ttl-raised"] },
  {
    name: "a longer default TTL",
    resource: cachePolicy({ default_ttl: 3600 }),
    finds: ["medium default-ttl-raised"],
  },
  { name: "caching switched off", resource: cachePolicy({ max_ttl: 0 }), finds: ["high max-ttl-lowered"] },
  {
    name: "a function destroyed",
    resource: { type: "aws_cloudfront_function", before: { name: "f" } },
    finds: ["high function-lost"],
  },
  {
    name: "a function that is left where it is",
    resource: { type: "aws_lambda_function", before: { function_name: "f", skip_destroy: true } },
    finds: ["low function-left"],
  },
  {
    name: "a function that is not published",
    resource: { type: "aws_cloudfront_function", before: { publish: true }, after: { publish: false } },
    finds: ["medium function-unpublished"],
  },
  {
    name: "a KeyValueStore destroyed",
    resource: { type: "aws_cloudfront_key_value_store", before: { name: "kvs" } },
    finds: ["high key-value-store-lost"],
  },
  {
    name: "an alarm destroyed",
    resource: { type: "aws_cloudwatch_metric_alarm", before: { alarm_name: "5xx" } },
    finds: ["medium alarm-removed"],
  },
  {
    name: "an alarm that is muted",
    resource: {
      type: "aws_cloudwatch_metric_alarm",
      before: { actions_enabled: true },
      after: { actions_enabled: false },
    },
    finds: ["medium alarm-silenced"],
  },
  {
    name: "something that no rule knows destroyed",
    resource: { type: "aws_thing", before: { a: 1 } },
    finds: ["low resource-removed"],
  },
];

function replication(change: object): PlannedResource {
  return { type: replicationType, before: { rule: [rule] }, after: { rule: [{ ...rule, ...change }] } };
}

function status(type: string, block: string, was: string, is: string, key = "status"): PlannedResource {
  return { type, before: { [block]: [{ [key]: was }] }, after: { [block]: [{ [key]: is }] } };
}

function cachePolicy(change: object): PlannedResource {
  const before = { min_ttl: 0, default_ttl: 600, max_ttl: 86_400 };
  return { type: "aws_cloudfront_cache_policy", before, after: { ...before, ...change } };
}

describe("a review finds", () => {
  test.each(cases)("$name", ({ finds, resource }) => {
    expect(found(resource)).toEqual(finds);
  });

  test("nothing in an update that changes nothing of what it knows", () => {
    expect(found({ type: dist, before: site, after: { ...site, comment: "another" } })).toEqual([]);
  });

  test("nothing in a distribution that leaves its plan, cancelled before", () => {
    const after = { ...joined, tags: {}, price_class: "PriceClass_100" };
    expect(found({ type: dist, before: joined, after })).toEqual([]);
  });

  test("nothing in what is tightened: the same changes the other way round", () => {
    const tightened = cases.filter(
      ({ resource }) => resource.before && resource.after && !resource.replace_paths,
    );
    // Behind a group that is new, an origin that hangs is waited for before the other one is asked.
    // Nor is a web ACL of a plan exchanged in either direction.
    const twoWay = [
      "medium failover-code-404",
      "high failover-members",
      "medium origin-hangs",
      "high flat-rate-kept",
    ];
    for (const { finds, resource } of tightened) {
      const back = found({ ...resource, before: resource.after, after: resource.before });
      expect(back.filter((finding) => !twoWay.includes(finding) && !/failover-codes/.test(finding))).toEqual(
        [],
      );
      expect(finds.length).toBeGreaterThan(0);
    }
  });
});
