import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";

const golden = "__tests__/fixtures/golden/synthesis";
const stacks = readdirSync(golden).flatMap((set) =>
  readdirSync(join(golden, set)).map((file) => join(golden, set, file)),
);

/** What a config of the tests asks for, against its defaults. */
const asked: Readonly<Record<string, readonly string[]>> = {
  "deployed/app.tf.json": ["alarm-missing"],
  "deployed/bare.tf.json": ["alarm-missing", "headers-in-function-only"],
  "deployed/moved.tf.json": ["alarm-missing"],
  "deployed/planned.tf.json": ["alarm-missing"],
  "deployed/whole.tf.json": ["failover-code-403", "hsts-preload"],
  "promoted/kept.tf.json": ["alarm-missing"],
  "served/served.tf.json": ["alarm-missing", "group-options", "origin-plain-http", "origin-tls-old"],
};

test.each(stacks)("%s has no finding", async (stack) => {
  const chosen = asked[stack.slice(golden.length + 1)] ?? [];
  const all = auditSite(await readAuditedSite(stack)).findings;
  const findings = all.filter(({ rule }) => !chosen.includes(rule));
  expect(findings.map(({ address, rule, says }) => `${rule} ${address}: ${says}`)).toEqual([]);
});
