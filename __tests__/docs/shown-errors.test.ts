import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { behavior, configuration, distribution, load } from "../rehearsal/terraform/site";

test("docs/reading-terraform.md shows errors as they are said", () => {
  const code = "${aws_cloudfront_key_value_store.keys.etag}";
  const functions = [{ event_type: "viewer-request", function_arn: "${aws_cloudfront_function.index.arn}" }];
  const over = {
    default_cache_behavior: behavior({ trusted_signers: ["self"], function_association: functions }),
  };
  const json = configuration({
    aws_cloudfront_distribution: { site: distribution(over) },
    aws_cloudfront_key_value_store: { keys: { name: "keys" } },
    aws_cloudfront_function: { index: { name: "index", runtime: "cloudfront-js-2.0", code } },
  });
  const shown = [...readFileSync("docs/reading-terraform.md", "utf8").matchAll(/^TERRAFORM_.*\.$/gm)];
  expect(shown).toHaveLength(2);
  for (const [line] of shown) expect(() => load(json)).toThrow(line.slice(0, -1));
});
