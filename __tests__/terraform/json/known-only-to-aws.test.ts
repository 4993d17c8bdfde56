// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import { AuditedSite } from "../../../audit/rules/site";
import { judgeSite } from "../../../audit/rules/verdicts";
import { withoutStandIns } from "../../../terraform/expression/stand-in";
import { JsonConfiguration } from "../../../terraform/json/json-configuration";
import { Findings } from "../../../terraform/problems";
import { type Json, Unknown } from "../../../terraform/value";

const surroundings = {
  variable: { given: { default: { tls: "TLSv1.2_2021" } }, asked: {} },
  data: { aws_ssm_parameter: { tls: { name: "tls" } } },
  resource: {
    aws_s3_bucket: {
      none: { count: 0, bucket: "none" },
      one: { for_each: '${toset(["eu"])}', bucket: "one" },
    },
  },
};

function evaluated(expression: string): unknown {
  const local = { locals: { asked: expression } };
  const around = { folder: ".", variables: {}, deployment: "", modules: {} };
  const resource = { ...surroundings.resource, terraform_data: { asked: { input: "${local.asked}" } } };
  const read = new JsonConfiguration({ ...surroundings, ...local, resource }, around, new Findings());
  const value = read.ofType("terraform_data")[0]?.attributes.get("input");
  return value instanceof Unknown ? `unknown: ${value.why}` : value;
}

test.each([
  ["try(data.aws_ssm_parameter.tls.value, 1)", "data.aws_ssm_parameter.tls.value is known only to AWS"],
  ["can(data.aws_ssm_parameter.tls.value)", "data.aws_ssm_parameter.tls.value is known only to AWS"],
  ['lookup(data.aws_ssm_parameter.tls, "value", 1)', "value is known only to AWS"],
  ['lookup(merge({}, aws_s3_bucket.one["eu"]), "request_payer", 1)', "request_payer is known only to AWS"],
  ["try(values(aws_s3_bucket.one)[*].request_payer, 1)", "request_payer is known only to AWS"],
  ["try(var.asked, 1)", "the variable asked has no value"],
  ["try(nonsense(1), 1)", "the function nonsense() is not evaluated"],
])("%s has no default, since it may well have a value", (expression, why) => {
  expect(evaluated(`\${${expression}}`)).toBe(`unknown: ${why}`);
});

test.each([
  ["try(var.given.none, 1)", 1],
  ["try(aws_s3_bucket.none[0].arn, 1)", 1],
  ['try(aws_s3_bucket.one["us"].arn, 1)', 1],
  ['lookup(var.given, "none", 1)', 1],
  ["can(tonumber(var.given.tls))", false],
])("%s has one, since it has no value", (expression, value) => {
  expect(evaluated(`\${${expression}}`)).toBe(value);
});

describe("a text that stands in", () => {
  const read = (locals: Json, resource: Json, given: Json = {}) => {
    const around = { folder: ".", variables: given, deployment: "", modules: {}, standsIn: true };
    const variable = { asked: {}, other: { type: "string" }, listed: { type: "list(string)" } };
    return new JsonConfiguration({ ...surroundings, variable, locals, resource }, around, new Findings());
  };
  const shown = (expression: string) => {
    const asked = read({ asked: expression }, { terraform_data: { asked: { input: "${local.asked}" } } });
    const value = asked.ofType("terraform_data")[0]?.attributes.get("input");
    return typeof value === "string" ? withoutStandIns(value) : value;
  };

  test.each([
    ["${var.asked}-site", "${var.asked}-site"],
    ['${lower(var.asked)}-${join("-", [var.other, "x"])}', '${lower(["${var.asked}"])}-${var.other}-x'],
    ["${data.aws_ssm_parameter.tls.value.region}", "${data.aws_ssm_parameter.tls.value.region}"],
    ["${var.asked == var.asked}", true],
    ["${var.asked == var.other ? 1 : 2}", "${local.asked}"],
    ["${try(var.asked.name, 1)}", '${try(["${var.asked.name}"])}'],
  ])("is the same of the same: %s", (expression, value) => {
    expect(shown(expression)).toEqual(value);
  });

  test.each([
    ["a count", { count: "${var.asked}" }],
    ["keys", { for_each: "${{ (var.asked) = 1 }}" }],
    ["a set", { for_each: "${toset([var.asked])}" }],
    ["a list", { for_each: "${var.listed}" }],
  ])("tells nothing of %s", (_, repeated) => {
    const made = read({}, { aws_s3_bucket: { one: { ...repeated, bucket: "one" } } });
    expect(made.ofTypeWhereKnown("aws_s3_bucket")).toEqual([]);
    expect(made.notRead.map(({ why }) => why).join()).toMatch(/^the variable (asked|listed) has no value$/);
  });
});

test("a certificate has a record of validation for each of its names, and a wildcard's is its parent's", () => {
  const certificate = {
    ...{ domain_name: "a.example", subject_alternative_names: ["*.a.example", "b.example"] },
    validation_method: "DNS",
  };
  const record = {
    for_each: "${{ for one in aws_acm_certificate.site.domain_validation_options : one.domain_name => one }}",
    name: "${each.value.resource_record_name}",
  };
  const resource = { aws_acm_certificate: { site: certificate }, aws_route53_record: { validation: record } };
  const read = new JsonConfiguration(
    { resource },
    { folder: ".", variables: {}, deployment: "" },
    new Findings(),
  );
  const found = read
    .ofType("aws_route53_record")
    .map(({ address, attributes }) => [address.split('"')[1], String(attributes.get("name"))] as const);
  expect(found.map(([name]) => name)).toEqual(["a.example", "*.a.example", "b.example"]);
  const [first, second, third] = found.map(([, name]) => name);
  expect(second).toBe(first);
  expect([first, third].join()).toMatch(/^_\w{32}\.a\.example\.,_\w{32}\.b\.example\.$/);
});

test("an audit's verdict on what only AWS knows is that it is unknown until planned", () => {
  const resource = {
    aws_cloudfront_distribution: {
      site: {
        aliases: ["www.example.com"],
        viewer_certificate: {
          acm_certificate_arn: "arn:aws:acm:us-east-1:123456789012:certificate/a",
          minimum_protocol_version: '${try(data.aws_ssm_parameter.tls.value, "TLSv1")}',
          ssl_support_method: "sni-only",
        },
      },
    },
  };
  const around = { folder: ".", variables: {}, deployment: "", modules: {} };
  const read = new JsonConfiguration({ data: surroundings.data, resource }, around, new Findings());
  const { broken, undecided } = judgeSite(new AuditedSite(read, undefined));
  const ofTls = ({ attribute = "" }) => attribute.includes("minimum_protocol_version");
  expect(broken.filter(ofTls)).toEqual([]);
  expect(undecided.filter(ofTls).map(({ why }) => why)).toContain(
    "data.aws_ssm_parameter.tls.value is known only to AWS",
  );
});
