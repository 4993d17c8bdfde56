// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, it } from "vitest";
import { type Body, configuration, distribution, load } from "./site";

const zone = { aws_route53_zone: { site: { name: "example.com" } } };
const zoneId = { zone_id: "${aws_route53_zone.site.zone_id}" };
const custom = {
  http_port: 80,
  https_port: 443,
  origin_protocol_policy: "http-only",
  origin_ssl_protocols: ["TLSv1.2"],
};
const origin = { origin_id: "site", domain_name: "origin.example.com", custom_origin_config: custom };

const certificate = {
  acm_certificate_arn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
  ssl_support_method: "sni-only",
};

function site(records: Body, more: Body = {}) {
  const named = { origin: [origin], aliases: ["www.example.com"], viewer_certificate: certificate };
  return load(
    configuration({
      ...zone,
      aws_cloudfront_distribution: { site: distribution(named) },
      aws_route53_record: records,
      ...more,
    }),
  );
}

const cname = (over: Body = {}): Body => ({
  ...{ ...zoneId, name: "origin", type: "CNAME", ttl: 30, records: ["a.example.net"] },
  ...over,
});

describe("records of Route 53", () => {
  it("have the zone's name behind theirs, once", () => {
    for (const name of ["origin", "origin.example.com", "Origin.Example.Com."])
      expect(site({ one: cname({ name }) }).zones.records).toEqual([
        {
          name: "origin.example.com",
          type: "CNAME",
          targets: ["a.example.net"],
          ttl: 30,
          routing: { type: "simple" },
        },
      ]);
  });

  it("are told apart by failover and latency", () => {
    const policies = [
      { failover_routing_policy: { type: "PRIMARY" } },
      { failover_routing_policy: { type: "SECONDARY" } },
      { latency_routing_policy: { region: "eu-west-1" } },
    ];
    const { zones } = site(
      Object.fromEntries(
        policies.map((policy, at) => [`r${at}`, cname({ ...policy, set_identifier: `${at}` })]),
      ),
    );
    expect(zones.records.map(({ routing }) => routing)).toEqual([
      { type: "failover", role: "primary" },
      { type: "failover", role: "secondary" },
      { type: "latency", region: "eu-west-1" },
    ]);
  });

  it("are read as far as visitors and origins come by them, through other names too", () => {
    const { zones, warnings } = site({
      origin: cname({ records: ["next.example.com"] }),
      next: cname({ name: "next" }),
      mail: cname({ name: "mail", weighted_routing_policy: { weight: 1 } }),
      text: cname({ type: "TXT", records: ["v=spf1 -all"] }),
    });
    expect(zones.records.map(({ name }) => name)).toEqual(["origin.example.com", "next.example.com"]);
    expect(warnings).toEqual([]);
  });

  it("are left out, with the reason, where they go by what is not rehearsed", () => {
    const { zones, warnings } = site({
      one: cname({ weighted_routing_policy: { weight: 1 }, set_identifier: "a" }),
    });
    expect(zones.records).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^aws_route53_record\.one is left out: TERRAFORM_NOT_REHEARSED .*weighted_routing_policy/,
      ),
    ]);
  });

  it("of which only AWS knows how many there are do no harm", () => {
    const validation = {
      for_each: "${aws_acm_certificate.site.domain_validation_options}",
      ...{ ...zoneId, name: "${each.value.resource_record_name}", type: "CNAME", records: ["x"], ttl: 60 },
    };
    const { zones } = site(
      { validation, one: cname() },
      { aws_acm_certificate: { site: { domain_name: "example.com", validation_method: "DNS" } } },
    );
    expect(zones.records.map(({ name }) => name)).toEqual(["origin.example.com"]);
  });

  it("that are aliases of a website of S3 lead to the bucket that is called as they are", () => {
    const alias = {
      name: "s3-website-eu-west-1.amazonaws.com",
      zone_id: "Z1",
      evaluate_target_health: false,
    };
    const { zones } = site({ www: { ...zoneId, name: "www", type: "A", alias } });
    expect(zones.records).toMatchObject([
      {
        targets: ["www.example.com.s3-website-eu-west-1.amazonaws.com"],
        alias: { evaluateTargetHealth: false },
        ttl: 60,
      },
    ]);
  });
});

