// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { blocksAt, decidedAt } from "../../../terraform/hcl/block-at";
import { readHclFolder } from "../../../terraform/hcl/folder";
import { readVariables, type VariableOptions } from "../../../terraform/hcl/variables";
import { JsonConfiguration } from "../../../terraform/json/json-configuration";
import { Findings } from "../../../terraform/problems";
import type { Unknown } from "../../../terraform/value";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-hcl-"));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function read(files: Readonly<Record<string, string>>, options: VariableOptions = {}) {
  const hcl = await readHclFolder(folderOf(files));
  const { folder, json, modules } = hcl;
  const variables = await readVariables(hcl, options);
  const resources = new JsonConfiguration(
    json,
    { folder, variables, modules, deployment: "" },
    new Findings(),
  );
  const buckets = () =>
    resources
      .ofTypeWhereKnown("aws_s3_bucket")
      .map(({ address, attributes, region }) => [address, attributes.get("bucket"), region] as const);
  return { hcl, resources, buckets };
}

const distribution = (id: string) =>
  `resource "aws_cloudfront_distribution" "d" {\n  enabled = true\n  dynamic "origin" {\n    for_each = [1]\n    content {\n      origin_id = "${id}"\n    }\n  }\n}`;

const bucket = (name: string, value: string) => `resource "aws_s3_bucket" "${name}" { bucket = ${value} }`;

test("several files are one configuration, and an override has the last word", async () => {
  const { buckets } = await read({
    "a.tf": `locals { a = "one" }\n${bucket("a", "local.a")}`,
    "b.tf.json": JSON.stringify({ resource: { aws_s3_bucket: { b: { bucket: "${local.a}-two" } } } }),
    "override.tf": bucket("a", '"three"'),
  });
  expect(buckets()).toEqual([
    ["aws_s3_bucket.a", "three", undefined],
    ["aws_s3_bucket.b", "one-two", undefined],
  ]);
});

test("a file can be read alone, and nothing has a name twice", async () => {
  const folder = folderOf({ "a.tf": bucket("a", '"one"'), "b.tf": bucket("a", '"two"') });
  const { files, json } = await readHclFolder(join(folder, "b.tf"));
  expect([files.map(({ name }) => name), json.resource]).toEqual([
    ["b.tf"],
    { aws_s3_bucket: { a: { bucket: "two" } } },
  ]);
  await expect(readHclFolder(folder)).rejects.toThrow("a is there twice, the second time in b.tf");
  const twice = folderOf({ "a.tf": `${bucket("a", '"one"')}\n${bucket("a", '"two"')}` });
  await expect(readHclFolder(twice)).rejects.toThrow(
    "aws_s3_bucket.a is there twice, the second time in a.tf",
  );
});

test("variables come from their files and then from what was given, each in its type", async () => {
  const files = {
    "a.tf": `variable "a" { type = string }\nvariable "n" { type = list(string) }\nvariable "r" { default = "eu-west-1" }
provider "aws" { region = var.r }
resource "aws_s3_bucket" "a" {\n for_each = toset(var.n)\n bucket = "\${var.a}-\${each.key}" # "{\n}`,
    "terraform.tfvars": 'a = "file"\nn = ["x"]',
    "more.auto.tfvars": 'n = ["y", "z"]',
  };
  const { buckets } = await read(files, { vars: ["a=007"] });
  expect(buckets()).toEqual([
    ['aws_s3_bucket.a["y"]', "007-y", "eu-west-1"],
    ['aws_s3_bucket.a["z"]', "007-z", "eu-west-1"],
  ]);
});

test("what no file determines is left out where its number is not known, with the reason", async () => {
  const { buckets, resources } = await read({
    "a.tf": `variable "n" {}\n${bucket("a", "var.n")}\nresource "aws_s3_bucket" "b" { count = var.n }`,
  });
  expect(buckets()).toMatchObject([["aws_s3_bucket.a", { why: "the variable n has no value" }, undefined]]);
  expect(resources.notRead).toEqual([{ address: "aws_s3_bucket.b", why: "the variable n has no value" }]);
});

