import { describe, expect, it } from "vitest";
import { siteJson } from "../support/site-json";
import { domain, headerRule } from "../support/sites";
import { inventory, resource } from "../support/synth";

const deployment = {
  project: "shop",
  bucketSuffix: "test",
  region: "eu-west-1",
  bootstrapped: true,
  onCall: [],
};

describe("site stack", () => {
  it("takes no provider whose plans of a bucket never end", () => {
    const version = JSON.stringify(siteJson().terraform);
    const refused = ["6.22.0", "6.22.1", "6.30.0", "6.39.0", "6.39.1"];
    const taken = ["5.100.0", "6.21.0", "6.40.0", "6.66.0"];
    expect([...refused, ...taken].filter((one) => version.includes(`!= ${one}`))).toEqual(refused);
  });

  it("asks for providers that both majors satisfy, in three regions, with the site's tags", () => {
    const json = siteJson({ tags: { team: "web" } });
    const default_tags = [{ tags: { "outlast:site": "shop", team: "web" } }];
    expect(json.terraform).toMatchObject({
      required_providers: {
        aws: { source: "hashicorp/aws", version: expect.stringMatching(/^>= 5\.100\.0, < 7\.0\.0, !=/) },
      },
      required_version: ">= 1.10.0",
    });
    expect(json.provider.aws).toEqual([
      { region: "eu-central-1", default_tags },
      { region: "eu-west-1", alias: "replica", default_tags },
      { region: "us-east-1", alias: "global", default_tags },
    ]);
  });

  it("keeps its state in a file, and in S3 under S3's own lock once bootstrapped", () => {
    expect(siteJson().terraform.backend).toEqual({ local: { path: "../../../terraform.shop.tfstate" } });
    expect(siteJson({}, deployment).terraform.backend).toEqual({
      s3: {
        bucket: "shop-state-test",
        key: "stacks/shop.tfstate",
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("has neither names nor certificate without a domain", () => {
    const kinds = Object.keys(inventory(siteJson()));
    expect(kinds.filter((kind) => /acm|route53_(zone|record)/.test(kind))).toEqual([]);
  });

  it("has zone, certificate and all three records of each name with a domain", () => {
    expect(inventory(siteJson({ domain }))).toMatchObject({
      aws_route53_zone: 1,
      aws_acm_certificate: 1,
      aws_acm_certificate_validation: 1,
      aws_route53_record: 7,
    });
  });

  it("replicates one way, and both ways when asked to", () => {
    expect(inventory(siteJson())).toMatchObject({ aws_s3_bucket_replication_configuration: 1 });
    expect(inventory(siteJson({ replication: { twoWay: true } }))).toMatchObject({
      aws_s3_bucket_replication_configuration: 2,
    });
  });

  it("has a third bucket only for access logs", () => {
    expect(inventory(siteJson())).toMatchObject({ aws_s3_bucket: 2 });
    expect(inventory(siteJson({ distribution: { accessLogs: {} } }))).toMatchObject({ aws_s3_bucket: 3 });
  });

  it("delivers access logs of another format, from us-east-1 to that bucket, and has the distribution write none", () => {
    const accessLogs = { format: "parquet" as const, prefix: "logs/" };
    const json = siteJson({ distribution: { accessLogs } });
    const delivery = (part: string) => resource(json, `aws_cloudwatch_log_delivery${part}`);
    expect(resource(json, "aws_cloudfront_distribution")).not.toHaveProperty("logging_config");
    expect(delivery("_source")).toMatchObject({ log_type: "ACCESS_LOGS", provider: "aws.global" });
    expect(delivery("_destination")).toMatchObject({
      output_format: "parquet",
      delivery_destination_configuration: [
        { destination_resource_arn: "${aws_s3_bucket.logs_bucket.arn}/logs" },
      ],
    });
    expect(delivery("")).toMatchObject({
      depends_on: ["aws_s3_bucket_policy.logs_policy"],
      record_fields: expect.not.arrayContaining(["cs(Cookie)"]),
      s3_delivery_configuration: [
        { enable_hive_compatible_path: true, suffix_path: "{yyyy}/{MM}/{dd}/{HH}" },
      ],
    });
  });

  it("says in one output where everything is", () => {
    const json = siteJson({ domain, headers: { rules: [headerRule] }, monitoring: { alarms: false } });
    // By itself, since it is there before anything else is.
    const nameServers = "${aws_route53_zone.zone_zone.name_servers}";
    expect(json.output).toEqual({
      name_servers: { description: expect.any(String), value: nameServers },
      outlast: {
        description: expect.any(String),
        value: {
          version: 1,
          site: "shop",
          url: "https://www.example.com",
          distribution: {
            id: "${aws_cloudfront_distribution.distribution.id}",
            arn: "${aws_cloudfront_distribution.distribution.arn}",
            domain_name: "${aws_cloudfront_distribution.distribution.domain_name}",
          },
          buckets: {
            primary: { name: "${aws_s3_bucket.primary_bucket.id}", region: "eu-central-1" },
            replica: { name: "${aws_s3_bucket.replica_bucket.id}", region: "eu-west-1" },
          },
          key_value_store_arn: "${aws_cloudfront_key_value_store.viewer_request_store.arn}",
          functions: {
            viewer_request: "shop-viewer-request",
            headers: { runtime: "lambda-at-edge", name: "shop-security-headers" },
          },
          alarm_names: [],
          topic_arns: [],
          zone: { name: "example.com", name_servers: nameServers },
        },
      },
    });
  });
});
