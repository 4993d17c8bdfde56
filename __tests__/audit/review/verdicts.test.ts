import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../../audit/review/review";
import { distributionWith } from "../../support/planned-site";
import { found, type PlannedResource, planWith } from "../../support/plans";

const distribution = "aws_cloudfront_distribution";
const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" };

const record = (
  type: string,
  there: readonly ["before" | "after", ...("before" | "after")[]],
): PlannedResource => {
  const alias = [{ name: "d111111abcdef8.cloudfront.net", zone_id: "Z2", evaluate_target_health: false }];
  const values = { name: "www.example.com", type, alias };
  return {
    address: `aws_route53_record.${type.toLowerCase()}`,
    type: "aws_route53_record",
    ...Object.fromEntries(there.map((side) => [side, values])),
  };
};

const reviewed = (...resources: PlannedResource[]) =>
  reviewPlan(planWith(resources)).findings.map(({ address, rule }) => `${address} ${rule}`);

describe("the rules of an audit, before and after a plan", () => {
  test("say nothing of what was broken before in the same way", () => {
    const values = distributionWith({ codes: [403, 500] });
    expect(found({ type: distribution, before: values, after: { ...values, comment: "other" } })).toEqual([]);
  });

  test("say it where more is broken than was", () => {
    const [before, after] = [
      distributionWith({ codes: [403, 500, 502] }),
      distributionWith({ codes: [403, 500] }),
    ];
    expect(found({ type: distribution, before, after })).toEqual(["high failover-codes"]);
  });

  test("find what breaks in one resource by a change of another", () => {
    const site = { ...distributionWith(), is_ipv6_enabled: true };
    const both = ["before", "after"] as const;
    const unchanged: PlannedResource = { type: distribution, before: site, after: site, actions: ["no-op"] };
    expect(reviewed(unchanged, record("A", both), record("AAAA", ["before"]))).toEqual([
      "aws_route53_record.aaaa record-removed",
      "aws_route53_record.a alias-without-aaaa",
    ]);
  });

  test("tell of what is new what is high or worse: the rest is an audit's", () => {
    expect(
      found({ type: distribution, after: { ...distributionWith({ codes: [500], errorStatus: 200 }) } }),
    ).toEqual(["high failover-codes"]);
  });

  test("read on beside what only providers of 6.26 to 6.66 know, of which a change is one that a person has to read", () => {
    const later = {
      ...{ anycast_ip_list_id: "aip_1", cache_tag_config: [{ header_name: "x-amz-meta-cache-tag" }] },
      ...{ viewer_mtls_config: [{ mode: "required" }], connection_function_association: [{ id: "1" }] },
    };
    const [before, after] = [distributionWith(), { ...distributionWith(), ...later }];
    const { findings, tally } = reviewPlan(planWith([{ type: distribution, before, after }]));
    expect([findings, tally.unjudged]).toEqual([[], [`${distribution}.this`]]);
    const broken = { ...distributionWith({ codes: [403, 500] }), ...later };
    expect(found({ type: distribution, before, after: broken })).toEqual(["high failover-codes"]);
  });

  test("do not take a policy whose text is lost for one that lets everybody in", () => {
    const policy: PlannedResource = {
      ...{ address: "aws_s3_bucket_policy.shop", type: "aws_s3_bucket_policy" },
      ...{ after: { bucket: "shop" }, after_unknown: { policy: true } },
    };
    const after = { bucket: "shop", policy: JSON.stringify({ Statement: [open] }) };
    expect(reviewed(policy)).toEqual([]);
    expect(reviewed({ ...policy, after, after_unknown: {} })).toEqual([
      "aws_s3_bucket_policy.shop bucket-policy-public",
    ]);
  });

  test("hide what is marked as sensitive", () => {
    const before = { acl: "private" };
    const secret = { type: "aws_s3_bucket_acl", before, after: { acl: "public-read" } };
    const plan = planWith([{ ...secret, before_sensitive: { acl: true }, after_sensitive: { acl: true } }]);
    expect(JSON.stringify(reviewPlan(plan).findings)).not.toContain("public-read");
  });
});
