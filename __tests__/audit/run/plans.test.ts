import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";
import { distributionWith } from "../../support/planned-site";

const folder = mkdtempSync(join(tmpdir(), "outlast-audit-plans-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Planned {
  readonly type: string;
  readonly values: object;
  readonly unknown?: object;
}

async function audited(document: object) {
  const file = join(folder, "shown.json");
  writeFileSync(file, JSON.stringify(document));
  return auditSite(await readAuditedSite(file));
}

const resourcesOf = (planned: readonly Planned[]) =>
  planned.map(({ type, values }) => ({
    address: `${type}.this`,
    mode: "managed",
    type,
    name: "this",
    values,
  }));

const plan = (...planned: Planned[]) => ({
  format_version: "1.2",
  planned_values: { root_module: { resources: resourcesOf(planned) } },
  resource_changes: planned.map(({ type, unknown = {}, values }) => ({
    ...{ address: `${type}.this`, mode: "managed", type, name: "this" },
    change: { actions: ["create"], before: null, after: values, after_unknown: unknown },
  })),
});

const state = (...planned: Planned[]) => ({
  format_version: "1.0",
  values: { root_module: { resources: resourcesOf(planned) } },
});

/** What the provider knows from 6.x on, and a distribution of 5.x has not. */
const later = {
  ...{
    anycast_ip_list_id: null,
    cache_tag_config: [],
    viewer_mtls_config: [],
    connection_function_association: [],
  },
};
const site = (more: object = {}) => ({
  type: "aws_cloudfront_distribution",
  values: { ...distributionWith({ codes: [403, 500, 502, 503] }), ...more },
});
const bucket = (more: object): Planned => ({ type: "aws_s3_bucket", values: { bucket: "logs", ...more } });

describe.each([
  ["a first plan", plan, "plan"],
  ["a state", state, "state"],
] as const)("%s", (_, made, kind) => {
  test("is judged as a folder is", async () => {
    const result = await audited(made(site()));
    expect(result.kind).toBe(kind);
    expect(result.findings.map(({ rule }) => rule)).toContain("failover-codes");
  });

  test("may have what the provider knows from 6.x on, unset", async () => {
    const plain = await audited(made(site()));
    const { findings, unjudged } = await audited(made(site(later), bucket({ bucket_namespace: null })));
    expect(findings).toEqual(plain.findings);
    expect(unjudged).toEqual([]);
  });

  test("names what is set of it and no rule judges", async () => {
    const mutual = { origin_mtls_config: [{ client_certificate_arn: "arn" }] };
    const https = { origin_protocol_policy: "https-only", origin_ssl_protocols: ["TLSv1.2"] };
    const servers = [
      { origin_id: "a", domain_name: "a.example.com", custom_origin_config: [{ ...https, ...mutual }] },
      { origin_id: "b", domain_name: "b.example.com", vpc_origin_config: [{ owner_account_id: "1" }] },
    ];
    const set = {
      ...{ anycast_ip_list_id: "aip_1", cache_tag_config: [{ header_name: "x-amz-meta-cache-tag" }] },
      ...{ viewer_mtls_config: [{ mode: "required" }], connection_function_association: [{ id: "1" }] },
      origin: [...site().values.origin, ...servers],
    };
    const plain = await audited(made(site()));
    const regional = bucket({ bucket_namespace: "account-regional" });
    const { findings, unjudged } = await audited(made(site(set), regional));
    expect(findings).toEqual(plain.findings);
    expect(unjudged).toEqual([
      "aws_cloudfront_distribution.anycast_ip_list_id",
      "aws_cloudfront_distribution.cache_tag_config",
      "aws_cloudfront_distribution.connection_function_association",
      "aws_cloudfront_distribution.origin.custom_origin_config.origin_mtls_config",
      "aws_cloudfront_distribution.origin.vpc_origin_config.owner_account_id",
      "aws_cloudfront_distribution.viewer_mtls_config",
      "aws_s3_bucket.bucket_namespace",
    ]);
  });

  test("names types of 6.x that no rule judges", async () => {
    const tenant = { type: "aws_cloudfront_distribution_tenant", values: { name: "a" } };
    expect((await audited(made(site(), tenant))).unjudged).toEqual(["aws_cloudfront_distribution_tenant"]);
  });
});

test("a policy that is known after the apply is unknown, and nobody's to read", async () => {
  const policy = { type: "aws_s3_bucket_policy", values: { bucket: "shop" }, unknown: { policy: true } };
  const { findings, unknown } = await audited(plan(policy));
  expect(findings).toEqual([]);
  expect(unknown.map(({ rule, why }) => `${rule}: ${why}`)).toContain(
    "bucket-policy-public: its text is known only after the apply",
  );
});
