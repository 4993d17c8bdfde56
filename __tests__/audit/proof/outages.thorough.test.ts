// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { outages, withoutDrill } from "../../../audit/proof/outages";
import { prove, withProofs } from "../../../audit/proof/prove";
import { sampleOf } from "../../../audit/proof/sample";
import { type Got, proofText } from "../../../audit/report/drill";
import { auditRules } from "../../../audit/rules";
import { errorPageRules } from "../../../audit/rules/error-pages";
import { failoverRules } from "../../../audit/rules/failover";
import { failoverRequestRules } from "../../../audit/rules/failover-requests";
import { replicationRules } from "../../../audit/rules/replication";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";
import { loadTerraformAt } from "../../../rehearsal/terraform";
import { moreOf } from "../../fixtures/audit/others";

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
    for (const [from, to] of changes)
      text =
        from === "" ? (name === "distribution.tf" ? `${text}\n${to}` : text) : text.replace(from, () => to);
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

const at = (pattern: string, got: readonly Got[] = []) => got.find((one) => one.pattern === pattern);
const ofDefault = (got: readonly Got[] = []) => at("*", got);

/** Where another pattern than the default one is what a rule is about, and where the mend is the truth in place of 200. */
const about: Readonly<Record<string, string>> = { "behaviour-past-group": "/media/*" };
const truth: Readonly<Record<string, number>> = { "failover-code-404": 404, "errors-as-200": 404 };

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
  "behaviour-past-group": { status: 503 },
  "group-bypassed": { status: 503 },
  "failover-code-404": { status: 200 },
  "errors-as-200": { status: 200 },
  "stale-window-cut": { status: 503 },
  "replication-narrowed": { status: 404 },
  "origin-unreadable": { status: 403 },
  "error-caching": { status: 503 },
};

describe("what a rule says of an outage is what visitors get in it, and not with the mend", () => {
  test("every rule with an outage is tried", () => {
    expect(Object.keys(expected)).toEqual(Object.keys(outages));
  });

  test("every rule about failures of origins, copies and error pages has a drill, or a reason for none", () => {
    const rules = [...failoverRules, ...failoverRequestRules, ...errorPageRules, ...replicationRules];
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id) => !(id in outages) && !(id in withoutDrill))).toEqual([]);
    expect(Object.keys(withoutDrill).filter((id) => id in outages)).toEqual([]);
    expect(Object.keys(withoutDrill).filter((id) => !auditRules.some((one) => one.id === id))).toEqual([]);
  });

  test.each(Object.entries(expected))("%s", async (id, wanted) => {
    const rule = auditRules.find((one) => one.id === id);
    const proof = await proven(id, [...(moreOf[id] ?? []), [rule?.mend ?? "", rule?.fails ?? ""]]);
    const pattern = about[id] ?? "*";
    expect(at(pattern, proof?.got)).toMatchObject(wanted);
    expect(at(pattern, proof?.mended)?.status).toBe(truth[id] ?? 200);
    expect(at(pattern, proof?.mended)?.seconds).toBeLessThan(10);
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
