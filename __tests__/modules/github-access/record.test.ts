import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anyOf } from "../../../rehearsal/regions/policy/policy";
import { callOf, type IamRecord, recordPath } from "../../e2e/support/iam-recorder";
import { deploymentOfRecord, fullSite, leanSite } from "../../e2e/support/site-variants";
import { type CiRoleName, Roles } from "../../support/roles";
import { unusedInRuns } from "./unused-in-runs";

const record: IamRecord = JSON.parse(readFileSync(recordPath, "utf8"));
/** Of the site as it is made first, on a flat-rate plan, and as it is then. */
const all = [leanSite, fullSite].map((site) => Roles.of([site], deploymentOfRecord));

/** What each role does of what was recorded by __tests__/e2e/role-permissions.test.ts. */
const done: Readonly<Record<Exclude<CiRoleName, "on-call">, readonly string[]>> = {
  plan: record.plan,
  drift: [...record.plan, ...record.drift],
  apply: [...record.plan, ...record.apply, ...record.release, ...record.destroy],
};

/** Anybody may ask who they are (STS API reference, GetCallerIdentity). */
const free = "sts:GetCallerIdentity";
/** What `outlast destroy` counts and empties before Terraform destroys: a person runs it, and no workflow does. */
const personal = ["s3:ListBucketVersions", "s3:DeleteObjectVersion"];

/** Whose tags the local cloud does not read: a certificate or a delivery of the record has its site's from the start. */
function tagsOf({ resources }: ReturnType<typeof callOf>): Readonly<Record<string, readonly string[]>> {
  const isMade = resources.some((resource) => /:certificate\/(?!new$)|:delivery:(?!new$)/.test(resource));
  return isMade ? { "aws:resourcetag/outlast:site": [fullSite.name] } : {};
}

describe.each(["plan", "drift", "apply"] as const)("the %s role", (role) => {
  const calls = done[role]
    .map(callOf)
    .filter(({ action }) => action !== free && !personal.includes(action))
    .map((call) => ({ ...call, context: { ...tagsOf(call), ...call.context } }));

  it("may do everything that its runs ask IAM for", () => {
    const refused = calls.flatMap(({ action, resources, context }) =>
      resources
        .filter((resource) => !all.some((roles) => roles.may(role, { action, resource, context })))
        .map((resource) => `${action} ${resource}`),
    );
    expect([...new Set(refused)]).toEqual([]);
  });

  it("may do nothing that no run asks for, but for what has a reason", () => {
    const used = new Set(calls.map(({ action }) => action.toLowerCase()));
    const granted = all
      .flatMap((roles) => roles.documents(role))
      .flatMap((document) => JSON.parse(document).Statement)
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }): string[] => Action);
    const unused = [...new Set(granted)].filter((pattern) => {
      const matches = anyOf([pattern.toLowerCase()]);
      return ![...used].some(matches);
    });
    const reasons = Object.keys(unusedInRuns);
    expect(unused.filter((action) => !reasons.includes(action))).toEqual([]);
    if (role === "apply") expect(reasons.filter((action) => !unused.includes(action))).toEqual([]);
  });
});

describe("what is granted without a run that asks for it", () => {
  it("has a reason that says when it is asked for", () => {
    for (const reason of Object.values(unusedInRuns)) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
