// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { loadTerraformAt } from "../../../rehearsal/terraform";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-beside-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const resource = (type: string, name: string, values: object) => ({
  ...{ address: `${type}.${name}`, mode: "managed", type, name, values },
});
const written = (type: string, name: string, expressions: object) => ({
  ...{ mode: "managed", type, name, expressions },
});
const referring = (target: string) => ({ references: [target, target.replace(/\.[^.]+$/, "")] });
const store = "aws_cloudfront_key_value_store";
const behavior = {
  ...{ target_origin_id: "site", viewer_protocol_policy: "allow-all", compress: false },
  ...{ allowed_methods: ["GET", "HEAD"], cached_methods: ["GET", "HEAD"] },
  cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
};

/** A first plan, which knows of the function's code only what it refers to. */
const plan = {
  variables: { greeting: { value: "hello" } },
  planned_values: {
    root_module: {
      resources: [
        resource(store, "s", { name: "s" }),
        resource("aws_cloudfront_function", "f", { name: "f", runtime: "cloudfront-js-2.0", publish: true }),
        resource("aws_s3_bucket", "b", { bucket: "beside" }),
        resource("aws_cloudfront_distribution", "d", {
          enabled: true,
          origin: [{ origin_id: "site", domain_name: "beside.s3.eu-west-1.amazonaws.com" }],
          default_cache_behavior: [{ ...behavior, function_association: [{ event_type: "viewer-request" }] }],
          restrictions: [{ geo_restriction: [{ restriction_type: "none" }] }],
          viewer_certificate: [{ cloudfront_default_certificate: true }],
        }),
      ],
    },
  },
  resource_changes: [
    { address: `${store}.s`, change: { after_unknown: { id: true, arn: true } } },
    {
      address: "aws_cloudfront_function.f",
      change: { after_unknown: { arn: true, code: true, key_value_store_associations: true } },
    },
    {
      address: "aws_cloudfront_distribution.d",
      change: {
        after_unknown: { default_cache_behavior: [{ function_association: [{ function_arn: true }] }] },
      },
    },
  ],
  configuration: {
    root_module: {
      resources: [
        written(store, "s", {}),
        written("aws_cloudfront_function", "f", {
          code: referring(`${store}.s.id`),
          key_value_store_associations: referring(`${store}.s.arn`),
        }),
        written("aws_cloudfront_distribution", "d", {
          default_cache_behavior: [
            {
              function_association: [
                {
                  event_type: { constant_value: "viewer-request" },
                  function_arn: referring("aws_cloudfront_function.f.arn"),
                },
              ],
            },
          ],
        }),
      ],
    },
  },
};

const main = `
variable "greeting" {}
resource "${store}" "s" { name = "s" }
resource "aws_cloudfront_function" "f" {
  name    = "f"
  runtime = "cloudfront-js-2.0"
  code    = templatefile("\${path.module}/f.js", {
    greeting = var.greeting
    store    = split("/", ${store}.s.arn)[1]
    name     = ${store}.s.id
  })
}
`;

async function load() {
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
  writeFileSync(join(folder, "f.js"), "import cf from 'cloudfront'; // ${greeting} ${store} ${name}");
  return loadTerraformAt(join(folder, "plan.json"));
}

describe("a function's code that a plan leaves to the apply", () => {
  test("is that of the folder that the plan is in, by the plan's variables and ids, and that is said", async () => {
    writeFileSync(join(folder, "main.tf"), main);
    const { distributions, keyValueStores, warnings } = await load();
    const [fn] = distributions[0]?.defaultCacheBehavior.functions ?? [];
    const id = keyValueStores[0]?.arn.split("/").at(-1);
    expect(fn).toMatchObject({ code: `import cf from 'cloudfront'; // hello ${id} s` });
    expect(warnings).toContain(
      "aws_cloudfront_function.f: code: the plan does not know it; it is taken from the folder that the plan is in",
    );
  });

  test.each([
    ["where there is no folder of it", ""],
    ["where the folder does not determine it", main.replace("= var.greeting", "= var.none")],
    ["where the folder has another function", main.replace('"f" {', '"g" {')],
    ["where the folder is no HCL", "resource {{"],
  ])("stays unknown %s", async (_what, text) => {
    if (text !== "") writeFileSync(join(folder, "main.tf"), text);
    await expect(load()).rejects.toThrow(
      "TERRAFORM_UNKNOWN_VALUE aws_cloudfront_function.f: code: it is known only after the apply. Give a value that the file itself determines, or load the folder or the state instead",
    );
  });
});