test("a variable is of its type: optional members have their defaults, and texts and numbers are what it says", async () => {
  const { buckets } = await read({
    "a.tf": `variable "sites" {
  type = map(object({ port = optional(string, "80"), names = optional(list(string), ["x"]), note = optional(string) }))
  default = { a = { port = 8080 }, b = { names = [1], other = "gone" } }
}
resource "aws_s3_bucket" "all" {
  for_each = var.sites
  bucket   = "\${each.key}-\${each.value.port}-\${join(",", each.value.names)}-\${each.value.note == null}"
}
resource "aws_s3_bucket" "one" { bucket = aws_s3_bucket.all["b"].bucket }
resource "aws_s3_bucket" "many" { bucket = join("+", sort(values(aws_s3_bucket.all)[*].bucket)) }`,
  });
  expect(buckets().map(([, name]) => name)).toEqual([
    ...["a-8080-x-true", "b-80-1-true", "a-8080-x-true+b-80-1-true", "b-80-1-true"],
  ]);
});

test("a file that is a template knows what it is given, and nothing else", async () => {
  const { buckets } = await read({
    "a.tf": `locals { secret = "s" }
${bucket("a", 'templatefile("${path.module}/n.tftpl", { name = "n" })')}
${bucket("b", 'templatefile("other.tftpl", { name = "n" })')}
${bucket("c", 'templatefile("/etc/hostname", {})')}`,
    "n.tftpl": "site-${name}",
    "other.tftpl": "${local.secret}",
  });
  expect(buckets().map(([, name]) => (typeof name === "string" ? name : (name as Unknown).why))).toEqual([
    "site-n",
    "nothing is called local.secret",
    expect.stringContaining("outside of the folder"),
  ]);
});

test("modules have their arguments, providers, files and outputs, and calls of calls", async () => {
  const { buckets, resources } = await read({
    "main.tf": `provider "aws" { region = "us-east-1" }
provider "aws" {\n alias = "far"\n region = "eu-north-1"\n}
module "m" {\n for_each = { a = 1, b = 2 }\n source = "./m"\n name = each.key\n providers = { aws = aws.far }\n}
${bucket("root", 'module.m["a"].name')}`,
    "m/main.tf": `variable "name" {}\nmodule "n" {\n source = "../n"\n count = 1\n text = file("\${path.module}/t.txt")\n name = var.name\n}
output "name" { value = "\${module.n[0].bucket}-root" }`,
    "m/t.txt": "t",
    "n/main.tf": `variable "name" {}\nvariable "text" {}\n${bucket("deep", '"${var.name}-${var.text}"')}
output "bucket" { value = aws_s3_bucket.deep.id }`,
  });
  expect(buckets()).toEqual([
    ["aws_s3_bucket.root", "a-t-root", "us-east-1"],
    ['module.m["a"].module.n[0].aws_s3_bucket.deep', "a-t", "eu-north-1"],
    ['module.m["b"].module.n[0].aws_s3_bucket.deep', "b-t", "eu-north-1"],
  ]);
  expect(resources.notRead).toEqual([]);
});

test.each([
  ["itself", 'module "m" { source = "./." }', "nested more than 20 deep"],
  ["the registry", 'module "m" { source = "a/b/c" }', "run `terraform init`"],
  ["another project", 'module "m" { source = "../" }', "outside of the repository"],
  ["nothing", 'module "m" { source = "./none" }', "there is no folder ./none"],
])("a module from %s is said not to be read", async (_, text, why) => {
  const { resources } = await read({ "main.tf": text });
  expect(resources.notRead.map((one) => one.why).join()).toContain(why);
});

test.each([
  ["a count", bucket("a", '"a"\n count = 1000000000\n').replace("{", "{\n"), "10000 at the most"],
  ["a file of the machine", bucket("a", 'file("/etc/hostname")'), "outside of the folder"],
])("%s that is an attack is refused, and nothing else", async (_, text, why) => {
  const { buckets, resources } = await read({ "main.tf": text });
  expect(JSON.stringify([buckets(), resources.notRead])).toContain(why);
});

test.each([
  ["brackets", `locals { a = ${"[".repeat(20_000)}${"]".repeat(20_000)} }`],
  ["blocks", `${"a {\n".repeat(5_000)}${"}\n".repeat(5_000)}`],
  ["no HCL", 'resource "a" {'],
])("%s end with a word on the file", async (_, text) => {
  const folder = folderOf({ "main.tf": text });
  await expect(readHclFolder(folder)).rejects.toThrow(/main\.tf|nested too deeply/);
});

test("a link is a file of the folder where it stays in the repository, and else it is said", async () => {
  const folder = folderOf({ "main.tf": bucket("a", '"a"'), "shared/s.tf": bucket("s", '"s"') });
  symlinkSync("/etc/hostname", join(folder, "host.tf"));
  symlinkSync("none", join(folder, "none.tf"));
  symlinkSync("shared/s.tf", join(folder, "shared.tf"));
  symlinkSync("/dev/zero", join(folder, "zero.tf"));
  execFileSync("mkfifo", [join(folder, "pipe.tf")]);
  const { files, notRead } = await readHclFolder(folder);
  expect(files.map(({ name }) => name)).toEqual(["main.tf", "shared.tf"]);
  expect(notRead.map(({ address, why }) => `${address}: ${why}`)).toEqual([
    "host.tf: it is a link to what is outside of the repository",
    "none.tf: it is a link to nothing",
    "zero.tf: it is a link to what is outside of the repository",
  ]);
});

