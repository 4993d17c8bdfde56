import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadTerraform } from "../../../rehearsal/terraform";
import { only } from "./plan-of";

describe("a plan of two distributions, one of which cannot be rehearsed", () => {
  const plan = readFileSync("__tests__/fixtures/hcl/bystanders/plan.json", "utf8");
  const staged = JSON.parse(plan, (_, value) =>
    value?.address === "aws_cloudfront_distribution.redirect" && value.values
      ? { ...value, values: { ...value.values, attribute_to_come: "a" } }
      : value,
  );
  const site = loadTerraform(JSON.stringify(staged), { folder: ".", name: "plan.json" });

  test("the other is served, and the one that is left out is named with the reason", () => {
    expect(site.distributions.map(({ defaultRootObject }) => defaultRootObject)).toEqual(["index.html"]);
    expect(site.warnings.filter((warning) => warning.includes("left out"))).toEqual([
      expect.stringMatching(
        /^aws_cloudfront_distribution\.redirect is left out: TERRAFORM_NOT_REHEARSED aws_cloudfront_distribution\.redirect: attribute_to_come: /,
      ),
    ]);
  });

  test("buckets whose names have dots are read at their names", () => {
    expect(only(site).origins.map(({ domainName }) => domainName)).toEqual([
      "www.example.com.s3.us-east-1.amazonaws.com",
    ]);
    expect(site.buckets.map(({ name }) => name).sort()).toEqual([
      ...["example.com", "jq.example.com", "logs.example.com", "www.example.com"],
    ]);
  });
});

describe("a function in a dynamic block within another", () => {
  const visited = readFileSync("__tests__/fixtures/visited/plan.json", "utf8");
  const associated = (pattern: string) => {
    const text = visited.replaceAll('"path_pattern":"/app/*"', `"path_pattern":"${pattern}"`);
    const site = loadTerraform(text, { folder: "__tests__/fixtures/visited", name: "plan.json" });
    const found = site.distributions
      .flatMap(({ cacheBehaviors }) => cacheBehaviors)
      .find(({ pathPattern }) => pathPattern === pattern);
    return found?.functions.map((fn) => fn.type === "cloudfront-function" && fn.name);
  };

  test("is the one that the block around it is named like", () => {
    expect(associated("/app/*")).toEqual(["umbrella-app"]);
    expect(associated("/docs/*")).toEqual(["umbrella-docs"]);
  });

  test("or the one that the distribution names nowhere, where no name fits", () => {
    expect(associated("/elsewhere/*")).toEqual(["umbrella-app"]);
  });
});

describe("what a plan does not say", () => {
  const plan = (expressions: object, values: object = {}) => ({
    planned_values: {
      root_module: {
        resources: [
          {
            address: "aws_cloudfront_function.f",
            mode: "managed",
            type: "aws_cloudfront_function",
            name: "f",
            values: { name: "f", runtime: "cloudfront-js-2.0", publish: true },
          },
          {
            address: "aws_cloudfront_distribution.d",
            mode: "managed",
            type: "aws_cloudfront_distribution",
            name: "d",
            values: { enabled: true, origin: [], ...values },
          },
        ],
      },
    },
    resource_changes: [
      { address: "aws_cloudfront_function.f", change: { after_unknown: { arn: true, code: true } } },
      {
        address: "aws_cloudfront_distribution.d",
        change: {
          after_unknown: {
            default_root_object: true,
            default_cache_behavior: [{ function_association: [{ function_arn: true }] }],
          },
        },
      },
    ],
    configuration: {
      root_module: {
        resources: [
          {
            mode: "managed",
            type: "aws_cloudfront_function",
            name: "f",
            expressions: {
              code: {
                references: ["aws_cloudfront_key_value_store.s.id", "aws_cloudfront_key_value_store.s"],
              },
            },
          },
          { mode: "managed", type: "aws_cloudfront_distribution", name: "d", expressions },
        ],
      },
    },
  });

  test("code that is put together from an id is a problem, not that id", () => {
    const default_cache_behavior = [
      {
        target_origin_id: "x",
        viewer_protocol_policy: "allow-all",
        cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        function_association: [{ event_type: "viewer-request" }],
      },
    ];
    const written = [
      {
        function_association: [
          {
            event_type: { constant_value: "viewer-request" },
            function_arn: { references: ["aws_cloudfront_function.f.arn", "aws_cloudfront_function.f"] },
          },
        ],
      },
    ];
    expect(() =>
      loadTerraform(JSON.stringify(plan({ default_cache_behavior: written }, { default_cache_behavior })), {
        folder: ".",
        name: "plan",
      }),
    ).toThrow("TERRAFORM_UNKNOWN_VALUE aws_cloudfront_function.f: code: it is known only after the apply");
  });

  test("an optional attribute that is known after the apply is a problem, not left out", () => {
    expect(() =>
      loadTerraform(JSON.stringify(plan({ default_root_object: { references: ["local.root"] } })), {
        folder: ".",
        name: "plan",
      }),
    ).toThrow("TERRAFORM_UNKNOWN_VALUE aws_cloudfront_distribution.d: default_root_object");
  });
});
