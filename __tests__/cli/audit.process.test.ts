import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
const inFolder = (name: string) => join(folder, name);

/** What most people have: one bucket, and a distribution that asks it. */
const site = `provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "site" {
  bucket = "acme-site"
}

resource "aws_s3_bucket_versioning" "site" {
  bucket = aws_s3_bucket.site.id
  versioning_configuration {
    status = var.versioning
  }
}

variable "versioning" {
  default = "Enabled"
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = ["s3:GetObject", "s3:ListBucket"]
      Resource  = [aws_s3_bucket.site.arn, "\${aws_s3_bucket.site.arn}/*"]
      Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.site.arn } }
    }]
  })
}

resource "aws_cloudfront_origin_access_control" "site" {
  name                              = "acme"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "site" {
  enabled             = true
  default_root_object = "index.html"
  origin {
    origin_id                = "site"
    domain_name              = aws_s3_bucket.site.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }
  default_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-audited-"));
  writeFileSync(inFolder("main.tf"), site);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** With Node alone: no program is on the path, and no credentials are anywhere. */
function audit(...args: string[]) {
  const env = { PATH: "/nowhere", HOME: folder };
  const words = ["bin/outlast.mjs", "audit", folder, ...args];
  return spawnSync(process.execPath, words, { encoding: "utf8", env });
}

test("a folder of Terraform says what its next outage looks like, with the line and the proof, in each form, and fails", () => {
  const [sarif, junit, markdown] = ["a.sarif", "a.xml", "a.md"].map(inFolder) as [string, string, string];
  const forms = ["--sarif", sarif, "--junit", junit, "--markdown", markdown];
  const { status, stdout, stderr } = audit("--drill", ...forms);
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  const line = site.split("\n").findIndex((text) => text.includes("target_origin_id ")) + 1;
  expect(stdout).toContain("aws_cloudfront_distribution.site  main.tf\n");
  expect(stdout).toContain(
    `    default_cache_behavior[0].target_origin_id (line ${line}): the default behaviour asks site alone\n`,
  );
  const drill = "acme-site=500: 500 for *; with the mend 200 for *";
  expect(stdout).toContain(`    Drill: ${drill}\n    Mend:\n`);
  const [{ results }] = JSON.parse(readFileSync(sarif, "utf8")).runs;
  const found = results.find(({ ruleId }: { ruleId: string }) => ruleId === "failover-missing");
  expect(found.message.text).toContain(drill);
  expect(found.locations[0].physicalLocation.region).toEqual({ startLine: line });
  expect(readFileSync(junit, "utf8")).toContain(`(main.tf:${line}): the default behaviour asks site alone`);
  expect(readFileSync(markdown, "utf8")).toContain(`at \`main.tf:${line}\``);
});

test("what a baseline has is not told again, what a variable brings is", () => {
  const baseline = inFolder("baseline.json");
  expect(audit("--write-baseline", baseline).status).toBe(0);
  const before = audit("--baseline", baseline, "--json");
  expect([before.status, JSON.parse(before.stdout).findings]).toEqual([0, []]);
  const after = audit("--baseline", baseline, "--json", "--var", "versioning=Suspended");
  expect(after.status).toBe(1);
  expect(JSON.parse(after.stdout).findings.map(({ rule }: { rule: string }) => rule)).toEqual([
    "versioning-off",
  ]);
});

test("what is suppressed in a file fails no audit, nor does what is less bad than --fail-on", () => {
  const file = inFolder("suppressions.json");
  writeFileSync(file, '[{ "rule": "failover-missing", "reason": "the second region comes in May" }]');
  const { status, stdout } = audit("--suppressions", file);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Findings: .*medium.* \(1 suppressed\)\.$/m);
  expect(audit("--suppressions", file, "--fail-on", "medium").status).toBe(1);
});
