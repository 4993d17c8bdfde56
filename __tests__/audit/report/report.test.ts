import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { afterEach, describe, expect, test } from "vitest";
import { auditJunit, auditSarif } from "../../../audit/report/formats";
import { auditMarkdown, auditText } from "../../../audit/report/text";
import { auditRules } from "../../../audit/rules";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";
import {
  baselineIn,
  baselineOf,
  suppressionsIn,
  suppressionsInComments,
  withoutKnown,
} from "../../../audit/run/suppressions";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const site = (inside: string) => `variable "policy" {}
resource "aws_cloudfront_distribution" "site" {
  enabled = false ${inside}
  viewer_certificate {
    minimum_protocol_version = "TLSv1_2016"
  }
  origin {
    origin_id   = "a"
    domain_name = "a.example"
  }
  default_cache_behavior {
    target_origin_id       = "a"
    viewer_protocol_policy = var.policy
  }
}
`;

async function audited(inside = "", today = "2030-01-01", baseline: ReadonlySet<string> = new Set()) {
  const folder = mkdtempSync(join(tmpdir(), "outlast-audit-"));
  made.push(folder);
  writeFileSync(join(folder, "main.tf"), site(inside));
  const read = await readAuditedSite(folder);
  const found = auditSite(read);
  return withoutKnown(found, suppressionsInComments(read.hcl, found.findings), baseline, today);
}

/** OASIS' schema, as it is published in a package. */
const sarifSchema = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";

const ids = ({ findings }: { findings: readonly { readonly rule: string }[] }) =>
  findings.map(({ rule }) => rule);

describe("what an audit says", () => {
  test("a terminal gets no control character of what was read", async () => {
    const result = await audited();
    const findings = result.findings.map((one) => ({ ...one, says: "\u001b[2Jgone\nline\u202e" }));
    const text = auditText({ ...result, findings });
    expect(text).toContain("\\u{1b}[2Jgone\\u{a}line\\u{202e}");
    expect([...text].filter((one) => one < " " && one !== "\n")).toEqual([]);
  });

  test("findings stand under their resource with file and line, and what is unknown is said", async () => {
    const result = await audited();
    expect(ids(result)).toEqual(["distribution-disabled", "alarm-missing", "tls-old"]);
    const text = auditText(result);
    expect(text).toContain("aws_cloudfront_distribution.site  main.tf");
    expect(text).toContain("enabled (line 3): enabled = false");
    expect(text).toContain(
      "plain-http is unknown until planned: default_cache_behavior[0].viewer_protocol_policy: the variable policy has no value",
    );
    expect(auditMarkdown(result)).toContain("at `main.tf:5`");
  });

  test("SARIF names the rule, the file from the repository's root, and the line", async () => {
    const { runs, version } = JSON.parse(auditSarif(await audited(), "infra/live"));
    const [{ results, tool }] = runs;
    expect(version).toBe("2.1.0");
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(auditRules.map(({ id }) => id));
    for (const { level, locations, message, ruleId, ruleIndex } of results) {
      expect(auditRules[ruleIndex]?.id).toBe(ruleId);
      expect(["error", "warning", "note"]).toContain(level);
      expect(message.text).not.toBe("");
      expect(locations[0].physicalLocation).toMatchObject({
        artifactLocation: { uri: "infra/live/main.tf" },
        region: { startLine: expect.any(Number) },
      });
    }
    expect(results).toHaveLength(3);
  });

  test("SARIF is valid by the schema of 2.1.0, with findings that have a line, a drill, or neither", async () => {
    // That the schema is one itself is not asked: it is OASIS's, and that is half of the work.
    const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateSchema: false });
    const validate = addFormats(ajv).compile(JSON.parse(readFileSync(sarifSchema, "utf8")));
    const { findings, ...result } = await audited();
    expect(findings[0]?.place).toBeDefined();
    const got = [{ pattern: "/blog/*", seconds: 0, status: 503 }] as const;
    const drill = { fault: "primary=503", got, mended: got };
    const each = findings.flatMap(({ place: _, ...one }) => [one, { ...one, drill }]);
    for (const root of ["", ".", "infra/a folder/\u00e9", "100%"]) {
      const text = auditSarif({ ...result, findings: [...findings, ...each] }, root);
      expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
    }
    const wrong = JSON.parse(auditSarif({ ...result, findings }, ""));
    wrong.runs[0].results[0].level = "high";
    expect(validate(wrong)).toBe(false);
  });

  test("JUnit has a case for each rule", async () => {
    const xml = auditJunit(await audited());
    expect(xml).toContain(`tests="${auditRules.length}" failures="3"`);
    expect(xml).toContain("aws_cloudfront_distribution.site (main.tf:5): TLSv1_2016");
  });
});

describe("what somebody has decided", () => {
  test.each([
    ["for good", "# outlast:ignore distribution-disabled: it opens in May", true],
    ["to its last day", "# outlast:ignore distribution-disabled until 2030-01-01: it opens in May", true],
    ["no longer", "# outlast:ignore distribution-disabled until 2029-12-31: it opened", false],
    ["of another rule", "# outlast:ignore plain-http: none", false],
  ])("holds %s", async (_, comment, holds) => {
    const result = await audited(comment);
    expect(ids(result).includes("distribution-disabled")).toBe(!holds);
    expect(result.suppressed).toHaveLength(holds ? 1 : 0);
  });

  test("needs a reason, in a comment and in a file", async () => {
    await expect(audited("# outlast:ignore distribution-disabled")).rejects.toThrow("AUDIT_SUPPRESSION");
    const folder = mkdtempSync(join(tmpdir(), "outlast-audit-"));
    made.push(folder);
    writeFileSync(join(folder, "s.json"), '[{"rule": "tls-old"}]');
    expect(() => suppressionsIn(join(folder, "s.json"))).toThrow("AUDIT_SUPPRESSION");
  });

  test.each([
    ["suppressions", "[", "it is no list"],
    [
      "suppressions",
      '[{"rule": "distribution-off", "reason": "because"}]',
      "no rule is called distribution-off",
    ],
    ["suppressions", undefined, "cannot be read (ENOENT)"],
    ["baseline", "{}", "it is no baseline"],
    ["baseline", undefined, "cannot be read (ENOENT)"],
  ])("is a file of %s with %s no more than an error of the one who gives it", (kind, text, said) => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-audit-"));
    made.push(folder);
    const file = join(folder, "given.json");
    if (text !== undefined) writeFileSync(file, text);
    const read = () => (kind === "baseline" ? baselineIn(file) : suppressionsIn(file));
    expect(read).toThrow("AUDIT_SUPPRESSION");
    expect(read).toThrow(said);
  });

  test("a baseline leaves what is new", async () => {
    const { findings } = JSON.parse(baselineOf(await audited()));
    const after = await audited("", "2030-01-01", new Set(findings.slice(1)));
    expect(after).toMatchObject({ known: 2, findings: [{ rule: "alarm-missing" }] });
  });
});
