import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readAuditedSite } from "../../audit/run/read";
import { loadTerraformAt, loadTerraformFile } from "../../rehearsal/terraform";

describe("a file that is none of Terraform's", () => {
  test.each([
    ["{", "it is not JSON, or is nested too deeply"],
    [`${"[".repeat(200)}${"]".repeat(200)}`, "it is not JSON, or is nested too deeply"],
    ["[]", "it is no JSON object"],
    ["{}", "it is neither a Terraform configuration nor the JSON of a plan or state"],
    ['{"module":{},"format_version":"1"}', "it is neither a Terraform configuration nor the JSON of"],
    [
      '{"resource":{"aws_s3_bucket":{"a":{}}},"resource":{"aws_s3_bucket":{"b":{}}}}',
      'it has the key "resource" twice in one object: give it once, with a list',
    ],
    ['{"format_version":"1.0","terraform_version":"1.11.4"}', "nothing is in this state"],
  ])("%j is refused in the same words by a rehearsal and by an audit", async (text, words) => {
    const file = join(mkdtempSync(join(tmpdir(), "outlast-document-")), "given.json");
    writeFileSync(file, text);
    expect(() => loadTerraformFile(file)).toThrow(`TERRAFORM_FORMAT ${file}: ${words}`);
    await expect(readAuditedSite(file)).rejects.toThrow(`${file}: ${words}`);
  });
});

describe("a folder without Terraform", () => {
  test("is refused in the same words by a rehearsal and by an audit, with those in it that have some", async () => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-document-"));
    const empty = "it has no .tf and no .tf.json file";
    await expect(loadTerraformAt(folder)).rejects.toThrow(`TERRAFORM_FORMAT ${folder}: ${empty}.`);
    mkdirSync(join(folder, "live/site"), { recursive: true });
    writeFileSync(join(folder, "live/site/main.tf"), "");
    const words = `${folder}: ${empty}; these folders in it have: live/site`;
    await expect(loadTerraformAt(folder)).rejects.toThrow(words);
    await expect(readAuditedSite(folder)).rejects.toThrow(words);
  });
});
