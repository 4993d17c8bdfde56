import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeSpan, reviewToMarkdown } from "../../../audit/review/markdown";
import { parsePlan } from "../../../audit/review/plan";
import { reviewPlan } from "../../../audit/review/review";
import type { Value } from "../../../terraform/value";
import { anyText } from "../../support/any-text";
import { changedSite, distributionWith } from "../../support/planned-site";
import { planWith } from "../../support/plans";

describe("a plan's JSON", () => {
  test("is told from every other file, with what is wrong with it", () => {
    const wrong = {
      "PK\u0003\u0004": "the plan file itself",
      "not json": "not JSON",
      "[]": "not an object",
      "{}": "no format_version",
      '{"format_version":"2.0","resource_changes":[]}': "1.x is known",
      '{"format_version":"1.0","values":{}}': "describes no plan",
      '{"format_version":"1.2","resource_changes":[{"address":"a"}]}': "resource_changes[0]",
    };
    for (const [text, why] of Object.entries(wrong)) {
      expect(() => parsePlan(text, "plan.json")).toThrow("REVIEW_NOT_A_PLAN");
      expect(() => parsePlan(text, "plan.json")).toThrow(why);
    }
  });

  test("without changes is a plan", () => {
    expect(parsePlan('{"format_version":"1.2","planned_values":{}}', "p").resource_changes).toEqual([]);
  });

  test("never makes the reader fail with anything but that error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          reviewPlan(parsePlan(text, "plan.json"));
        } catch (error) {
          expect(error).toMatchObject({ code: "REVIEW_NOT_A_PLAN" });
        }
      }),
    );
  });

  test("with values of unexpected shapes is reviewed all the same", () => {
    const types = [
      "aws_cloudfront_distribution",
      "aws_s3_bucket_policy",
      "aws_iam_role",
      "aws_cloudfront_response_headers_policy",
    ];
    const values = fc.jsonValue().map((value) => value as Value);
    fc.assert(
      fc.property(fc.constantFrom(...types), values, values, (type, before, after) => {
        const plan = planWith([{ type, before, after, actions: ["update"] }]);
        expect(reviewToMarkdown([{ name: "p", review: reviewPlan(plan) }])).toContain("### Plan of `p`");
      }),
    );
  });
});

describe("the harmless", () => {
  const version = (number: number) =>
    distributionWith({ lambda: `arn:aws:lambda:us-east-1:1:function:headers:${number}` });
  const type = "aws_cloudfront_distribution";

  test("is counted: additions, tags, versions of functions, values that follow", () => {
    const { findings, tally } = reviewPlan(
      planWith([
        { type: "aws_sns_topic", after: { name: "a" } },
        {
          address: "aws_s3_bucket.tagged",
          type: "aws_s3_bucket",
          before: { tags: {} },
          after: { tags: { a: "b" } },
        },
        {
          address: "aws_lambda_function.headers",
          type: "aws_lambda_function",
          before: { source_code_hash: "a" },
          after: { source_code_hash: "b" },
        },
        { type, before: version(1), after: version(2) },
        {
          address: "aws_s3_bucket_policy.p",
          type: "aws_s3_bucket_versioning",
          before: { id: "a", versioning_configuration: [{ status: "Enabled" }] },
          after: { versioning_configuration: [{ status: "Enabled" }] },
          after_unknown: { id: true },
        },
        { address: "aws_thing.still", type: "aws_thing", before: {}, after: {}, actions: ["no-op"] },
      ]),
    );
    expect(findings).toEqual([]);
    expect(tally).toEqual({
      created: 1,
      updated: 4,
      replaced: 0,
      destroyed: 0,
      forgotten: 0,
      unchanged: 1,
      harmless: { additions: 1, tags: 1, functionVersions: 2, computed: 1 },
      unjudged: [],
    });
  });

  test("does not include another function at the edge", () => {
    const other = distributionWith({ lambda: "arn:aws:lambda:us-east-1:1:function:other:2" });
    expect(reviewPlan(planWith([{ type, before: version(1), after: other }])).tally.unjudged).toEqual([
      `${type}.this`,
    ]);
  });

  test("does not include what no rule knows: a person is asked to read it", () => {
    const plan = planWith([{ type: "aws_thing", before: { a: 1 }, after: { a: 2 } }]);
    expect(reviewToMarkdown([{ name: "p", review: reviewPlan(plan) }])).toContain(
      "please read them.\n\n- `aws_thing.this`",
    );
  });
});

