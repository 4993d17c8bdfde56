// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { outages } from "../../../audit/proof/outages";
import { prove, withProofs } from "../../../audit/proof/prove";
import { sampleOf } from "../../../audit/proof/sample";
import { type Got, proofText } from "../../../audit/report/drill";
import { auditRules } from "../../../audit/rules";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";
import { loadTerraformAt } from "../../../rehearsal/terraform";

const base = "__tests__/fixtures/audit/base";
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** The site of the corpus, broken, without the Lambda function whose code is nowhere. */
function brokenSite(changes: readonly (readonly [from: string, to: string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-proof-"));
  made.push(folder);
  cpSync(base, folder, { recursive: true });
  const withoutLambda = [
    /\n {4}lambda_function_association \{[^}]*\}\n/,
    /\nresource "aws_lambda_function" "stamp" \{[^}]*\}\n/,
  ];
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".tf"))) {
    let text = readFileSync(join(folder, name), "utf8");
    for (const [from, to] of changes) if (from !== "") text = text.replace(from, () => to);
    for (const pattern of withoutLambda) text = text.replace(pattern, "\n");
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function proven(id: string, changes: readonly (readonly [from: string, to: string])[]) {
  const folder = brokenSite(changes);
  const finding = auditSite(await readAuditedSite(folder)).findings.find(({ rule }) => rule === id);
  expect(finding?.rule).toBe(id);
  return finding && prove(finding, await loadTerraformAt(folder));
}

const ofDefault = (got: readonly Got[] = []) => got.find(({ pattern }) => pattern === "*");

/** What visitors of the default behaviour get, by rule. */
const expected: Readonly<Record<string, Partial<Got>>> = {
  "group-unused": { status: 500 },
  "failover-missing": { status: 500 },
  "failover-codes": { status: 503 },
  "failover-code-403": { status: 403 },
  "failover-timers": { seconds: 30 },
  "origin-hangs": { seconds: 30 },
  "group-one-region": { status: 503 },
  "group-unreplicated": { status: 404 },
  "replication-disabled": { status: 404 },
  "origin-unreadable": { status: 403 },
  "error-caching": { status: 503 },
};

describe("what a rule says of an outage is what visitors get in it, and not with the mend", () => {
  test("every rule with an outage is tried", () => {
    expect(Object.keys(expected)).toEqual(Object.keys(outages));
  });

  test.each(Object.entries(expected))("%s", async (id, wanted) => {
    const rule = auditRules.find((one) => one.id === id);
    const proof = await proven(id, [[rule?.mend ?? "", rule?.fails ?? ""]]);
    expect(ofDefault(proof?.got)).toMatchObject(wanted);
    if (proof?.mended === undefined) return;
    expect(ofDefault(proof.mended)?.status).toBe(200);
    expect(ofDefault(proof.mended)?.seconds).toBeLessThan(10);
  });

  test("504 alone among what is missing: a region that hangs", async () => {
    const proof = await proven("failover-codes", [["[403, 500, 502, 503, 504]", "[403, 500, 502, 503]"]]);
    expect(proof?.fault).toBe("acme-site-primary=hang");
    expect(ofDefault(proof?.got)).toMatchObject({ status: 504, seconds: 3 });
    expect(ofDefault(proof?.mended)).toMatchObject({ status: 200, seconds: 3 });
  });
});

test.each([
  ["*", "/outlast.html"],
  ["/blog/*", "/blog/outlast.html"],
  ["*.jp?g", "/outlast.jpag"],
  ["images/*.png", "/images/outlast.png"],
])("a page for the pattern %s", (pattern, path) => {
  expect(sampleOf(pattern)).toBe(path);
});

test("what was got is said once for the behaviours that share it", () => {
  const at = (pattern: string, status: number, seconds: number) => ({ pattern, status, seconds });
  const got = [at("/blog/*", 503, 0), at("*", 503, 0), at("/api/*", 200, 30)];
  expect(proofText({ fault: "primary=503", got, mended: [at("*", 200, 0)] })).toBe(
    "primary=503: 503 for /blog/*, *; 200 after 30 s for /api/*; with the mend 200 for *",
  );
});

test("a site that cannot be rehearsed is audited all the same, and it is said", async () => {
  const result = auditSite(await readAuditedSite(base));
  const { findings, notDrilled } = await withProofs(result, () => loadTerraformAt(base));
  expect(findings).toEqual(result.findings);
  expect(notDrilled).toContain("aws_lambda_function.stamp");
});
