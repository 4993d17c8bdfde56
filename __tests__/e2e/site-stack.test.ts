import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { describe, expect, inject, test } from "vitest";
import { reviewPlan } from "../../audit/review/review";
import { readProject, type SiteInput } from "../../config";
import { SiteStack } from "../../stacks/site-stack";
import { type PlanJson, planIn } from "../../terraform/plan/plan-json";
import { asJson, listOf } from "../../terraform/value";
import { lendProvider, projectFolder, terraformIn } from "./support/real-parts";

const baseline: SiteInput = {
  name: "docs",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
};

/** Runs init, validate and plan on a synthesized stack, expects no word of complaint, and returns the plan. */
async function planned(folder: string): Promise<PlanJson> {
  lendProvider(folder);
  const terraform = terraformIn(folder);
  await terraform.init();
  expect(await terraform.validate()).toMatchObject({ valid: true, diagnostics: [] });
  expect(await terraform.plan({ out: "plan" })).toEqual({ diagnostics: [], changes: true });
  return planIn(await terraform.show("plan"));
}

function planOf(input: SiteInput): Promise<PlanJson> {
  const outdir = projectFolder();
  const app = new App({ outdir });
  for (const site of readProject({ default: input }).sites) new SiteStack(app, site.name, { site });
  app.synth();
  return planned(join(outdir, "stacks", input.name));
}

function createdIn(plan: PlanJson): string[] {
  return plan.resource_changes
    .filter(({ mode, change }) => mode === "managed" && change.actions.includes("create"))
    .map(({ address }) => address)
    .sort();
}

function plannedValues(plan: PlanJson, address: string) {
  return asJson(plan.resource_changes.find((resource) => resource.address === address)?.change.after);
}

/** Addresses of the resources that an aliased provider makes, by alias. */
function byProvider(plan: PlanJson, alias: string): string[] {
  return listOf(asJson(asJson(plan.configuration).root_module).resources)
    .filter((resource) => resource.provider_config_key === `aws.${alias}`)
    .map(({ address }) => String(address))
    .filter((address) => !address.startsWith("data."))
    .sort();
}

/** What a review finds. */
function reviewed(plan: PlanJson): string[] {
  return reviewPlan(plan).findings.map(({ address, rule }) => `${rule} of ${address}`);
}

const core = [
  "aws_cloudfront_cache_policy.cache_origin",
  "aws_cloudfront_distribution.distribution",
  "aws_cloudfront_function.viewer_request_function",
  "aws_cloudfront_key_value_store.viewer_request_store",
  "aws_cloudfront_origin_access_control.distribution_origin_access",
  "aws_cloudfront_response_headers_policy.headers_policy",
  "aws_iam_role.replication_role",
  "aws_iam_role_policy.replication_role_policy",
  "aws_s3_bucket_replication_configuration.replication_configuration",
];
const bucketOf = (name: string) => [
  `aws_s3_bucket.${name}_bucket`,
  `aws_s3_bucket_lifecycle_configuration.${name}_lifecycle`,
  `aws_s3_bucket_ownership_controls.${name}_ownership`,
  `aws_s3_bucket_policy.${name}_access_policy`,
  `aws_s3_bucket_public_access_block.${name}_public_access_block`,
  `aws_s3_bucket_server_side_encryption_configuration.${name}_encryption`,
  `aws_s3_bucket_versioning.${name}_versioning`,
];
const lambda = [
  "aws_cloudwatch_log_group.edge_headers_lambda_log_group",
  "aws_iam_role.edge_headers_lambda_access_role",
  "aws_iam_role_policy.edge_headers_lambda_access_logs",
  "aws_lambda_function.edge_headers_lambda_function",
];
const records = (name: string) =>
  ["a", "aaaa", "https"].map((type) => `aws_route53_record.dns_${name}_${type}`);
const domain = [
  "aws_acm_certificate.certificate_certificate",
  "aws_acm_certificate_validation.certificate_validation",
  ...records("example_com"),
  ...records("www_example_com"),
];
const topics = ["global", "primary", "replica"].map(
  (place) => `aws_sns_topic.monitoring_alarms_${place}_topic`,
);
const alarmNames = [
  "primary_unhealthy",
  "replica_unhealthy",
  "replication_failed",
  "replication_latency",
  "replication_pending",
  "server_errors",
  "viewer_request_fails",
  "viewer_request_invalid",
];
const lambdaAlarms = ["security_headers_fails", "security_headers_invalid"];
const alarms = (names: string[]) =>
  names.map((name) => `aws_cloudwatch_metric_alarm.monitoring_alarms_${name}`);
const watching = [
  "aws_cloudwatch_dashboard.monitoring_dashboard",
  "aws_route53_health_check.monitoring_primary_health",
  "aws_route53_health_check.monitoring_replica_health",
  ...topics,
];
const subscriptions = ["global", "primary", "replica"].map(
  (place) => `aws_sns_topic_subscription.monitoring_alarms_${place}_subscription`,
);
const everything = [...core, ...bucketOf("primary"), ...bucketOf("replica"), ...lambda, ...watching];

