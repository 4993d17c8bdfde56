import fc from "fast-check";
import { describe, test } from "vitest";
import { TerraformReadError } from "../../../rehearsal/terraform";
import { configuration, distribution, load } from "./site";

describe("whatever the JSON", () => {
  const key = fc.constantFrom(
    "resource",
    "values",
    "planned_values",
    "root_module",
    "resources",
    "child_modules",
    "configuration",
    "module_calls",
    "expressions",
    "references",
    "constant_value",
    "aws_cloudfront_distribution",
    "aws_s3_bucket",
    "site",
    "origin",
    "bucket",
    "default_cache_behavior",
    "for_each",
    "count",
    "provider",
    "variable",
    "locals",
    "data",
    "output",
    "type",
    "name",
    "address",
    "mode",
    "__proto__",
  );
  const leaf = fc.constantFrom<unknown>(
    null,
    true,
    1,
    -1,
    1e21,
    "",
    "x",
    "${",
    "${aws_s3_bucket.site.id}",
    "${var.x}",
    "aws_s3_bucket",
    "aws_cloudfront_distribution",
    "each.value",
    "module.a.b",
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      leaf,
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(key, tie("json"), { maxKeys: 4 }),
    ),
  }));
  const loads = (value: unknown) => {
    try {
      load(value);
    } catch (error) {
      if (!(error instanceof TerraformReadError)) throw error;
    }
  };

  test("nothing but a TerraformReadError is thrown", () => {
    fc.assert(fc.property(json, loads), { numRuns: 1_000 });
  });

  test("nor where it nearly is a configuration", () => {
    const names = fc.constantFrom(
      ...Object.keys(distribution()),
      "aliases",
      "ordered_cache_behavior",
      "origin_group",
      "custom_error_response",
      "http_version",
    );
    const bodies = fc.record({ name: names, value: json });
    fc.assert(
      fc.property(bodies, ({ name, value }) =>
        loads(configuration({ aws_cloudfront_distribution: { site: { ...distribution(), [name]: value } } })),
      ),
      { numRuns: 1_000 },
    );
  });

  test("nor where it nearly is a plan", () => {
    const resources = fc.array(
      fc.record({
        address: leaf,
        mode: fc.constantFrom("managed", "data"),
        type: fc.constantFrom(
          "aws_s3_bucket",
          "aws_cloudfront_distribution",
          "aws_s3_bucket_policy",
          "aws_iam_policy_document",
        ),
        name: fc.constant("site"),
        values: json,
        expressions: json,
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(resources, json, (list, expressions) => {
        const written = list.map((one) => ({ ...one, expressions }));
        loads({
          planned_values: { root_module: { resources: list } },
          configuration: { root_module: { resources: written } },
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
