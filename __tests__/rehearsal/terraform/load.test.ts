// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTerraform, loadTerraformFile, TerraformReadError } from "../../../rehearsal/terraform";
import { type Body, behavior, complaints, configuration, distribution, load } from "./site";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-terraform-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("resources of which nobody can say how many there are", () => {
  const several = { for_each: '${toset(cidrsubnets("10.0.0.0/8", 8))}', bucket: "${each.key}" };

  test("are left out with the reason, and do not stop the others", () => {
    const site = load(
      configuration({
        aws_cloudfront_distribution: { site: distribution() },
        aws_s3_bucket: { site: { bucket: "site" }, several },
      }),
    );
    expect(site.distributions).toHaveLength(1);
    expect(site.warnings).toContain(
      "aws_s3_bucket.several is left out: the function cidrsubnets() is not evaluated",
    );
  });

  test("are the reason where nothing is left", () => {
    const none = configuration({ aws_cloudfront_distribution: { site: { ...distribution(), ...several } } });
    expect(() => load(none)).toThrow("the function cidrsubnets() is not evaluated");
  });
});

describe("files that are none of Terraform's", () => {
  test.each([
    ["cannot be read (ENOENT)", () => join(folder, "missing.json")],
    ["is not JSON", () => written("a.json", "{")],
    ["is no JSON object", () => written("b.json", "[]")],
    ["is neither a Terraform configuration nor the JSON of a plan or state", () => written("c.json", "{}")],
    ["has no aws_cloudfront_distribution", () => written("d.json", '{"resource":{}}')],
    ["has no aws_cloudfront_distribution", () => written("e.json", '{"planned_values":{"root_module":{}}}')],
  ])("it %s", (rule, path) => {
    const file = path();
    expect(() => loadTerraformFile(file)).toThrow(TerraformReadError);
    expect(() => loadTerraformFile(file)).toThrow(`TERRAFORM_FORMAT ${file}: it ${rule}`);
  });

  test("a state in which nothing is says so, and nothing else", () => {
    const file = written("empty.json", '{"format_version":"1.0"}');
    expect(() => loadTerraformFile(file)).toThrow(
      `TERRAFORM_FORMAT ${file}: nothing is in this state. Apply first, or give the folder or a plan.`,
    );
  });

  test("modules of a configuration are to be planned first", () => {
    expect(complaints({ ...configuration(), module: { a: { source: "./a" } } })).toEqual([
      "TERRAFORM_NOT_REHEARSED module: ",
    ]);
  });
});

describe("an error", () => {
  test("has a code, the address, the attribute, the rule with its value and the mend", () => {
    const site = distribution({ http_version: "http9" });
    try {
      load(configuration({ aws_cloudfront_distribution: { site } }));
      expect.unreachable();
    } catch (error) {
      expect((error as TerraformReadError).problems).toEqual([
        {
          code: "TERRAFORM_BAD_VALUE",
          severity: "error",
          value: "aws_cloudfront_distribution.site: http_version",
          address: "aws_cloudfront_distribution.site",
          attribute: "http_version",
          rule: '"http9" is not one of http2, http1.1, http3, http2and3',
          mend: "Give one of http2, http1.1, http3, http2and3",
        },
      ]);
    }
  });

  test("is told once, however many behaviours share what is wrong", () => {
    const cache_policy_id = "${aws_cloudfront_cache_policy.own.id}";
    const site = distribution({
      default_cache_behavior: behavior({ cache_policy_id }),
      ordered_cache_behavior: [behavior({ cache_policy_id, path_pattern: "/a" })],
    });
    const own = { name: "own", parameters_in_cache_key_and_forwarded_to_origin: { new_setting: "x" } };
    expect(
      complaints(
        configuration({ aws_cloudfront_distribution: { site }, aws_cloudfront_cache_policy: { own } }),
      ),
    ).toEqual([
      "TERRAFORM_NOT_REHEARSED aws_cloudfront_cache_policy.own: parameters_in_cache_key_and_forwarded_to_origin[0].new_setting",
    ]);
  });
});