describe("the Markdown", () => {
  const markdown = (plan: Parameters<typeof reviewPlan>[0]) =>
    reviewToMarkdown([{ name: "shop", review: reviewPlan(plan) }]);

  test("says what happens, where, before and after, why, and what to do; the worst first", () => {
    const text = markdown(planWith([changedSite({ codes: [403, 500], aliases: [] })]));
    expect(text).toBe(
      `${[
        "### Plan of `shop`",
        "1 to update; 0 unchanged.",
        "#### Critical (1)",
        [
          "- **The site no longer answers to example.com, www\u2060.example.com** (alias-removed)",
          "  - At `aws_cloudfront_distribution.this`, `aliases`",
          "  - `example.com, www.example.com` becomes `nothing`",
          "  - CloudFront answers a name that it does not know with an error, and anybody's distribution may claim a name that DNS still points here.",
          "  - Move or remove the name's DNS records first, then the alias.",
        ].join("\n"),
        "#### High (1)",
        [
          "- **A failure on which the group does not fail over** (failover-codes)",
          "  - At `aws_cloudfront_distribution.this`, `origin_group[0].failover_criteria[0].status_codes`",
          "  - `403, 500, 502, 503, 504` becomes `403, 500`",
          "  - The region fails in exactly that way, and visitors get the error though the other region is well. Here: 502 (a connection that breaks off, or TLS that fails), 503 (a refused or timed out connection, and Slow Down), 504 (an answer that does not come in time) is not among the codes.",
          "  - Write status\\_codes = \\[403, 500, 502, 503, 504\\].",
        ].join("\n"),
        "",
      ]
        .join("\n\n")
        .trimEnd()}\n`,
    );
  });

  test("is the same whatever the order of the plan's resources", () => {
    const resources = ["a", "b", "c"].map((name) => ({
      address: `aws_s3_bucket.${name}`,
      type: "aws_s3_bucket",
      before: { bucket: name },
    }));
    expect(markdown(planWith(resources.toReversed()))).toBe(markdown(planWith(resources)));
  });

  test("shows no value that is marked as sensitive", () => {
    const before = distributionWith();
    const text = markdown(
      planWith([
        {
          ...changedSite({ attempts: 3 }, before),
          before_sensitive: { origin: [{ custom_header: true }] },
          after_sensitive: { origin: true },
        },
      ]),
    );
    expect(text).toContain("`(sensitive)` becomes `(sensitive)`");
  });

  test("takes hostile names literally: no heading, no HTML, no link, no mention, no line of its own", () => {
    const evil = "x\n\n# owned <img src=x onerror=y> @everyone [a](http://evil) ``` | ![i](https://evil)";
    const text = markdown(
      planWith([
        { address: `aws_s3_bucket.a["${evil}"]`, type: "aws_s3_bucket", before: { bucket: evil } },
        { type: "aws_route53_record", before: { type: "A", name: evil } },
      ]),
    );
    const outside = text.replace(/\\./g, "").replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(outside).not.toMatch(/(^|\n)# owned|<img|@everyone|\]\(|https?:\/\//);
    expect(text.split("\n").filter((line) => line.startsWith("# "))).toEqual([]);
  });

  test("keeps any text inside its code span", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom("`", "``", "\n", "\u202e"))), (parts) => {
        const text = parts.join("");
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)?.[0] ?? "";
        const inner = span.slice(fence.length, -fence.length);
        expect(inner.split(/[^`]/)).not.toContain(fence);
        expect(span).not.toMatch(/[\n\r\u2028\u2029\u202e]/);
      }),
    );
  });
});