describe("health checks of Route 53", () => {
  const checked = (checks: Body) =>
    site(
      { one: cname({ health_check_id: "${aws_route53_health_check.one.id}" }) },
      { aws_route53_health_check: checks },
    );

  it("have the defaults of Route 53", () => {
    const { zones } = checked({
      one: { type: "HTTP", fqdn: "a.example.net" },
      other: { type: "TCP", fqdn: "b.example.net" },
    });
    expect(zones.healthChecks).toMatchObject([
      {
        ...{
          type: "endpoint",
          protocol: "http",
          endpoint: "a.example.net",
          host: "a.example.net",
          port: 80,
          path: "/",
        },
        ...{ interval: 30, failureThreshold: 3, checkers: 8, inverted: false, disabled: false },
      },
    ]);
  });

  it("say what they ask, whom, how often and from where", () => {
    const asked = { resource_path: "health?deep=1", port: 8443, request_interval: 10, failure_threshold: 2 };
    const where = {
      ip_address: "192.0.2.1",
      fqdn: "a.example.net",
      regions: ["us-east-1", "eu-west-1", "sa-east-1"],
    };
    const { zones } = checked({ one: { type: "HTTPS_STR_MATCH", search_string: "ok", ...asked, ...where } });
    expect(zones.healthChecks).toMatchObject([
      {
        ...{
          protocol: "https",
          endpoint: "192.0.2.1",
          host: "a.example.net",
          port: 8443,
          path: "/health?deep=1",
        },
        ...{ interval: 10, failureThreshold: 2, checkers: 3, searchString: "ok" },
      },
    ]);
  });

  it("that are calculated bring their children", () => {
    const { zones } = checked({
      one: {
        type: "CALCULATED",
        child_health_threshold: 1,
        child_healthchecks: ["${aws_route53_health_check.child.id}"],
      },
      child: { type: "TCP", fqdn: "a.example.net", port: 443 },
    });
    expect(zones.healthChecks.map(({ type }) => type)).toEqual(["calculated", "endpoint"]);
  });

  it("that go by an alarm count as healthy, which is told", () => {
    const { zones, warnings } = checked({
      one: { type: "CLOUDWATCH_METRIC", cloudwatch_alarm_name: "a", cloudwatch_alarm_region: "us-east-1" },
    });
    expect(zones.healthChecks).toMatchObject([{ type: "assumed" }]);
    expect(warnings).toEqual([expect.stringContaining("CLOUDWATCH_METRIC")]);
  });
});

describe("load balancers", () => {
  const origins = [{ ...origin, domain_name: "${aws_lb.api.dns_name}" }];
  const balanced = (lb: Body, more: Body = {}) =>
    load(
      configuration({
        aws_lb: { api: lb },
        aws_cloudfront_distribution: { site: distribution({ origin: origins }) },
        ...more,
      }),
    );

  it("say by a tag what stands behind them, and are told of where they do not", () => {
    const named = balanced({
      name: "api",
      tags: { "outlast:origin": "a.s3-website-eu-west-1.amazonaws.com" },
    });
    expect(named.zones.balancers).toMatchObject([
      {
        origin: "a.s3-website-eu-west-1.amazonaws.com",
        check: {
          path: "/",
          interval: 30,
          timeout: 5,
          failureThreshold: 2,
          recoveryThreshold: 5,
          statuses: [[200, 200]],
        },
      },
    ]);
    expect(named.warnings).toEqual([]);
    expect(balanced({ name: "api" }).warnings).toEqual([expect.stringContaining("--origin")]);
  });

  it("are healthy by the check of their target group", () => {
    const { zones } = balanced(
      { name: "api", tags: { "outlast:origin": "a.s3-website-eu-west-1.amazonaws.com" } },
      {
        aws_lb_listener: {
          api: {
            load_balancer_arn: "${aws_lb.api.arn}",
            default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.api.arn}" }],
          },
        },
        aws_lb_target_group: {
          api: { name: "api", health_check: { path: "/health", interval: 10, matcher: "200,300-399" } },
        },
      },
    );
    expect(zones.balancers).toMatchObject([
      {
        check: {
          path: "/health",
          interval: 10,
          statuses: [
            [200, 200],
            [300, 399],
          ],
        },
      },
    ]);
  });
});

describe("Multi-Region Access Points", () => {
  const point = {
    aws_s3control_multi_region_access_point: {
      site: { details: { name: "site", region: [{ bucket: "site-bucket" }, { bucket: "far" }] } },
    },
  };
  const beside = {
    aws_s3_bucket: { site: { bucket: "site-bucket" }, far: { bucket: "far", provider: "aws.far" } },
  };
  const provider = { provider: { aws: [{ region: "eu-west-3" }, { alias: "far", region: "us-west-2" }] } };
  const read = (more: Body = {}) =>
    load(configuration({ ...point, ...beside, ...more }, provider)).accessPoints[0];

  it("are active everywhere, in the regions of their buckets, unless routes say otherwise", () => {
    expect(read()?.routes).toEqual([
      { bucket: "site-bucket", region: "eu-west-3", active: true },
      { bucket: "far", region: "us-west-2", active: true },
    ]);
    expect(read()?.alias).toMatch(/^[a-z0-9]+\.mrap$/);
    const route = [{ bucket: "far", region: "us-west-2", traffic_dial_percentage: 0 }];
    const mrap = "${aws_s3control_multi_region_access_point.site.arn}";
    const routed = read({ aws_s3control_multi_region_access_point_routes: { site: { mrap, route } } });
    expect(routed?.routes.map(({ active }) => active)).toEqual([true, false]);
  });

  it("have the policy of their name", () => {
    const policy = (name: string) => ({ details: { name, policy: `{"of":"${name}"}` } });
    const both = { other: policy("other"), site: policy("site") };
    expect(read({ aws_s3control_multi_region_access_point_policy: both })?.policy).toBe('{"of":"site"}');
  });
});