describe("a configuration in JSON", () => {
  test("takes variables from the caller, then from their defaults", () => {
    const variable = { name: { default: "from-default" }, region: {} };
    const json = configuration(
      { aws_s3_bucket: { site: { bucket: "${var.name}-${local.suffix}" } } },
      {
        variable,
        locals: { suffix: "eu" },
        provider: { aws: [{ region: "${var.region}" }] },
        output: { bucket: { value: "${aws_s3_bucket.site.arn}" } },
      },
    );
    const site = loadTerraform(JSON.stringify(json), {
      folder: ".",
      name: "x",
      variables: { region: "eu-south-1" },
    });
    expect(site.buckets[0]).toMatchObject({ name: "from-default-eu", region: "eu-south-1" });
    expect(site.outputs).toEqual({ bucket: "arn:aws:s3:::from-default-eu" });
    expect(complaints(json)).not.toEqual([]);
  });

  test("repeats resources by for_each and count, in the region of their provider", () => {
    const json = configuration(
      {
        aws_s3_bucket: {
          site: { bucket: "site-bucket" },
          each: { for_each: '${toset(["a", "b"])}', bucket: "each-${each.key}", provider: "aws.far" },
          counted: { count: 2, bucket: "counted-${count.index}" },
        },
      },
      { provider: { aws: [{ region: "eu-west-3" }, { alias: "far", region: "us-west-1" }] } },
    );
    expect(load(json).buckets.map(({ name, region }) => [name, region])).toEqual([
      ["site-bucket", "eu-west-3"],
      ["each-a", "us-west-1"],
      ["each-b", "us-west-1"],
      ["counted-0", "eu-west-3"],
      ["counted-1", "eu-west-3"],
    ]);
  });

  test("finds AWS's policies by name", () => {
    const site = distribution({
      default_cache_behavior: behavior({ cache_policy_id: "${data.aws_cloudfront_cache_policy.off.id}" }),
    });
    const json = configuration(
      { aws_cloudfront_distribution: { site } },
      { data: { aws_cloudfront_cache_policy: { off: { name: "Managed-CachingDisabled" } } } },
    );
    expect(load(json).distributions[0]?.defaultCacheBehavior.cachePolicy).toMatchObject({
      name: "Managed-CachingDisabled",
      maxTtl: 0,
    });
  });

  test("what depends on itself is a problem, not the end of the stack", () => {
    const site = { bucket: "${aws_s3_bucket.site.bucket}" };
    expect(complaints(configuration({ aws_s3_bucket: { site } }))).toContain(
      "TERRAFORM_UNKNOWN_VALUE aws_s3_bucket.site: bucket",
    );
    const locals = { a: "${local.b}", b: "${local.a}" };
    expect(
      complaints(configuration({ aws_s3_bucket: { site: { bucket: "${local.a}" } } }, { locals })),
    ).toContain("TERRAFORM_UNKNOWN_VALUE aws_s3_bucket.site: bucket");
  });

  test("a region that the file leaves to the environment is assumed, and said", () => {
    const { buckets, warnings } = load(configuration({}, { provider: {} }));
    expect(buckets[0]?.region).toBe("us-east-1");
    expect(warnings).toEqual([expect.stringContaining("us-east-1 is assumed")]);
  });
});