describe("the shipped site.config.ts in real Terraform", () => {
  test("plans every resource, without an error or a warning", async () => {
    const outdir = projectFolder();
    const run = spawnSync(process.execPath, ["bin/run.mjs", "main.ts"], {
      env: { ...process.env, CDKTF_OUTDIR: outdir },
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    const plan = await planned(join(outdir, "stacks/outlast-example"));

    expect(createdIn(plan)).toEqual(
      [
        ...everything,
        ...subscriptions,
        ...alarms([...alarmNames, ...lambdaAlarms]),
        "aws_cloudfront_cache_policy.cache_edge_10m",
        "aws_cloudfront_cache_policy.cache_immutable",
      ].sort(),
    );
    expect(byProvider(plan, "replica").filter((address) => address.startsWith("aws_s3_"))).toEqual(
      bucketOf("replica"),
    );
    expect(byProvider(plan, "global")).toEqual(
      expect.arrayContaining([
        "aws_lambda_function.edge_headers_lambda_function",
        "aws_route53_health_check.monitoring_primary_health",
      ]),
    );
    const planText = readFileSync(join(outdir, "stacks/outlast-example/cdk.tf.json"), "utf8");
    expect(planText).not.toContain(inject("realParts").endpoint);
  });
});

describe("variations of a site in real Terraform", () => {
  const plain = [...everything, ...alarms([...alarmNames, ...lambdaAlarms])];

  test("with a domain there are a certificate in us-east-1, its proof, and records in a zone of the site's own", async () => {
    const plan = await planOf({
      ...withRule(baseline),
      domain: {
        name: "www.example.com",
        aliases: ["example.com"],
        zone: { name: "example.com", create: true },
      },
    });
    expect(createdIn(plan)).toEqual(
      [
        ...plain,
        ...domain,
        'aws_route53_record.certificate_record["example.com"]',
        'aws_route53_record.certificate_record["www.example.com"]',
        "aws_route53_zone.zone_zone",
      ].sort(),
    );
    expect(byProvider(plan, "global")).toContain("aws_acm_certificate.certificate_certificate");
  });

  test("without a domain there is no certificate and no record", async () => {
    const plan = await planOf(withRule(baseline));
    expect(createdIn(plan)).toEqual(plain.sort());
    expect(reviewed(plan)).toEqual([]);
  });

  test("with replication both ways there is a role and a configuration for the way back", async () => {
    const plan = await planOf({ ...withRule(baseline), replication: { twoWay: true } });
    expect(createdIn(plan)).toEqual(
      [
        ...plain,
        ...alarms(["replication_back_failed", "replication_back_latency", "replication_back_pending"]),
        "aws_iam_role.replication_back_role",
        "aws_iam_role_policy.replication_back_role_policy",
        "aws_s3_bucket_replication_configuration.replication_back_configuration",
      ].sort(),
    );
    expect(byProvider(plan, "replica")).toContain(
      "aws_s3_bucket_replication_configuration.replication_back_configuration",
    );
  });

  test("with access logs there is a bucket for them", async () => {
    const plan = await planOf({ ...withRule(baseline), distribution: { accessLogs: {} } });
    expect(plannedValues(plan, "aws_s3_bucket.logs_bucket")).toMatchObject({ bucket: "docs-logs" });
    expect(plannedValues(plan, "aws_cloudfront_distribution.distribution")).toMatchObject({
      logging_config: [{ prefix: "cloudfront/" }],
    });
  });

  test("with headers in a CloudFront Function there is no Lambda function", async () => {
    const plan = await planOf({
      ...baseline,
      headers: { runtime: "cloudfront-function", rules: [rule] },
    });
    const created = createdIn(plan);
    expect(created.filter((address) => address.startsWith("aws_lambda_"))).toEqual([]);
    expect(created.filter((address) => address.startsWith("aws_cloudfront_function."))).toHaveLength(2);
  });

  test("a redirect table that outgrows the function's code is planned as keys of the store", async () => {
    const redirects = Array.from({ length: 400 }, (_, index) => ({
      from: `/once/upon/a/time/page-${index}`,
      to: `/articles/${index}/`,
    }));
    const plan = await planOf({ ...withRule(baseline), redirects });
    const keys = createdIn(plan).filter((address) => address.startsWith("aws_cloudfrontkeyvaluestore_"));
    expect(keys.length).toBeGreaterThan(0);
  });

  test("what customize overrides is reviewed like the rest", async () => {
    const plan = await planOf({
      ...withRule(baseline),
      customize(stack: SiteStack) {
        const { distribution } = stack.distribution;
        // The fourth is 503, without which the outage of a region is an error page.
        distribution.addOverride("origin_group.0.failover_criteria.status_codes.3", 500);
      },
    });
    expect(reviewed(plan)).toEqual(["failover-codes of aws_cloudfront_distribution.distribution"]);
  });

  test("with monitoring off nothing watches", async () => {
    const plan = await planOf({
      ...withRule(baseline),
      monitoring: { alarms: false, healthChecks: false, dashboard: false },
    });
    expect(createdIn(plan)).toEqual(
      [...core, ...bucketOf("primary"), ...bucketOf("replica"), ...lambda].sort(),
    );
  });
});

const rule = { contentType: "text/html", set: { "Cross-Origin-Opener-Policy": "same-origin" } };

function withRule(input: SiteInput): SiteInput {
  return { ...input, headers: { rules: [rule] } };
}
