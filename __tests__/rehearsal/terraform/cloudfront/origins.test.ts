// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import { complaintsOfDistribution, configuration, distribution, load, loadDistribution } from "../site";

const domain_name = "${aws_s3_bucket.site.bucket_regional_domain_name}";
const custom = {
  http_port: 80,
  https_port: 443,
  origin_protocol_policy: "https-only",
  origin_ssl_protocols: ["TLSv1.2"],
};

describe("origins", () => {
  test("an S3 origin has CloudFront's default attempts and timeouts", () => {
    expect(loadDistribution({}).origins).toEqual([
      {
        id: "site",
        domainName: "site-bucket.s3.eu-west-3.amazonaws.com",
        originPath: "",
        customHeaders: [],
        connectionAttempts: 3,
        connectionTimeout: 10,
        readTimeout: 30,
        kind: { type: "s3", access: { type: "none" } },
      },
    ]);
  });

  test.each(["always", "never", "no-override"])("an access control signs %s", (signing_behavior) => {
    const origin_access_control_id = "${aws_cloudfront_origin_access_control.site.id}";
    const { origins } = loadDistribution(
      { origin: [{ origin_id: "site", domain_name, origin_access_control_id }] },
      {
        aws_cloudfront_origin_access_control: {
          site: {
            name: "a",
            origin_access_control_origin_type: "s3",
            signing_behavior,
            signing_protocol: "sigv4",
          },
        },
      },
    );
    expect(origins[0]?.kind).toEqual({
      type: "s3",
      access: { type: "oac", signingBehavior: signing_behavior },
    });
  });

  test("an access identity is known by its path and canonical user", () => {
    const origin_access_identity =
      "${aws_cloudfront_origin_access_identity.site.cloudfront_access_identity_path}";
    const site = load(
      configuration({
        aws_cloudfront_origin_access_identity: { site: {} },
        aws_cloudfront_distribution: {
          site: distribution({
            origin: [{ origin_id: "site", domain_name, s3_origin_config: { origin_access_identity } }],
          }),
        },
      }),
    );
    const kind = site.distributions[0]?.origins[0]?.kind;
    const identity = kind?.type === "s3" && kind.access.type === "oai" ? kind.access.identity : "";
    expect(site.accessIdentities.get(identity)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a custom origin has its ports, protocol and timeouts", () => {
    const origin = {
      origin_id: "site",
      domain_name: "api.example",
      origin_path: "/v1",
      custom_header: [{ name: "X-A", value: "b" }],
      custom_origin_config: { ...custom, origin_read_timeout: 50, origin_keepalive_timeout: 7 },
      origin_shield: { enabled: true, origin_shield_region: "eu-west-3" },
      response_completion_timeout: 40,
    };
    expect(loadDistribution({ origin }).origins[0]).toMatchObject({
      domainName: "api.example",
      originPath: "/v1",
      customHeaders: [["X-A", "b"]],
      readTimeout: 50,
      responseCompletionTimeout: 40,
      originShield: { region: "eu-west-3" },
      kind: {
        type: "custom",
        httpPort: 80,
        httpsPort: 443,
        protocolPolicy: "https-only",
        sslProtocols: ["TLSv1.2"],
        keepaliveTimeout: 7,
      },
    });
  });

  test("a custom origin whose name only AWS will know gets a name that leads nowhere, and says so", () => {
    const origin = {
      origin_id: "site",
      domain_name: "${aws_media_store_container.api.endpoint}",
      custom_origin_config: custom,
    };
    const site = load(
      configuration({
        aws_media_store_container: { api: {} },
        aws_cloudfront_distribution: { site: distribution({ origin }) },
      }),
    );
    expect(site.distributions[0]?.origins[0]?.domainName).toBe("site.origin.invalid");
    expect(site.warnings).toEqual([expect.stringContaining("--origin site=")]);
  });

  test("a header whose secret is kept elsewhere gets a text that is none, and says so", () => {
    const value = "${data.aws_secretsmanager_secret_version.api.secret_string}";
    const parameter = "${jsondecode(data.aws_ssm_parameter.api.value).token}";
    const origin = {
      ...{ origin_id: "site", domain_name: "api.example", custom_origin_config: custom },
      custom_header: [
        { name: "X-A", value },
        { name: "X-B", value: parameter },
      ],
    };
    const site = load(
      configuration(
        { aws_cloudfront_distribution: { site: distribution({ origin }) } },
        {
          data: {
            aws_secretsmanager_secret_version: { api: { secret_id: "api" } },
            aws_ssm_parameter: { api: { name: "/api" } },
          },
        },
      ),
    );
    expect(site.distributions[0]?.origins[0]?.customHeaders).toEqual([
      ["X-A", "unknown"],
      ["X-B", "unknown"],
    ]);
    expect(site.warnings.filter((text) => text.includes("kept elsewhere"))).toHaveLength(2);
  });

  test("an origin in a VPC is a custom one", () => {
    const origin = {
      ...{ origin_id: "site", domain_name: "inner.example" },
      vpc_origin_config: { vpc_origin_id: "vo_1", origin_read_timeout: 20, origin_keepalive_timeout: 9 },
    };
    expect(loadDistribution({ origin }).origins[0]).toMatchObject({
      domainName: "inner.example",
      readTimeout: 20,
      kind: { type: "custom", keepaliveTimeout: 9 },
    });
  });

  test("a function URL behind an access control is a custom origin, whose requests are not signed here", () => {
    const control = {
      ...{ name: "fn", origin_access_control_origin_type: "lambda" },
      ...{ signing_behavior: "always", signing_protocol: "sigv4" },
    };
    const origin = {
      ...{ origin_id: "site", domain_name: "abc.lambda-url.eu-west-1.on.aws", custom_origin_config: custom },
      origin_access_control_id: "${aws_cloudfront_origin_access_control.fn.id}",
    };
    const site = load(
      configuration({
        aws_cloudfront_origin_access_control: { fn: control },
        aws_cloudfront_distribution: { site: distribution({ origin }) },
      }),
    );
    expect(site.distributions[0]?.origins[0]?.kind.type).toBe("custom");
    expect(site.warnings).toEqual([expect.stringContaining("edge-origin-signatures")]);
  });

  test("an S3 origin whose name cannot be known is a problem", () => {
    const origin = { origin_id: "site", domain_name: "${aws_s3_access_point.a.alias}" };
    expect(complaintsOfDistribution({ origin })).toEqual([
      "TERRAFORM_UNKNOWN_VALUE aws_cloudfront_distribution.site: origin[0].domain_name",
    ]);
  });

  test("the members of a group keep their order, the codes are sorted", () => {
    const origin = ["b", "a"].map((origin_id) => ({ origin_id, domain_name }));
    const origin_group = {
      origin_id: "group",
      failover_criteria: { status_codes: [504, 403, 500] },
      member: [{ origin_id: "b" }, { origin_id: "a" }],
    };
    const ordered = loadDistribution({
      origin: [{ origin_id: "site", domain_name }, ...origin],
      origin_group,
    });
    expect(ordered.originGroups).toEqual([
      { id: "group", members: ["b", "a"], statusCodes: [403, 500, 504] },
    ]);
  });

  test("a group of three is refused", () => {
    const member = ["site", "site", "site"].map((origin_id) => ({ origin_id }));
    const origin_group = { origin_id: "group", failover_criteria: { status_codes: [503] }, member };
    expect(complaintsOfDistribution({ origin_group })).toContain(
      "TERRAFORM_BAD_VALUE aws_cloudfront_distribution.site: origin_group[0].member",
    );
  });
});
