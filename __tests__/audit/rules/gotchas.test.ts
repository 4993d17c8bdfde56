import { expect, test } from "vitest";
import { auditRules } from "../../../audit/rules";
import { gotchas } from "../../../docs/gotchas";

test("every known way to fail has a rule, or a reason for none", () => {
  const ids = new Set(auditRules.map(({ id }) => id));
  const missing = gotchas.flatMap(([what, rules, why]) => {
    const strangers = rules.filter((rule) => !ids.has(rule));
    return strangers.length > 0 || rules.length > 0 === (why !== undefined)
      ? [`${what}: ${strangers.join(", ")}`]
      : [];
  });
  expect(missing).toEqual([]);
});
