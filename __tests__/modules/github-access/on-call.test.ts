import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { callOf, type IamRecord, recordPath } from "../../e2e/support/iam-recorder";
import { deploymentOfRecord, fullSite } from "../../e2e/support/site-variants";
import { accountId, Roles } from "../../support/roles";

const record: IamRecord = JSON.parse(readFileSync(recordPath, "utf8"));
const person = `arn:aws:iam::${accountId}:role/operators`;
const roles = Roles.of([fullSite], { ...deploymentOfRecord, onCall: [person] });
const may = (action: string, resource: string, context = {}) =>
  roles.may("on-call", { action, resource, context });
const store = `arn:aws:cloudfront::${accountId}:key-value-store/00000000-0000-0000-0000-000000000000`;
const distribution = `arn:aws:cloudfront::${accountId}:distribution/E1`;

describe("the role of people on call", () => {
  it("may do all of a release that is found by its contact sheet", () => {
    const calls = record.release
      .map(callOf)
      .filter(
        ({ action, resources }) =>
          action !== "sts:GetCallerIdentity" && !resources.join().includes("acme-state"),
      );
    expect(calls.length).toBeGreaterThan(5);
    for (const { action, resources, context } of calls)
      for (const resource of resources)
        expect([action, may(action, resource, context)]).toEqual([action, true]);
    expect(may("s3:ListAllMyBuckets", "*")).toBe(true);
    expect(may("s3:GetBucketLocation", "arn:aws:s3:::docs-replica")).toBe(true);
    expect(may("s3:PutObject", "arn:aws:s3:::docs-replica/key")).toBe(true);
  });

  it("may throw the switch and ask how a site is", () => {
    for (const action of ["DescribeKeyValueStore", "GetKey", "UpdateKeys"])
      expect(may(`cloudfront-keyvaluestore:${action}`, store)).toBe(true);
    for (const action of ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"])
      expect(may(action, "*")).toBe(true);
    const functions = `arn:aws:cloudfront::${accountId}:function/docs-viewer-request`;
    expect(may("cloudfront:GetFunction", functions)).toBe(true);
  });

  it.each([
    ["s3:GetObject", "arn:aws:s3:::acme-state/stacks/docs.tfstate"],
    ["s3:PutBucketPolicy", "arn:aws:s3:::docs-primary"],
    ["s3:DeleteObjectVersion", "arn:aws:s3:::docs-primary/key"],
    ["s3:PutObject", "arn:aws:s3:::other/key"],
    ["cloudfront:UpdateDistribution", distribution],
    ["cloudfront:CreateInvalidation", distribution],
    ["iam:PassRole", `arn:aws:iam::${accountId}:role/docs-primary-replication`],
  ])("may not %s on %s", (action, resource) => {
    expect(may(action, resource)).toBe(false);
  });

  it("trusts the people who are named, and is not there without any", () => {
    const trusted = (onCall: readonly string[]) =>
      Object.values(
        Roles.of([fullSite], { ...deploymentOfRecord, onCall: [...onCall] }).resources.aws_iam_role ?? {},
      )
        .filter(({ name }) => name === "acme-on-call")
        .map(({ assume_role_policy = "" }) => JSON.parse(assume_role_policy).Statement[0].Principal);
    expect(trusted([person])).toEqual([{ AWS: [person] }]);
    expect(trusted([])).toEqual([]);
  });
});
