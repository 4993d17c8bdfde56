// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { auditRules } from "../../../audit/rules";
import { mendOf } from "../../../audit/rules/rule";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";
import { parseHcl } from "../../../terraform/hcl/hcl-parser";
import { along, moreOf, others } from "../../fixtures/audit/others";

const base = "__tests__/fixtures/audit/base";
const sound = new Map(readdirSync(base).map((name) => [name, readFileSync(join(base, name), "utf8")]));
const folder = mkdtempSync(join(tmpdir(), "outlast-audit-"));
/** What each file of the folder has. */
const written = new Map<string, string>();
afterAll(() => rmSync(folder, { recursive: true }));

/** The sound site with one text in place of another. */
async function audited(changes: readonly (readonly [from: string, to: string])[]) {
  const texts = new Map(sound);
  for (const [from, to] of changes) {
    const [name, text = ""] = [...texts].find(([, one]) => one.includes(from)) ?? [];
    if (name === undefined) throw new Error(`no file has ${from}`);
    texts.set(name, from === "" ? `${text}\n${to}` : text.replace(from, () => to));
  }
  for (const [name, text] of texts) if (written.get(name) !== text) writeFileSync(join(folder, name), text);
  for (const [name, text] of texts) written.set(name, text);
  return auditSite(await readAuditedSite(folder));
}

const rulesOf = ({ findings }: Awaited<ReturnType<typeof audited>>) => [
  ...new Set(findings.map(({ rule }) => rule)),
];

/** Names that only whoever runs Terraform knows. */
const ungiven = [
  ['bucket = "acme-site-primary"', "bucket = var.primary"],
  ['bucket   = "acme-site-replica"', 'bucket   = "${var.name}-replica"'],
  ["", 'variable "primary" {}\nvariable "name" {\n  type = string\n}'],
] as const;

/** What becomes of the site in an outage is known all the same. */
const outages = new Set([
  ...["group-unused", "failover-missing", "failover-codes", "behaviour-past-group", "group-bypassed"],
  ...["origin-unreadable", "origin-unlistable", "public-access-block", "versioning-off"],
]);

test("the site that is sound has no finding, nothing in it is unknown but what AWS makes up, and all of it is read", async () => {
  const result = await audited([]);
  expect(result.notRead).toEqual([]);
  expect(result.findings).toEqual([]);
  expect(result.unknown).toEqual([]);
});

describe("what is printed of a rule, for whoever pastes it, is whole HCL", () => {
  const printed = auditRules.flatMap((rule) => [
    [rule.id, "fails", rule.fails] as const,
    [rule.id, "mend", mendOf(rule)] as const,
  ]);
  test.each(printed)("%s: %s", async (_, __, text) => {
    await expect(parseHcl(text, "main.tf")).resolves.toBeDefined();
  });
});

test("an account that blocks public access does so for the buckets that have no block of their own", async () => {
  const settings = [
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
  ];
  const account = (value: boolean) =>
    [
      'resource "aws_s3_account_public_access_block" "all" {',
      ...settings.map((name) => `  ${name} = ${value}`),
      "}",
    ].join("\n");
  const without = [
    'resource "aws_s3_bucket_public_access_block" "primary" {',
    'resource "aws_s3_bucket_logging" "primary" {',
  ] as const;
  expect(rulesOf(await audited([without, ["", account(true)]]))).toEqual([]);
  expect(rulesOf(await audited([without, ["", account(false)]]))).toEqual(["public-access-block"]);
});

test.each([
  ['max-age=60, stale-if-error=\\"99999999\\"', ["stale-window-cut"]],
  ["max-age=60, stale-if-error=99999999, stale-if-error=0", []],
  ["no-store, stale-if-error=99999999", []],
])("the windows of %s are what the edge reads there", async (header, found) => {
  const { fails = "" } = auditRules.find(({ id }) => id === "stale-window-cut") ?? {};
  expect(rulesOf(await audited([["", fails.replace(/max-age[^"]*/, () => header)]]))).toEqual(found);
});

describe("the same site, broken in one way", () => {
  test.each(auditRules.map(({ fails, id, mend }) => [id, fails, mend] as const))(
    "%s",
    async (id, fails, mend) => {
      const result = await audited([...(moreOf[id] ?? []), [mend, fails]]);
      expect(rulesOf(result).sort()).toEqual([id, ...(along[id] ?? [])].sort());
      expect(result.findings.find(({ rule }) => rule === id)?.place?.line).toBeGreaterThan(0);
    },
  );

  test.each(auditRules.map(({ fails, id, mend }) => [id, fails, mend] as const))(
    "%s, with buckets whose names are variables that nobody has given: found or unknown, and nothing else",
    async (id, fails, mend) => {
      const result = await audited([...(moreOf[id] ?? []), [mend, fails], ...ungiven]);
      const found = rulesOf(result);
      expect(found.filter((one) => one !== id && !along[id]?.includes(one))).toEqual([]);
      if (!found.includes(id)) expect(result.unknown.map(({ rule }) => rule)).toContain(id);
      if (outages.has(id)) expect(found).toContain(id);
      expect(JSON.stringify(result)).not.toMatch(/[\uE000-\uE002]/);
    },
  );

  const whole = auditRules.filter(({ mend }) => mend === "");

  test("has a mend for whatever is broken; what a plan does not let in is as many settings as it names", () => {
    expect(whole.filter(({ instead }) => instead === undefined).map(({ id }) => id)).toEqual([
      "flat-rate-blocked",
    ]);
  });

  test.each(auditRules.flatMap(({ id, instead, mend }) => (instead ? [[id, mend, instead] as const] : [])))(
    "%s, and sound with the same blocks mended",
    async (_, mend, instead) => {
      expect(rulesOf(await audited([[mend, `${mend}\n\n${instead}`]]))).toEqual([]);
    },
  );

  test.each(others)("$rule: $name", async ({ rule, changes }) => {
    expect(rulesOf(await audited(changes))).toEqual([rule]);
  });
});
