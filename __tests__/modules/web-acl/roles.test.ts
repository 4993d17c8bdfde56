import { expect, test } from "vitest";
import { onPlan } from "../../config/cases/flat-rate";
import { deploymentOfRecord } from "../../e2e/support/site-variants";
import { accountId, Roles } from "../../support/roles";
import { smallSite } from "../../support/sites";

const acl = (name: string) => `arn:aws:wafv2:us-east-1:${accountId}:global/webacl/${name}/1a2b`;

test("roles may make and read the web ACL that a plan demands, under the site's name alone, and only where there is a plan", () => {
  const planned = Roles.of([{ ...smallSite, ...onPlan("free") }], deploymentOfRecord);
  const plain = Roles.of([smallSite], deploymentOfRecord);
  const asked = (roles: Roles, role: "apply" | "plan", action: string, name: string) =>
    roles.may(role, { action: `wafv2:${action}`, resource: acl(name), context: {} });
  for (const action of ["CreateWebACL", "GetWebACL", "UpdateWebACL", "DeleteWebACL", "TagResource"]) {
    expect(asked(planned, "apply", action, "shop")).toBe(true);
    expect(asked(planned, "apply", action, "other")).toBe(false);
    expect(asked(plain, "apply", action, "shop")).toBe(false);
  }
  expect(asked(planned, "plan", "GetWebACL", "shop")).toBe(true);
  expect(asked(planned, "plan", "CreateWebACL", "shop")).toBe(false);
});
