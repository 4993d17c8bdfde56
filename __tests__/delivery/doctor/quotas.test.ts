import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { quotaCheck, quotaChecks } from "../../../delivery/doctor/quotas";
import { answering, credentials } from "../../support/answering";

const names = (count: number) => Array.from({ length: count }, (_, index) => `other-${index}`);

describe("a quota", () => {
  test.each([
    [3, true, "3 in the account, 2 to come, of 20"],
    [15, true, "15 in the account, 2 to come, of 20: near the quota"],
    [18, true, "18 in the account, 2 to come, of 20: near the quota"],
    [19, false, "ask for a higher quota first"],
    [20, false, "ask for a higher quota first"],
    [21, true, "the quota has been raised"],
  ])("with %i there and two to come", (count, ok, detail) => {
    expect(quotaCheck("x", ["a", "b"], { most: 20, names: names(count) })).toEqual({
      name: "quota x",
      ok,
      detail: expect.stringContaining(detail),
    });
  });

  test("has room for what is there already, and for nothing twice", () => {
    expect(quotaCheck("x", ["other-1", "other-2"], { most: 20, names: names(20) }).ok).toBe(true);
    expect(quotaCheck("x", ["a", "a"], { most: 20, names: names(19) }).ok).toBe(true);
  });
});

const region = "us-east-1";
const policy = (Name: string) => ({ CachePolicy: { CachePolicyConfig: { Name } } });
const configuration = JSON.stringify({
  resource: {
    aws_cloudfront_cache_policy: { one: { name: "docs-origin" }, two: { name: "docs-immutable" } },
    aws_cloudfront_distribution: { distribution: { comment: "docs" } },
    aws_iam_role: { role: { name: "docs-replication" } },
  },
});

/** With two pages of cache policies, and IAM's own word on its roles. */
function clients(denied = false) {
  const refusing = () => {
    throw Object.assign(new Error("not yours to see"), { name: "AccessDenied" });
  };
  return {
    cloudFront: answering(new CloudFrontClient({ region, credentials }), {
      ListCachePoliciesCommand: ({ Marker }) =>
        Marker === undefined
          ? { CachePolicyList: { Items: names(12).map(policy), NextMarker: "more" } }
          : { CachePolicyList: { Items: ["docs-origin", "a", "b", "c", "d", "e", "f", "g"].map(policy) } },
    }),
    iam: answering(new IAMClient({ region, credentials }), {
      GetAccountSummaryCommand: denied ? refusing : () => ({ SummaryMap: { RolesQuota: 2 } }),
      ListRolesCommand: () => ({ Roles: [{ RoleName: "x" }, { RoleName: "y" }] }),
    }),
    s3: new S3Client({ region, credentials }),
  };
}

describe("the quotas of an account", () => {
  test("are asked of what the stacks make, page by page, against IAM's own where it says one", async () => {
    const distributions = async () =>
      [
        { Id: "E1", Comment: "docs" },
        { Id: "E2", Comment: "docs" },
      ] as never[];
    const { checks, notLookedAt } = await quotaChecks([configuration], distributions, clients());
    expect(notLookedAt).toEqual([]);
    expect(checks).toEqual([
      { name: "quota distributions", ok: true, detail: "2 in the account, 0 to come, of 500" },
      {
        name: "quota cache policies",
        ok: false,
        detail: expect.stringContaining("20 in the account, 1 to come, of 20: ask for a higher quota"),
      },
      {
        name: "quota roles",
        ok: false,
        detail: expect.stringContaining("2 in the account, 1 to come, of 2: ask for a higher quota"),
      },
    ]);
  });

  test("that the caller may not see are said not to be looked at, with why, beside the others", async () => {
    const { checks, notLookedAt } = await quotaChecks([configuration], async () => [], clients(true));
    expect(checks.map(({ name }) => name)).toEqual(["quota distributions", "quota cache policies"]);
    expect(notLookedAt).toEqual(["how many roles the account has: AccessDenied: not yours to see"]);
  });
});
