import { describe, expect, it } from "vitest";
import { bucketNames, stateBucketName } from "../../config";
import { decide, parseIdentityPolicy } from "../../rehearsal/regions/policy/identity";
import { accountId, type CiRoleName, Roles } from "../support/roles";

/** The worst case: the site is called like the project, so that names of both begin alike. */
const site = { name: "acme", regions: { primary: "eu-central-1", replica: "eu-west-1" } };
const roles = Roles.of([site], { project: "acme", github: { repository: "acme/docs" }, bootstrapped: true });
const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
const boundary = { "iam:permissionsboundary": [iam("policy/acme-acme-boundary")] };
const all: readonly CiRoleName[] = ["plan", "drift", "apply"];

describe.each(all)("whoever holds the %s role", (role) => {
  it.each([...all.map((one) => `role/acme-${one}`), "policy/acme-acme-boundary", "policy/acme-apply-2"])(
    "changes nothing of %s",
    (resource) => {
      for (const action of [
        "iam:AttachRolePolicy",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:PassRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:TagRole",
        "iam:UpdateAssumeRolePolicy",
      ])
        for (const context of [undefined, boundary])
          expect(roles.may(role, { action, resource: iam(resource), context }), action).toBe(false);
    },
  );

  it("lets no other issuer in, and no other audience", () => {
    const resource = iam("oidc-provider/token.actions.githubusercontent.com");
    for (const action of ["iam:AddClientIDToOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider"])
      expect(roles.may(role, { action, resource })).toBe(false);
    expect(roles.may(role, { action: "iam:CreateOpenIDConnectProvider", resource: "*" })).toBe(false);
  });

  it("is denied all of it by a policy of its own, were everything else allowed", () => {
    const everything = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    };
    const policies = [...roles.identity(role).policies, parseIdentityPolicy(everything)];
    const decided = (action: string, resource: string) => decide({ policies }, { action, resource });
    const bucket = `arn:aws:s3:::${stateBucketName({ project: "acme" })}`;
    for (const [action, resource] of [
      ...["plan", "drift", "apply", "on-call"].map((one) => ["iam:PutRolePolicy", iam(`role/acme-${one}`)]),
      ["iam:CreatePolicyVersion", iam("policy/acme-acme-boundary")],
      ["iam:AddClientIDToOpenIDConnectProvider", iam("oidc-provider/token.actions.githubusercontent.com")],
      ["s3:PutObject", `${bucket}/stacks/state.tfstate`],
      ["s3:PutBucketPolicy", bucket],
    ] as [string, string][])
      expect(decided(action, resource), `${action} ${resource}`).toBe("deny");
    expect(decided("s3:PutObject", `${bucket}/stacks/acme.tfstate`)).toBe("allow");
  });

  it("rewrites neither the state of the state stack nor the bucket that it is in", () => {
    const bucket = `arn:aws:s3:::${stateBucketName({ project: "acme" })}`;
    for (const action of ["s3:PutObject", "s3:DeleteObject", "s3:GetObject"])
      for (const key of ["stacks/state.tfstate", "stacks/state.tfstate.tflock"])
        expect(roles.may(role, { action, resource: `${bucket}/${key}` })).toBe(false);
    for (const action of ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutLifecycleConfiguration"])
      expect(roles.may(role, { action, resource: bucket })).toBe(false);
    const version = { action: "s3:DeleteObjectVersion", resource: `${bucket}/stacks/acme.tfstate` };
    expect(roles.may(role, version)).toBe(false);
  });
});

describe("whoever holds the apply role", () => {
  const { primary } = bucketNames(site);
  const role = iam(`role/${primary}-replication`);
  const mayMake = (resource: string, context?: Record<string, string[]>) =>
    ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"].map((action) =>
      roles.may("apply", { action, resource, context }),
    );

  it("makes a site's role with the site's boundary, and none without it or with another one", () => {
    expect(mayMake(role, boundary)).toEqual([true, true, true]);
    expect(mayMake(role)).toEqual([false, false, false]);
    const other = { "iam:permissionsboundary": ["arn:aws:iam::aws:policy/AdministratorAccess"] };
    expect(mayMake(role, other)).toEqual([false, false, false]);
  });

  it("takes the boundary off no role", () => {
    const request = { action: "iam:DeleteRolePermissionsBoundary", resource: role, context: boundary };
    expect(roles.may("apply", request)).toBe(false);
  });

  it("makes no role of another name, however it begins", () => {
    for (const name of ["acme", "acme-admin", `${primary}-replication2`, `x${primary}-replication`])
      expect(mayMake(iam(`role/${name}`), boundary)).toEqual([false, false, false]);
  });

  it("makes no policies, users or keys", () => {
    for (const action of ["iam:CreatePolicy", "iam:CreateUser", "iam:CreateAccessKey", "sts:AssumeRole"])
      for (const resource of ["*", iam("policy/acme-x"), iam("user/x"), iam("role/admin")])
        expect(roles.may("apply", { action, resource })).toBe(false);
  });

  it("hands its roles to Lambda and S3 alone", () => {
    const passed = (service: string) =>
      roles.may("apply", {
        action: "iam:PassRole",
        resource: role,
        context: { "iam:passedtoservice": [service] },
      });
    expect(passed("s3.amazonaws.com")).toBe(true);
    expect(passed("ec2.amazonaws.com")).toBe(false);
  });
});
