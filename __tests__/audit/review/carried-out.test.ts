import { describe, expect, it } from "vitest";
import { deedsOf, differences } from "../../../audit/review";

type Json = Record<string, unknown>;

const refersTo = (...references: string[]) => ({ references });
/** As `terraform show -json` has what a site with a zone of its own is configured as. */
const configuration = {
  root_module: {
    resources: [
      { address: "aws_route53_zone.zone", expressions: { name: { constant_value: "example.com" } } },
      {
        address: "aws_route53_record.site",
        expressions: {
          zone_id: refersTo("aws_route53_zone.zone.zone_id", "aws_route53_zone.zone"),
          alias: [{ name: refersTo("aws_cloudfront_distribution.site.domain_name") }],
          records: refersTo("each.value"),
        },
        for_each_expression: refersTo("data.aws_names.all.names"),
      },
      { address: "data.aws_names.all", expressions: { zone: refersTo("aws_route53_zone.zone.zone_id") } },
      { address: "aws_cloudfront_distribution.site", expressions: { comment: { constant_value: "site" } } },
    ],
    outputs: { name_servers: { expression: refersTo("aws_route53_zone.zone.name_servers") } },
  },
};
const create = (address: string, after: Json, after_unknown: Json) => ({
  ...{ address, provider_name: "aws" },
  change: { actions: ["create"], before: null, after, after_unknown },
});
const stands = (address: string, values: Json | null) => ({
  ...{ address, provider_name: "aws" },
  change: { actions: ["no-op"], before: values, after: values, after_unknown: {} },
});
const zone = create("aws_route53_zone.zone", { name: "example.com" }, { zone_id: true, name_servers: true });
const madeZone = stands("aws_route53_zone.zone", { name: "example.com", zone_id: "Z1", comment: "" });
const site = create("aws_cloudfront_distribution.site", { comment: "site" }, { domain_name: true });
const record = (after: Json, unknown: Json) =>
  create('aws_route53_record.site["www"]', { name: "www", ...after }, { fqdn: true, ...unknown });
const isUnknown = { zone_id: true, alias: true, records: true };
const isKnown = { zone_id: "Z1", records: ["a"] };
const output = (actions: string[], after: unknown, after_unknown: boolean) => ({
  name_servers: { actions, before: null, after, after_unknown },
});

const plan = (resource_changes: readonly Json[], output_changes: Json = {}) =>
  deedsOf(JSON.stringify({ format_version: "1.2", configuration, resource_changes, output_changes }), "plan");
const reviewed = plan([zone, record({}, isUnknown), site], output(["create"], null, true));

describe("what was reviewed and is done in part", () => {
  it("is what was reviewed, where what is left is, but for what the first part has made known", () => {
    const rest = plan([madeZone, record(isKnown, { alias: true }), site], output(["no-op"], ["ns-1"], false));
    expect(differences(rest, reviewed)).toEqual([]);
    const more = plan(
      [madeZone, record(isKnown, { alias: true }), site],
      output(["create"], ["ns-1"], false),
    );
    expect(differences(more, reviewed)).toEqual([]);
    expect(differences(reviewed, rest)).not.toEqual([]);
  });

  const name = 'aws_route53_record.site["www"]';
  it.each<[string, Json[], string]>([
    [
      "another zone stands",
      [
        stands("aws_route53_zone.zone", { name: "example.net", zone_id: "Z1" }),
        record(isKnown, { alias: true }),
        site,
      ],
      "aws_route53_zone.zone: create, as it was reviewed, is planned no more",
    ],
    [
      "there is no zone",
      [record({}, isUnknown), site],
      "aws_route53_zone.zone: create, as it was reviewed, is planned no more",
    ],
    [
      "what has become known refers to nothing that is done",
      [madeZone, record({ ...isKnown, alias: [{ name: "evil.example" }] }, {}), site],
      `${name}: create with another alias`,
    ],
    [
      "what was known is another",
      [madeZone, record({ ...isKnown, name: "evil" }, { alias: true }), site],
      `${name}: create with another name`,
    ],
    [
      "what was known is known no more",
      [madeZone, record({ ...isKnown, name: undefined }, { alias: true, name: true }), site],
      `${name}: create with another name`,
    ],
    [
      "something is to be done besides",
      [madeZone, record(isKnown, { alias: true }), site, create("aws_iam_user.mine", {}, {})],
      "aws_iam_user.mine: create, which nobody has reviewed",
    ],
    [
      "nothing is done yet, and something has become known",
      [zone, record(isKnown, { alias: true }), site],
      `${name}: create with another records, zone_id`,
    ],
  ])("is something else where %s", (_, changes, line) => {
    expect(differences(plan(changes, output(["no-op"], ["ns-1"], false)), reviewed)).toContain(line);
  });

  it("is something else where what was to go is there still, and the same where it is gone", () => {
    const gone = { ...stands("aws_s3_bucket.old", { bucket: "b" }) };
    const removal = { ...gone, change: { actions: ["delete"], before: { bucket: "b" }, after: null } };
    const both = plan([removal, site]);
    expect(differences(plan([site]), both)).toEqual([]);
    expect(differences(plan([gone, site]), both)).toEqual([
      "aws_s3_bucket.old: delete, as it was reviewed, is planned no more",
    ]);
  });

  it("has been updated to what the review showed, in whatever order a set and a document have it", () => {
    const address = "aws_s3_bucket_policy.site";
    const update = (after: Json, after_unknown: Json = {}) => ({
      ...{ address, provider_name: "aws" },
      change: { actions: ["update"], before: { policy: "{}" }, after, after_unknown },
    });
    const wanted = update({ policy: '{"a":1,"b":[{"x":1},{"x":2}]}', tags: null }, { etag: true });
    const is = (policy: string) =>
      differences(plan([stands(address, { policy, tags: {}, etag: "1" }), site]), plan([wanted, site]));
    expect(is('{ "b": [{ "x": 2 }, { "x": 1 }], "a": 1 }')).toEqual([]);
    expect(is('{"a":1,"b":[{"x":1},{"x":1}]}')).toEqual([
      `${address}: update, as it was reviewed, is planned no more`,
    ]);
  });
});
