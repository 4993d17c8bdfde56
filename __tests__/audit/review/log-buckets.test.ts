import { expect, test } from "vitest";
import { reviewPlan } from "../../../audit/review/review";
import type { Value } from "../../../terraform/value";
import { planWith } from "../../support/plans";

const lifecycleType = "aws_s3_bucket_lifecycle_configuration";
const rules = (days: number) => ({ rule: [{ id: "log-files", status: "Enabled", expiration: [{ days }] }] });

/** What is found of a bucket's lifecycle, where the distribution's logs go to the bucket of that name. */
function found(lifecycle: { before?: Value; after: Value }, logs: string) {
  const plan = planWith([
    { type: lifecycleType, address: `${lifecycleType}.logs`, ...lifecycle },
    { type: "aws_cloudfront_distribution", after: {} },
  ]);
  const resource = (type: string, name: string, expressions: Value) => ({
    mode: "managed",
    type,
    name,
    expressions,
  });
  const domain = { references: [`aws_s3_bucket.${logs}.bucket_domain_name`, `aws_s3_bucket.${logs}`] };
  const resources = [
    resource(lifecycleType, "logs", {
      bucket: { references: ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"] },
    }),
    resource("aws_cloudfront_distribution", "this", { logging_config: [{ bucket: domain }] }),
  ];
  const { findings } = reviewPlan({ ...plan, configuration: { root_module: { resources } } });
  return findings.map(({ rule, severity }) => `${severity} ${rule}`);
}

test("access logs may expire; objects of any other bucket may not", () => {
  expect(found({ after: rules(90) }, "logs")).toEqual([]);
  expect(found({ after: rules(90) }, "others")).toEqual(["high objects-expire"]);
});

test("access logs that expire sooner than before are said", () => {
  expect(found({ before: rules(90), after: rules(30) }, "logs")).toEqual(["medium logs-expire-sooner"]);
  expect(found({ before: rules(30), after: rules(90) }, "logs")).toEqual([]);
});

test("the bucket that logs are delivered to is one of logs", () => {
  const type = "aws_cloudwatch_log_delivery_destination";
  const names = (bucket: string) => {
    const block = [{ destination_resource_arn: `arn:aws:s3:::${bucket}/cloudfront` }];
    const plan = planWith([
      { type: lifecycleType, address: `${lifecycleType}.logs`, after: { ...rules(90), bucket: "site-logs" } },
      { type, after: { delivery_destination_configuration: block } },
    ]);
    return reviewPlan(plan).findings.map(({ rule }) => rule);
  };
  expect(names("site-logs")).toEqual([]);
  expect(names("site-primary")).toEqual(["objects-expire"]);
});