describe("functions", () => {
  const association = (name: string, event_type: string, arn: string) => ({
    [name]: [{ event_type, ...(name.startsWith("lambda") ? { lambda_arn: arn } : { function_arn: arn }) }],
  });
  const withFunction = (over: Body, resources: Body) =>
    configuration({
      aws_cloudfront_distribution: { site: distribution({ default_cache_behavior: behavior(over) }) },
      ...resources,
    });
  const viewer = association("function_association", "viewer-request", "${aws_cloudfront_function.f.arn}");
  const edge = association(
    "lambda_function_association",
    "origin-response",
    "${aws_lambda_function.f.qualified_arn}",
  );
  const lambda = {
    function_name: "f",
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: "r",
    publish: true,
    filename: "f.zip",
  };

  test("a CloudFront Function comes with its code and its store's keys", () => {
    written("f.js", "function handler(event) { return event.request; }");
    const resources = {
      aws_cloudfront_function: {
        f: {
          name: "f",
          runtime: "cloudfront-js-2.0",
          code: '${file("f.js")}',
          key_value_store_associations: ["${aws_cloudfront_key_value_store.s.arn}"],
        },
      },
      aws_cloudfront_key_value_store: { s: { name: "s" } },
      aws_cloudfrontkeyvaluestore_key: {
        k: { key_value_store_arn: "${aws_cloudfront_key_value_store.s.arn}", key: "a", value: "b" },
      },
      aws_cloudfrontkeyvaluestore_keys_exclusive: {
        k: {
          key_value_store_arn: "${aws_cloudfront_key_value_store.s.arn}",
          resource_key_value_pair: [{ key: "c", value: "d" }],
        },
      },
    };
    const site = load(withFunction(viewer, resources), folder);
    const [store] = site.keyValueStores;
    expect(store).toMatchObject({ name: "s", entries: { a: "b", c: "d" } });
    expect(site.distributions[0]?.defaultCacheBehavior.functions).toEqual([
      {
        type: "cloudfront-function",
        eventType: "viewer-request",
        arn: "arn:aws:cloudfront::123456789012:function/f",
        name: "f",
        runtime: "cloudfront-js-2.0",
        code: "function handler(event) { return event.request; }",
        keyValueStoreArn: store?.arn,
      },
    ]);
  });

  test("a Lambda function comes with the files of its archive", () => {
    written("f.zip", zipSync({ "index.js": strToU8("exports.handler = 1") }));
    const json = {
      ...withFunction(edge, { aws_lambda_function: { f: lambda } }),
      provider: { aws: [{ region: "us-east-1" }] },
    };
    const [fn] = load(json, folder).distributions[0]?.defaultCacheBehavior.functions ?? [];
    expect(fn).toMatchObject({
      type: "lambda",
      eventType: "origin-response",
      handler: "index.handler",
      timeout: 3,
      memorySize: 128,
      includeBody: false,
    });
    expect(fn?.type === "lambda" && [...fn.files.keys()]).toEqual(["index.js"]);
  });

  test.each<[string, Body, Body, string]>([
    [
      "a function elsewhere",
      association("function_association", "viewer-request", "arn:aws:cloudfront::1:function/g"),
      {},
      "TERRAFORM_MISSING aws_cloudfront_distribution.site: default_cache_behavior[0].function_association[0].function_arn",
    ],
    [
      "an unqualified ARN",
      association("lambda_function_association", "viewer-request", "${aws_lambda_function.f.arn}"),
      { aws_lambda_function: { f: lambda } },
      "TERRAFORM_MISSING aws_cloudfront_distribution.site: default_cache_behavior[0].lambda_function_association[0].lambda_arn",
    ],
    [
      "an event of Lambda's alone",
      association("function_association", "origin-request", "${aws_cloudfront_function.f.arn}"),
      { aws_cloudfront_function: { f: { name: "f", runtime: "cloudfront-js-2.0", code: "x" } } },
      "TERRAFORM_BAD_VALUE aws_cloudfront_distribution.site: default_cache_behavior[0].function_association[0].event_type",
    ],
    [
      "a draft",
      viewer,
      {
        aws_cloudfront_function: {
          f: { name: "f", runtime: "cloudfront-js-2.0", code: "x", publish: false },
        },
      },
      "TERRAFORM_NOT_REHEARSED aws_cloudfront_function.f: publish",
    ],
    [
      "code in S3",
      edge,
      { aws_lambda_function: { f: { ...lambda, filename: null, s3_bucket: "b" } } },
      "TERRAFORM_NOT_REHEARSED aws_lambda_function.f: s3_bucket",
    ],
    [
      "an archive that is not built",
      edge,
      { aws_lambda_function: { f: { ...lambda, filename: "none.zip" } } },
      "TERRAFORM_BAD_VALUE aws_lambda_function.f: filename",
    ],
    [
      "environment variables",
      edge,
      { aws_lambda_function: { f: { ...lambda, environment: { variables: { A: "b" } } } } },
      "TERRAFORM_NOT_REHEARSED aws_lambda_function.f: environment",
    ],
  ])("%s is refused", (_, over, resources, complaint) => {
    expect(complaints(withFunction(over, resources))).toContain(complaint);
  });
});
