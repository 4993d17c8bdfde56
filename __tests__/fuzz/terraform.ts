// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OutlastError } from "../../errors/outlast-error";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { loadTerraform } from "../../rehearsal/terraform";
import type { FuzzTarget } from "./target";

/** Files of the tests' fixtures whose names end so. */
function fixtures(folder: string, end: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Uses what the language has and the fixtures do not: locals, for_each, count, functions, documents. */
const language = JSON.stringify({
  variable: { names: { default: ["a", "b"] } },
  locals: {
    a: "${[for n in var.names : upper(n)]}",
    b: { x: '${join("-", local.a)}', y: "${length(local.a)}" },
    c: '${merge(local.b, { z = try(local.b.none, "none") })}',
  },
  provider: { aws: [{ region: "eu-west-1" }, { alias: "far", region: '${lower("EU-WEST-3")}' }] },
  data: {
    aws_iam_policy_document: {
      p: {
        for_each: "${toset(var.names)}",
        statement: [
          {
            actions: ["s3:GetObject"],
            resources: ["${aws_s3_bucket.a[each.value].arn}/*"],
            principals: [{ type: "AWS", identifiers: ["*"] }],
            condition: [{ test: "StringEquals", variable: "aws:Referer", values: ["${local.c.x}"] }],
          },
        ],
      },
    },
  },
  resource: {
    aws_s3_bucket: {
      a: { for_each: "${toset(var.names)}", bucket: "bucket-${each.key}", provider: "aws.far" },
      n: { count: 2, bucket: "n-${count.index}" },
    },
    aws_s3_bucket_policy: {
      a: { bucket: '${aws_s3_bucket.a["a"].id}', policy: '${data.aws_iam_policy_document.p["a"].json}' },
    },
    aws_cloudfront_function: { f: { name: "f", runtime: "cloudfront-js-2.0", code: '${file("none.js")}' } },
    aws_cloudfront_distribution: {
      d: {
        enabled: true,
        origin: [{ origin_id: "a", domain_name: '${aws_s3_bucket.a["a"].bucket_regional_domain_name}' }],
        default_cache_behavior: [
          {
            ...{ target_origin_id: "a", viewer_protocol_policy: "allow-all", min_ttl: "${local.b.y}" },
            ...{ allowed_methods: ["GET", "HEAD"], cached_methods: ["GET", "HEAD"] },
            forwarded_values: [{ query_string: true, cookies: [{ forward: "none" }] }],
          },
        ],
        restrictions: [{ geo_restriction: [{ restriction_type: "none" }] }],
        viewer_certificate: [{ cloudfront_default_certificate: true }],
      },
    },
  },
  output: { a: { value: "${aws_s3_bucket.a}" } },
});

/** Loads a document and runs what it describes. */
function rehearse(text: string): unknown {
  const site = loadTerraform(text, { folder: "__tests__/fixtures/hcl", name: "fuzzed" });
  return new Rehearsal(site).close();
}

const target = (seeds: readonly string[]) =>
  ({
    seeds,
    read: rehearse,
    isRefusal: (error: unknown) => error instanceof OutlastError,
  }) satisfies FuzzTarget;

export const configurations = target([
  language,
  ...fixtures("__tests__/fixtures/golden/synthesis", ".tf.json"),
]);
export const plans = target(fixtures("__tests__/fixtures/hcl", "plan.json"));
