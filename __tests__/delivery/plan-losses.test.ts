import { expect, test } from "vitest";
import { reviewPlan } from "../../audit/review";
import { refuseLosses } from "../../delivery/plan";
import { siteWith } from "../support/sites";

const places = {
  primary: { region: "eu-west-1", bucket: "shop-replica-test" },
  replica: { region: "eu-north-1", bucket: "shop-eu-north-1" },
};
const promoted = siteWith({ regions: places });

/** A plan that does this with one resource. */
const review = (type: string, actions: readonly ("create" | "delete" | "forget")[]) => {
  const change = { actions, before: { bucket: "shop-replica-test" }, after: null };
  return {
    name: "shop",
    review: reviewPlan({
      format_version: "1.2",
      resource_changes: [{ address: `${type}.it`, mode: "managed", type, name: "it", change }],
      resource_drift: [],
    }),
  };
};

test.each([
  ["aws_s3_bucket", ["delete"]],
  ["aws_s3_bucket", ["delete", "create"]],
  ["aws_cloudfront_distribution", ["delete"]],
] as const)("no plan of a promoted site takes away its %s (%s)", (type, actions) => {
  expect(() => refuseLosses({ site: promoted }, review(type, actions))).toThrow(/PLAN_LOSES: \w+\.it/);
  expect(() => refuseLosses({ site: siteWith({}) }, review(type, actions))).not.toThrow();
});

test("a promoted site may forget a bucket, and let go of what can be made again", () => {
  expect(() => refuseLosses({ site: promoted }, review("aws_s3_bucket", ["forget"]))).not.toThrow();
  expect(() => refuseLosses({ site: promoted }, review("aws_lambda_function", ["delete"]))).not.toThrow();
});
