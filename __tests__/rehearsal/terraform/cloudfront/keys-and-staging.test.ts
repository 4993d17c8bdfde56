// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadTerraform } from "../../../../rehearsal/terraform";
import {
  type Body,
  behavior,
  complaints,
  complaintsOfDistribution,
  configuration,
  distribution,
  load,
} from "../site";

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
const site = "aws_cloudfront_distribution.site";

const keys = {
  aws_cloudfront_public_key: { one: { name: "one", encoded_key: pem, comment: "a comment" } },
  aws_cloudfront_key_group: { all: { name: "all", items: ["${aws_cloudfront_public_key.one.id}"] } },
};
const signed = {
  default_cache_behavior: behavior({ trusted_key_groups: ["${aws_cloudfront_key_group.all.id}"] }),
};

const policy = (traffic_config: Body, over: Body = {}) => ({
  aws_cloudfront_continuous_deployment_policy: {
    next: {
      enabled: true,
      staging_distribution_dns_names: {
        quantity: 1,
        items: ["${aws_cloudfront_distribution.next.domain_name}"],
      },
      traffic_config,
      ...over,
    },
  },
});
const weighed = {
  type: "SingleWeight",
  single_weight_config: { weight: 0.1, session_stickiness_config: { idle_ttl: 300, maximum_ttl: 600 } },
};
const primary = { continuous_deployment_policy_id: "${aws_cloudfront_continuous_deployment_policy.next.id}" };
const both = (resources: Body, next: Body = distribution({ staging: true })) =>
  configuration({ aws_cloudfront_distribution: { next, site: distribution(primary) }, ...resources });
const staging = (traffic: Body, over: Body = {}) => load(both(policy(traffic, over))).distributions;

/** A plan, or a state, of these resources; of a plan, with what is unknown and how it is written. */
function shown(
  resources: Readonly<Record<string, Body>>,
  written?: Readonly<Record<string, Body>>,
  unknown: Body = {},
) {
  const all = Object.entries(resources).map(([address, values]) => {
    const [type = "", name = ""] = address.split(".");
    return { address, mode: "managed", type, name, provider_name: "aws", values };
  });
  const root_module = { resources: all };
  if (written === undefined) return { format_version: "1.0", values: { root_module } };
  const configured = all.map((one) => ({
    ...one,
    provider_config_key: "aws",
    expressions: written[one.address] ?? {},
  }));
  return {
    ...{
      format_version: "1.2",
      planned_values: { root_module },
      configuration: { root_module: { resources: configured } },
    },
    resource_changes: all.map(({ values, ...one }) => ({
      ...one,
      change: {
        actions: ["create"],
        after: values,
        after_unknown: { id: true, ...(unknown[one.address] as Body) },
      },
    })),
  };
}

const read = (json: object) => loadTerraform(JSON.stringify(json), { folder: ".", name: "plan.json" });

