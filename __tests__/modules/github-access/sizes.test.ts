import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { OutlastError } from "../../../errors/outlast-error";
import { Roles } from "../../support/roles";

/** Sites with the longest names that there may be. */
const many = (count: number): SiteInput[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `site-${at}`,
    bucketSuffix: "company",
    regions: { primary: "eu-central-1", replica: "eu-west-1" },
    domain: {
      name: `www.site${at}.example.org`,
      aliases: [`site${at}.example.org`],
      zone: { id: "Z0123456789ABC", name: "example.org" },
    },
  }));
const rolesOf = (count: number) =>
  Roles.of(many(count), { project: "websites", github: { repository: "o/n" } });
const characters = (text = "") => text.replace(/\s/g, "").length;

describe("the policies of the roles", () => {
  const roles = rolesOf(25);

  it.each(["plan", "drift", "apply"] as const)("of %s fit into what IAM takes, for 25 sites", (role) => {
    const [inline, ...managed] = roles.documents(role);
    expect(characters(inline)).toBeLessThanOrEqual(10_240);
    for (const document of managed) expect(characters(document)).toBeLessThanOrEqual(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
  });

  it("say the same for the last site as for the first, and each Sid once a policy", () => {
    for (const at of [0, 24]) {
      const bucket = `arn:aws:s3:::site-${at}-primary-company`;
      expect(roles.may("apply", { action: "s3:PutBucketPolicy", resource: bucket })).toBe(true);
      expect(roles.may("plan", { action: "s3:GetBucketPolicy", resource: bucket })).toBe(true);
    }
    for (const document of roles.documents("apply")) {
      const sids = JSON.parse(document).Statement.map(({ Sid }: { Sid: string }) => Sid);
      expect(sids).toEqual([...new Set(sids)]);
    }
  });

  it("are attached, each managed one of them", () => {
    const { aws_iam_role_policy_attachment: attachments = {} } = roles.resources;
    const attached = Object.values(attachments).filter(({ role }) => role?.includes("github_apply"));
    expect(attached).toHaveLength(roles.documents("apply").length - 1);
  });

  it("are an error of the synthesis when they do not fit", () => {
    expect(() => rolesOf(60)).toThrow(OutlastError);
    expect(() => rolesOf(60)).toThrow(/ROLES_TOO_LARGE[\s\S]*websites-\w+ would have \d+ managed policies/);
  });
});

describe("the boundary of a site's roles", () => {
  it("fits into a managed policy", () => {
    const policies = Object.entries(rolesOf(1).resources.aws_iam_policy ?? {});
    const [boundary] = policies.filter(([id]) => id.endsWith("_boundary"));
    expect(characters(boundary?.[1].policy)).toBeLessThanOrEqual(6_144);
  });
});
