import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readAuditedSite } from "../../audit/run/read";
import { loadTerraformFile } from "../../rehearsal/terraform";

describe("a file that is none of Terraform's", () => {
  test.each([
    ["{", "it is not JSON, or is nested too deeply"],
    [`${"[".repeat(200)}${"]".repeat(200)}`, "it is not JSON, or is nested too deeply"],
    ["[]", "it is no JSON object"],
    ["{}", "it is neither a Terraform configuration nor the JSON of a plan or state"],
    ['{"module":{},"format_version":"1"}', "it is neither a Terraform configuration nor the JSON of"],
    ['{"format_version":"1.0","terraform_version":"1.11.4"}', "nothing is in this state"],
  ])("%j is refused in the same words by a rehearsal and by an audit", async (text, words) => {
    const file = join(mkdtempSync(join(tmpdir(), "outlast-document-")), "given.json");
    writeFileSync(file, text);
    expect(() => loadTerraformFile(file)).toThrow(`TERRAFORM_FORMAT ${file}: ${words}`);
    await expect(readAuditedSite(file)).rejects.toThrow(`${file}: ${words}`);
  });
});