test("OpenTofu's files take the place of Terraform's of the same name", async () => {
  const { buckets } = await read({
    "a.tf": bucket("a", '"terraform"'),
    "a.tofu": bucket("a", '"tofu"'),
    "b.tf.json": JSON.stringify({ resource: { aws_s3_bucket: { b: { bucket: "terraform" } } } }),
    "b.tofu.json": JSON.stringify({ resource: { aws_s3_bucket: { b: { bucket: "tofu" } } } }),
    "c.tf": bucket("c", '"both"'),
    "c_override.tofu": bucket("c", '"tofu"'),
  });
  expect(buckets().map(([, name]) => name)).toEqual(["tofu", "tofu", "tofu"]);
});

test("JSON may have a list wherever there may be several, and no key twice", async () => {
  const several = [{ aws_s3_bucket: { a: { bucket: "a" } } }, { aws_s3_bucket: [{ b: [{ bucket: "b" }] }] }];
  const { buckets } = await read({ "a.tf.json": JSON.stringify({ resource: several }) });
  expect(buckets().map(([, name]) => name)).toEqual(["a", "b"]);
  const twice = folderOf({
    "a.tf.json": '{"locals": {"a": "{\\"locals\\": 1}"}, "resource": {}, "resource" : {}}',
  });
  await expect(readHclFolder(twice)).rejects.toThrow('a.tf.json has the key "resource" twice in one object');
});

test("a place is in the override that decides, and else in the block itself", async () => {
  const { hcl, resources } = await read({
    "main.tf": `terraform {\n  backend "s3" {\n    bucket = "a"\n  }\n}\n${distribution("1")}`,
    "override.tf": 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n',
    "z_override.tf": `\nresource "aws_cloudfront_distribution" "d" {\n  price_class = "2"\n  origin {\n    origin_id = "2"\n  }\n}`,
  });
  const address = "aws_cloudfront_distribution.d";
  expect(
    ["enabled", "price_class", "origin[0].origin_id", ""].map((path) => decidedAt(hcl, address, path)),
  ).toEqual([
    { file: "main.tf", line: 7 },
    { file: "z_override.tf", line: 3 },
    { file: "z_override.tf", line: 5 },
    { file: "main.tf", line: 6 },
  ]);
  expect(decidedAt(hcl, "backend.s3", "bucket")).toEqual({ file: "override.tf", line: 3 });
  const [found] = resources.ofType("aws_cloudfront_distribution");
  expect(["enabled", "price_class", "origin"].map((name) => found?.attributes.get(name))).toEqual([
    true,
    "2",
    [{ origin_id: "2" }],
  ]);
});

test("an address leads to its file and line, through modules, quotes, comments and here documents", async () => {
  const { hcl } = await read({
    "main.tf": 'module "m" {\n  source = "./m"\n}\n',
    "m/main.tf": [
      "/* {",
      "*/ # {",
      "locals {",
      '  a = "}${"{" == "x" ? "\\"" : "$${"}"',
      "  b = <<-EOT",
      '    } "',
      "    EOT",
      "}",
      'resource "aws_cloudfront_distribution" "d" {',
      "  origin { origin_id = 1 }",
      "  origin {",
      "    tags = {",
      "      a = 1",
      "    }",
      "    custom_origin_config {",
      "      http_port = 80",
      "    }",
      "  }",
      '  dynamic "origin_group" {',
      "    for_each = []",
      "    content {",
      "      origin_id = 2",
      "    }",
      "  }",
      "}",
    ].join("\n"),
  });
  const address = 'module.m["x"].aws_cloudfront_distribution.d[0]';
  expect(blocksAt(hcl, address)).toMatchObject([{ file: "m/main.tf", block: { line: 9, end: 25 } }]);
  const at = (path: string) => decidedAt(hcl, address, path)?.line;
  expect(["", "origin[1].custom_origin_config.http_port", "origin[0].origin_id", "aliases"].map(at)).toEqual([
    9, 16, 10, 9,
  ]);
  expect(["origin_group[0].origin_id", "origin[1].none"].map(at)).toEqual([22, 11]);
});
