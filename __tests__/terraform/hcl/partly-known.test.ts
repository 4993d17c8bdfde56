// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readHclFolder } from "../../../terraform/hcl/folder";
import { readVariables } from "../../../terraform/hcl/variables";
import { JsonConfiguration } from "../../../terraform/json/json-configuration";
import { Findings } from "../../../terraform/problems";
import { Unknown } from "../../../terraform/value";
import { selectedWorkspace } from "../../../terraform/workspace";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-partly-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

async function read(hcl: string): Promise<JsonConfiguration> {
  writeFileSync(join(folder, "main.tf"), hcl);
  const { json, modules } = await readHclFolder(folder);
  return new JsonConfiguration(json, { folder, variables: {}, modules, deployment: "" }, new Findings());
}

/** The names of the buckets, as far as they are known. */
async function names(hcl: string): Promise<unknown[]> {
  const found = (await read(hcl)).ofType("aws_s3_bucket");
  return found.map(({ attributes }) => attributes.get("bucket"));
}

const elsewhere = `
data "aws_ssm_parameter" "key" { name = "/key" }
locals {
  settings = {
    name  = "shop"
    key   = data.aws_ssm_parameter.key.value
    sizes = [1, data.aws_ssm_parameter.key.value]
  }
}
`;
const bucket = (value: string) => `${elsewhere}resource "aws_s3_bucket" "b" {\n  bucket = ${value}\n}\n`;

describe("a value of which only a part is known", () => {
  test.each([
    ["local.settings.name", "shop"],
    ['merge(local.settings, { name = "other" }).name', "other"],
    ['lookup(local.settings, "name")', "shop"],
    ["[for k, v in { a = local.settings }: v.name][0]", "shop"],
    ['join("-", keys(local.settings))', "key-name-sizes"],
    ['"n${length(local.settings.sizes)}"', "n2"],
    ['"n${local.settings.sizes[0]}"', "n1"],
    ["values({ a = local.settings })[0].name", "shop"],
  ])("%s is known", async (expression, value) => {
    expect(await names(bucket(expression))).toEqual([value]);
  });

  test.each([
    "local.settings.key",
    '"${local.settings.name}-${local.settings.key}"',
    "jsonencode(local.settings)",
    "yamlencode(local.settings)",
    'join("-", local.settings.sizes)',
    "tostring(local.settings.sizes[1])",
    'contains(local.settings.sizes, 2) ? "a" : "b"',
    'local.settings == { name = "shop" } ? "a" : "b"',
    "max(local.settings.sizes...)",
    "coalesce(values(local.settings)...)",
    "values(local.settings)[0]",
    "element(local.settings.sizes, 1)",
  ])("%s is not, and says what it is for want of", async (expression) => {
    const [value] = await names(bucket(expression));
    expect(value).toBeInstanceOf(Unknown);
    expect((value as Unknown).why).toContain("data.aws_ssm_parameter.key.value");
  });

  test("may be one of those that a resource or a module is made for", async () => {
    const called = 'variable "site" {\n  type = object({ name = string, key = optional(string) })\n}\n';
    mkdirSync(join(folder, "site"));
    writeFileSync(
      join(folder, "site/main.tf"),
      `${called}resource "aws_s3_bucket" "b" { bucket = var.site.name }`,
    );
    const each = `
resource "aws_s3_bucket" "each" {
  for_each = { a = local.settings, b = { name = "plain" } }
  bucket   = each.value.name
}
module "site" {
  source = "./site"
  site   = local.settings
}
`;
    expect(await names(elsewhere + each)).toEqual(["shop", "plain", "shop"]);
  });

  test("is no output, where it is asked for whole", async () => {
    const { outputs } = await read(
      `${elsewhere}output "all" {\n  value = local.settings\n}\noutput "name" {\n  value = local.settings.name\n}\n`,
    );
    expect(outputs).toEqual({ name: "shop" });
  });
});