describe("trusted key groups", () => {
  test("are the public keys that signatures are judged by", () => {
    const [only] = load(
      configuration({ aws_cloudfront_distribution: { site: distribution(signed) }, ...keys }),
    ).distributions;
    expect(only?.defaultCacheBehavior.trustedKeys).toEqual([
      { id: expect.stringMatching(/^K[A-Z0-9]{13}$/), pem },
    ]);
  });

  test("of a state are those of the file", () => {
    const values = distribution({
      ...{ id: "E1", arn: "arn", domain_name: "d1.cloudfront.net" },
      origin: [{ origin_id: "site", domain_name: "b.s3.amazonaws.com" }],
      default_cache_behavior: [behavior({ trusted_key_groups: ["G1"] })],
    });
    const [only] = read(
      shown({
        "aws_cloudfront_public_key.one": { id: "K1", encoded_key: pem },
        "aws_cloudfront_key_group.all": { id: "G1", items: ["K1"] },
        [site]: values,
      }),
    ).distributions;
    expect(only?.defaultCacheBehavior.trustedKeys).toEqual([{ id: "K1", pem }]);
  });

  test("of a first plan are found by what refers to them", () => {
    const trusted = { references: ["aws_cloudfront_key_group.all.id", "aws_cloudfront_key_group.all"] };
    const items = { references: ["aws_cloudfront_public_key.one.id", "aws_cloudfront_public_key.one"] };
    const [only] = read(
      shown(
        {
          "aws_cloudfront_public_key.one": { encoded_key: pem },
          "aws_cloudfront_key_group.all": {},
          [site]: distribution({
            origin: [{ origin_id: "site", domain_name: "b.s3.amazonaws.com" }],
            default_cache_behavior: [behavior()],
          }),
        },
        {
          "aws_cloudfront_key_group.all": { items },
          [site]: { default_cache_behavior: [{ trusted_key_groups: trusted }] },
        },
        {
          "aws_cloudfront_key_group.all": { items: true },
          [site]: {
            arn: true,
            domain_name: true,
            continuous_deployment_policy_id: true,
            default_cache_behavior: [{ trusted_key_groups: true }],
          },
        },
      ),
    ).distributions;
    expect(only?.defaultCacheBehavior.trustedKeys).toEqual([{ id: expect.stringMatching(/^K/), pem }]);
    expect(only?.staging).toBeUndefined();
  });

  test("that the file has not, and keys that CloudFront does not take, are problems", () => {
    expect(
      complaintsOfDistribution({ default_cache_behavior: behavior({ trusted_key_groups: ["g"] }) }),
    ).toEqual([`TERRAFORM_MISSING ${site}: default_cache_behavior[0].trusted_key_groups`]);
    const aws_cloudfront_public_key = { one: { name: "one", encoded_key: "none" } };
    expect(complaintsOfDistribution(signed, { ...keys, aws_cloudfront_public_key })).toEqual([
      "TERRAFORM_BAD_VALUE aws_cloudfront_public_key.one: encoded_key",
    ]);
  });
});

