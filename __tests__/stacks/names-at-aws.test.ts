import { App, Testing } from "cdktf";
import { describe, expect, test } from "vitest";
import { readProject, type SiteInput } from "../../config";
import type { DeploymentConfig } from "../../config/schema";
import { StateStack } from "../../stacks/state-stack";
import { fullSite } from "../e2e/support/site-variants";
import { siteJson } from "../support/site-json";

/** What AWS takes of each text of ours (API references of the services, by the type of Terraform). */
const taken: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  aws_cloudfront_cache_policy: { name: /^[\w-]{1,128}$/, comment: /^.{0,128}$/ },
  aws_cloudfront_distribution: { comment: /^.{0,128}$/ },
  aws_cloudfront_function: { name: /^[\w-]{1,64}$/, comment: /^.{0,128}$/ },
  aws_cloudfront_key_value_store: { name: /^[\w-]{1,64}$/, comment: /^.{0,128}$/ },
  aws_cloudfront_origin_access_control: { name: /^[\w-]{1,64}$/, description: /^.{0,256}$/ },
  aws_cloudfront_origin_request_policy: { name: /^[\w-]{1,128}$/, comment: /^.{0,128}$/ },
  aws_cloudfront_response_headers_policy: { name: /^[\w-]{1,128}$/, comment: /^.{0,128}$/ },
  aws_cloudwatch_dashboard: { dashboard_name: /^[\w-]{1,255}$/ },
  aws_cloudwatch_log_delivery_destination: { name: /^[\w-]{1,60}$/ },
  aws_cloudwatch_log_delivery_source: { name: /^[\w-]{1,60}$/ },
  aws_cloudwatch_log_group: { name: /^[\w./#-]{1,512}$/ },
  aws_cloudwatch_metric_alarm: { alarm_name: /^[ -~]{1,255}$/, alarm_description: /^.{0,1024}$/ },
  aws_iam_policy: { name: /^[\w+=,.@-]{1,128}$/, description: /^[\t\n\r -~]{0,1000}$/ },
  aws_iam_role: { name: /^[\w+=,.@-]{1,64}$/, description: /^[\t\n\r -~¡-ÿ]{0,1000}$/ },
  aws_iam_role_policy: { name: /^[\w+=,.@-]{1,128}$/ },
  aws_lambda_function: { function_name: /^[\w-]{1,64}$/, description: /^.{0,256}$/ },
  aws_s3_bucket: { bucket: /^[a-z\d][a-z\d-]{1,61}[a-z\d]$/ },
  aws_scheduler_schedule: { name: /^[\w.-]{1,64}$/, description: /^.{0,512}$/ },
  aws_sns_topic: { name: /^[\w-]{1,256}$/ },
};

/** As long as names may be. */
const name = "a-site-with-the-longest-name-ever";
const longest = name.slice(0, 32);
const site: SiteInput = {
  ...{ ...fullSite, name: longest, bucketSuffix: "x".repeat(63 - `${longest}-primary-`.length) },
  origins: { api: { url: "https://api.example.net" } },
  paths: [{ path: "/api/*", origin: "api", forward: { headers: ["X-Trace"] }, cache: { ttl: "1m" } }],
};
const deployment = { project: longest, github: { repository: "acme/docs", environment: "production" } };

function resources() {
  const project = readProject({ default: site, deployment });
  const state = new StateStack(new App(), "state", {
    ...{ deployment: project.deployment as DeploymentConfig, region: "eu-west-1", sites: project.sites },
  });
  const sites = [site, { ...site, failover: { automatic: true } }].map((one) => siteJson(one).resource ?? {});
  return [...sites, JSON.parse(Testing.synth(state)).resource as (typeof sites)[0]].flatMap((made) =>
    Object.entries(made).flatMap(([type, blocks]) =>
      Object.values(blocks).map((block) => ({ type, block: block as Readonly<Record<string, unknown>> })),
    ),
  );
}

describe("the texts of a site and a project whose names are as long as they may be", () => {
  const made = resources();

  test.each(Object.entries(taken))("are taken of %s", (type, attributes) => {
    const blocks = made.filter((one) => one.type === type);
    expect(blocks.length).toBeGreaterThan(0);
    for (const { block } of blocks)
      for (const [attribute, pattern] of Object.entries(attributes))
        if (typeof block[attribute] === "string" && !String(block[attribute]).startsWith("${"))
          expect(block[attribute]).toMatch(pattern);
  });

  test("leave no type out that has a name of ours", () => {
    const keys = ["name", "alarm_name", "bucket", "dashboard_name", "function_name"];
    const named = made.filter(({ block }) => keys.some((key) => String(block[key] ?? "").includes(longest)));
    const types = new Set(named.map(({ type }) => type));
    expect([...types].filter((type) => !(type in taken)).sort()).toEqual([]);
  });
});
