import { describe, expect, test } from "vitest";
import type { Json } from "../../../terraform/value";
import { distributionWith } from "../../support/planned-site";
import { found } from "../../support/plans";

const type = "aws_cloudfront_distribution";
const standard = distributionWith({ lambda: "arn:aws:lambda:us-east-1:1:function:headers:1" });
const [usual] = standard.default_cache_behavior;
const blog = { ...usual, path_pattern: "/blog/*" };
const site = { ...standard, ordered_cache_behavior: [blog] };

/** A value without some of its attributes, which its marks say are only known after the apply. */
const without = (values: Json, ...names: string[]): Json =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

describe("what a plan leaves to the apply is not said to be removed", () => {
  test.each(["origin", "origin_group", "ordered_cache_behavior", "default_cache_behavior"])(
    "%s of a distribution, all of them or one",
    (name) => {
      const after = without(site, name);
      expect(found({ type, before: site, after, after_unknown: { [name]: true } })).toEqual([]);
      const one = { after: { ...after, [name]: [null] }, after_unknown: { [name]: [true] } };
      expect(found({ type, before: site, ...one })).toEqual([]);
    },
  );

  test.each(["function_association", "lambda_function_association"])("%s of a behaviour", (name) => {
    const after = { ...site, ordered_cache_behavior: [without(blog, name)] };
    const marks = (mark: Json[string]) => ({ ordered_cache_behavior: [{ [name]: mark }] });
    expect(found({ type, before: site, after, after_unknown: marks(true) })).toEqual([]);
    const event = { ...site, ordered_cache_behavior: [{ ...blog, [name]: [{}] }] };
    const after_unknown = marks([{ event_type: true }]);
    expect(found({ type, before: site, after: event, after_unknown })).toEqual([]);
  });

  test("blocks of which it is open which they are", () => {
    const origins = { ...site, origin: site.origin.map((one) => without(one, "origin_id")) };
    const ids = { origin: [{ origin_id: true }, { origin_id: true }] };
    expect(found({ type, before: site, after: origins, after_unknown: ids })).toEqual([]);
    const paths = { ...site, ordered_cache_behavior: [without(blog, "path_pattern")] };
    const after_unknown = { ordered_cache_behavior: [{ path_pattern: true }] };
    expect(found({ type, before: site, after: paths, after_unknown })).toEqual([]);
  });

  test("rules of a replication, and what they promise", () => {
    const time = { replication_time: [{ status: "Enabled" }] };
    const rule = { id: "a", status: "Enabled", destination: [{ bucket: "arn:aws:s3:::r", ...time }] };
    const given = { type: "aws_s3_bucket_replication_configuration", before: { rule: [rule] } };
    const rest = { id: "a", status: "Enabled" };
    expect(found({ ...given, after: {}, after_unknown: { rule: true } })).toEqual([]);
    expect(found({ ...given, after: { rule: [null] }, after_unknown: { rule: [true] } })).toEqual([]);
    const after_unknown = { rule: [{ destination: true }] };
    const open = found({ ...given, after: { rule: [rest] }, after_unknown });
    expect(open).not.toContain("medium replication-time-control-off");
  });

  test("those whom an alarm tells", () => {
    const before = { alarm_name: "errors", alarm_actions: ["arn:aws:sns:us-east-1:1:alarms"] };
    const alarm = { type: "aws_cloudwatch_metric_alarm", before, after: { alarm_name: "errors" } };
    expect(found({ ...alarm, after_unknown: { alarm_actions: true } })).toEqual([]);
    expect(found(alarm)).toEqual(["medium alarm-silenced"]);
  });
});

describe("what is removed is found beside what is left to the apply", () => {
  test("an origin, where a value of another one is open", () => {
    const [first] = site.origin;
    const after = { ...site, origin: [without(first ?? {}, "domain_name")] };
    const after_unknown = { origin: [{ domain_name: true }] };
    expect(found({ type, before: site, after, after_unknown })).toContain("high origin-removed");
  });

  test("a function, where the ARN of another one is open", () => {
    const lambda_function_association = [{ event_type: "origin-response" }];
    const other = { ...blog, function_association: [], lambda_function_association };
    const after = { ...site, ordered_cache_behavior: [other] };
    const after_unknown = {
      ordered_cache_behavior: [{ lambda_function_association: [{ lambda_arn: true }] }],
    };
    expect(found({ type, before: site, after, after_unknown })).toEqual(["high function-detached"]);
  });

  test("failover, where a behaviour asks what is known to be one origin", () => {
    const { origin_group: _, ...rest } = { ...standard, ...distributionWith({ target: "primary" }) };
    const change = { type, before: standard, after: rest, after_unknown: { origin_group: true } };
    expect(found(change)).toContain("critical failover-removed");
  });
});