describe("a continuous deployment policy", () => {
  test("sends a share of the visitors, or those with a header, to the staging distribution", () => {
    const [main, next] = staging(weighed);
    expect(main?.staging).toEqual({
      domainName: next?.domainName,
      traffic: { type: "weight", weight: 0.1, stickiness: { idleTtl: 300, maximumTtl: 600 } },
    });
    const single_header_config = { header: "aws-cf-cd-next", value: "yes" };
    expect(staging({ type: "SingleHeader", single_header_config })[0]?.staging?.traffic).toEqual({
      ...{ type: "header", header: "aws-cf-cd-next", value: "yes" },
    });
  });

  test("that is off sends nobody there", () => {
    expect(staging(weighed, { enabled: false }).map(({ staging: traffic }) => traffic)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("leaves localhost to the primary distribution, whichever comes first in the file", () => {
    expect(staging(weighed).map(({ staging: traffic }) => traffic !== undefined)).toEqual([true, false]);
  });

  test("that names nothing of the file, or no traffic, is a problem", () => {
    expect(complaintsOfDistribution({ continuous_deployment_policy_id: "p" })).toEqual([
      `TERRAFORM_MISSING ${site}: continuous_deployment_policy_id`,
    ]);
    const place = "TERRAFORM_MISSING aws_cloudfront_continuous_deployment_policy.next";
    const elsewhere = policy(
      { type: "SingleWeight" },
      { staging_distribution_dns_names: { items: ["d.cloudfront.net"] } },
    );
    expect(complaintsOfDistribution(primary, elsewhere)).toEqual([
      `${place}: staging_distribution_dns_names`,
      "TERRAFORM_BAD_VALUE aws_cloudfront_continuous_deployment_policy.next: traffic_config[0].type",
    ]);
  });

  test("that is off may leave the traffic for later", () => {
    const off = { enabled: false, traffic_config: undefined };
    expect(complaints(both(policy({}, off)))).toEqual([]);
  });

  const header = (name: string) => ({
    type: "SingleHeader",
    single_header_config: { header: name, value: "yes" },
  });
  const weight = (share: number, idle_ttl = 300, maximum_ttl = 600) => ({
    type: "SingleWeight",
    single_weight_config: { weight: share, session_stickiness_config: { idle_ttl, maximum_ttl } },
  });
  const next = "aws_cloudfront_continuous_deployment_policy.next";
  const traffic = `TERRAFORM_BAD_VALUE ${next}: traffic_config`;
  const names = `TERRAFORM_BAD_VALUE ${next}: staging_distribution_dns_names`;
  const attached = (address = site) => `TERRAFORM_BAD_VALUE ${address}: continuous_deployment_policy_id`;
  const dns = (...all: string[]) => ({
    staging_distribution_dns_names: {
      quantity: all.length,
      items: all.map((name) => `\${aws_cloudfront_distribution.${name}.domain_name}`),
    },
  });
  const staged = distribution({ staging: true });
  const completing = [
    {
      ...{ origin_id: "site", response_completion_timeout: 60 },
      domain_name: "${aws_s3_bucket.site.bucket_regional_domain_name}",
    },
  ];
  const of = (own: Body, others: Body = {}) =>
    configuration({
      aws_cloudfront_distribution: { next: staged, site: distribution({ ...primary, ...own }), ...others },
      ...policy(weighed),
    });

  test.each<[what: string, json: Body, expected: string[]]>([
    ["a header of any name", both(policy(header("x-next"))), [traffic]],
    ["a header that is the prefix alone", both(policy(header("aws-cf-cd-"))), [traffic]],
    ["more than 15 % of the requests", both(policy(weight(0.16))), [traffic]],
    ["a share below nothing", both(policy(weight(-0.1))), [traffic]],
    ["sessions that end too early", both(policy(weight(0.1, 299))), [traffic]],
    ["sessions that last too long", both(policy(weight(0.1, 300, 3601))), [traffic]],
    ["sessions that are over before they are idle", both(policy(weight(0.1, 900, 600))), [traffic]],
    [
      "both of its types",
      both(policy({ ...weighed, ...header("aws-cf-cd-a"), type: "SingleWeight" })),
      [`${traffic}[0].type`],
    ],
    ["two staging distributions", both(policy(weighed, dns("next", "site"))), [names]],
    ["a distribution that is none for staging", both(policy(weighed), distribution()), [names]],
    ["HTTP/3", of({ http_version: "http2and3" }), [attached()]],
    ["a response completion timeout", of({ origin: completing }), [attached()]],
    [
      "two distributions with one policy",
      of({}, { other: distribution(primary) }),
      [attached(), attached("aws_cloudfront_distribution.other")],
    ],
    [
      "a staging distribution with a policy of its own",
      both(policy(weighed), distribution({ staging: true, ...primary })),
      [attached(), ...Array(2).fill(attached("aws_cloudfront_distribution.next"))],
    ],
    [
      "a staging distribution with a name",
      configuration({
        aws_cloudfront_distribution: {
          site: distribution({
            ...{ staging: true, aliases: ["a.example.com"] },
            viewer_certificate: { acm_certificate_arn: "arn:aws:acm:us-east-1:1:certificate/a" },
          }),
        },
      }),
      [`TERRAFORM_BAD_VALUE ${site}: aliases`],
    ],
    [
      "a header of any name before the policy is attached",
      configuration({
        aws_cloudfront_distribution: { site: distribution({ staging: true }) },
        ...policy(header("x-next"), dns("site")),
      }),
      [traffic],
    ],
    [
      "one staging distribution for two policies",
      configuration({
        aws_cloudfront_distribution: { next: staged, site: distribution(primary) },
        aws_cloudfront_continuous_deployment_policy: {
          ...policy(weighed).aws_cloudfront_continuous_deployment_policy,
          other: { enabled: false, ...dns("next") },
        },
      }),
      [names, names.replace(".next", ".other")],
    ],
  ])("is refused as CloudFront refuses it: %s", (_, json, expected) => {
    expect(refusedOf(json)).toEqual(expected);
  });
});

/** Also of what is left out beside others, whose problems are told and stop nobody. */
function refusedOf(json: Body): string[] {
  const told = complaints(json);
  if (told.length > 0) return told;
  return load(json).warnings.flatMap((warning) =>
    [...warning.matchAll(/(TERRAFORM_\w+ [^ ]+: [^:]+):/g)].map(([, place = ""]) => place),
  );
}
