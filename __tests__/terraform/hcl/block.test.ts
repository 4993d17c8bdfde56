import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../facts/canonical-json";
import { blockText } from "../../../terraform/hcl/block";
import { templateText } from "../../../terraform/hcl/template";
import type { Json } from "../../../terraform/value";

function resource(body: Json, ...blocks: string[]): string {
  const isBlock = (path: string) => blocks.includes(path);
  return blockText({ type: "resource", labels: ["aws_x", "y"], body, isBlock });
}

describe("a string of JSON", () => {
  it.each([
    ["${aws_x.y.arn}", "aws_x.y.arn"],
    ['${file("${path.module}/a}b")}', 'file("${path.module}/a}b")'],
    ["${aws_x.y.arn}/*", '"${aws_x.y.arn}/*"'],
    ["${a.b}${c.d}", '"${a.b}${c.d}"'],
    ["$${literal} %%{literal}", '"$${literal} %%{literal}"'],
    ['say "no"\\\n\t\u0001', '"say \\"no\\"\\\\\\n\\t\\u0001"'],
    ["50% of $5", '"50% of $5"'],
    ['%{ if a.b == "c" }"x"%{ endif }', '"%{ if a.b == "c" }\\"x\\"%{ endif }"'],
  ])("%j is %s", (json, hcl) => {
    expect(templateText(json)).toBe(hcl);
  });
});

describe("a block", () => {
  it("has what is for Terraform first and last, blocks as blocks, objects as objects, and references bare", () => {
    const body = {
      "//": { metadata: { path: "a/b" } },
      tags: { Name: "one", "a:b": "two" },
      rule: [{ filter: [{}], id: "r" }],
      comment: "text",
      name: "n",
      provider: "aws.replica",
      depends_on: ["aws_x.z"],
      lifecycle: { create_before_destroy: true, ignore_changes: ["tags"] },
    };
    expect(resource(body, "rule", "rule.filter")).toBe(`resource "aws_x" "y" {
  provider = aws.replica

  name    = "n"
  comment = "text"

  tags = {
    Name  = "one"
    "a:b" = "two"
  }

  rule {
    id = "r"

    filter {}
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags]
  }

  depends_on = [aws_x.z]
}`);
  });

  it("lays a policy out as jsonencode, in the usual order of its members", () => {
    const policy = canonicalJson({
      Version: "2012-10-17",
      Statement: [{ Sid: "A", Effect: "Allow", Action: ["s3:Get*"], Resource: "${aws_x.z.arn}/*" }],
    });
    expect(resource({ policy })).toBe(`resource "aws_x" "y" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "A"
        Effect   = "Allow"
        Action   = ["s3:Get*"]
        Resource = "\${aws_x.z.arn}/*"
      },
    ]
  })
}`);
  });

  it("leaves JSON of which jsonencode would make other bytes as the text that it is", () => {
    expect(resource({ policy: '{"b":1,"a":2}' })).toContain('policy = "{\\"b\\":1,\\"a\\":2}"');
    expect(resource({ policy: '{ "a":2}' })).toContain('policy = "{ \\"a\\":2}"');
    expect(resource({ policy: '{"a":"<"}' })).toContain('policy = "{');
    expect(resource({ policy: canonicalJson({ a: "<" }) })).toContain('a = "<"');
  });
});