describe("what a configuration does not say itself", () => {
  test("is the workspace: the one that is selected in the folder, or that the environment names", async () => {
    const hcl =
      'locals {\n  names = { prod = "shop", default = "try" }\n}\nresource "aws_s3_bucket" "b" { bucket = local.names[terraform.workspace] }';
    expect(await names(hcl)).toEqual(["try"]);
    mkdirSync(join(folder, ".terraform"));
    writeFileSync(join(folder, ".terraform/environment"), "prod");
    expect(await names(hcl)).toEqual(["shop"]);
    expect(selectedWorkspace(folder, { TF_WORKSPACE: "test" })).toBe("test");
  });

  test("are variables, of which the environment has the first word", async () => {
    writeFileSync(
      join(folder, "main.tf"),
      'variable "text" {}\nvariable "list" { type = list(string) }\nvariable "file" {}\n',
    );
    writeFileSync(join(folder, "terraform.tfvars"), 'file = "from the file"\n');
    const env = { TF_VAR_text: "[1]", TF_VAR_list: '["a"]', TF_VAR_file: "x", TF_VAR_undeclared: "y" };
    expect(await readVariables(await readHclFolder(folder), {}, env)).toEqual({
      ...{ text: "[1]", list: ["a"], file: "from the file" },
    });
  });

  test("are the names of servers that AWS gives, which are of AWS's form", async () => {
    const servers = `
provider "aws" { region = "eu-west-1" }
resource "aws_apigatewayv2_api" "http" { name = "http" }
resource "aws_api_gateway_rest_api" "rest" { name = "rest" }
resource "aws_api_gateway_stage" "v1" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "v1"
}
resource "aws_lambda_function_url" "ssr" { function_name = "ssr" }
resource "aws_elb" "app" { name = "app" }
locals {
  origins = {
    a = replace(aws_apigatewayv2_api.http.api_endpoint, "/^https?://([^/]*).*/", "$1")
    b = aws_api_gateway_stage.v1.invoke_url
    c = trimsuffix(trimprefix(aws_lambda_function_url.ssr.function_url, "https://"), "/")
    d = aws_elb.app.dns_name
  }
}
resource "aws_s3_bucket" "b" {
  for_each = local.origins
  bucket   = each.value
}
`;
    expect(await names(servers)).toEqual([
      expect.stringMatching(/^\w{10}\.execute-api\.eu-west-1\.amazonaws\.com$/),
      expect.stringMatching(/^https:\/\/\w{10}\.execute-api\.eu-west-1\.amazonaws\.com\/v1$/),
      expect.stringMatching(/^\w{32}\.lambda-url\.eu-west-1\.on\.aws$/),
      expect.stringMatching(/^app-\w{10}\.eu-west-1\.elb\.amazonaws\.com$/),
    ]);
  });

  test("is a region that only AWS knows, and no other attribute for want of it", async () => {
    const [found] = (
      await read(
        'provider "aws" {\n  region = data.aws_ssm_parameter.key.value\n}\nresource "aws_s3_bucket" "b" { bucket = "b" }',
      )
    ).ofType("aws_s3_bucket");
    expect([found?.region, found?.attributes.get("arn")]).toEqual([undefined, "arn:aws:s3:::b"]);
  });
});

test("a key in parentheses is what it is worth", async () => {
  const keys = 'locals {\n  key = "a"\n  map = { (local.key) = "one", "${local.key}b" = "two" }\n}\n';
  const each =
    'resource "aws_s3_bucket" "b" {\n  for_each = local.map\n  bucket = "${each.key}-${each.value}"\n}';
  expect(await names(keys + each)).toEqual(["a-one", "ab-two"]);
});

test("a template_file of long ago is rendered", async () => {
  writeFileSync(join(folder, "name.tpl"), "${prefix}-${number + 1}");
  const hcl = `
data "template_file" "name" {
  template = "\${file("\${path.module}/name.tpl")}"
  vars     = { prefix = "site", number = 1 }
}
resource "aws_s3_bucket" "b" { bucket = data.template_file.name.rendered }
`;
  expect(await names(hcl)).toEqual(["site-2"]);
});
