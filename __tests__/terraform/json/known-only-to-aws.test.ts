// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { expect, test } from "vitest";
import { AuditedSite } from "../../../audit/rules/site";
import { judgeSite } from "../../../audit/rules/verdicts";
import { JsonConfiguration } from "../../../terraform/json/json-configuration";
import { Findings } from "../../../terraform/problems";
import { Unknown } from "../../../terraform/value";

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
