import { App, Testing } from "cdktf";
import { describe, expect, test } from "vitest";
import { deploymentSchema, siteSchema } from "../../config/schema";
import { StateStack } from "../../stacks/state-stack";

type Deployment = Parameters<typeof deploymentSchema.parse>[0] & object;

const sites = [
  siteSchema.parse({
    name: "docs",
    regions: { primary: "eu-central-1", replica: "eu-west-1" },
    domain: { name: "www.example.org", zone: { id: "Z123", name: "example.org" } },
  }),
];

function synthesize(deployment: Deployment) {
  const stack = new StateStack(new App(), "state", {
    deployment: deploymentSchema.parse({ project: "acme", ...deployment }),
    region: "eu-west-1",
    sites,
  });
  return JSON.parse(Testing.synth(stack));
}

const withGithub = (github: object = {}) => synthesize({ github: { repository: "acme/docs", ...github } });

/** Conditions and principal of who may assume a role. */
function trustOf(json: ReturnType<typeof synthesize>, role: string) {
  return JSON.parse(json.resource.aws_iam_role[role].assume_role_policy).Statement;
}

function permissionsOf(json: ReturnType<typeof synthesize>, role: string): Permission[] {
  return JSON.parse(json.resource.aws_iam_role_policy[`${role}_permissions`].policy).Statement;
}

interface Permission {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string | string[];
  readonly Condition?: object;
}

describe("the state bucket", () => {
  const { resource } = synthesize({});

  test("cannot be destroyed by a plan", () => {
    expect(resource.aws_s3_bucket.state).toMatchObject({
      bucket: "acme-state",
      lifecycle: { prevent_destroy: true },
    });
  });

  test("keeps every state as a version, and earlier ones for 90 days", () => {
    expect(resource.aws_s3_bucket_versioning.state_versioning.versioning_configuration).toEqual({
      status: "Enabled",
    });
    expect(resource.aws_s3_bucket_lifecycle_configuration.state_lifecycle.rule).toEqual([
      expect.objectContaining({
        status: "Enabled",
        noncurrent_version_expiration: [{ noncurrent_days: 90 }],
      }),
    ]);
  });

  test("is encrypted by S3, owned by the account, and shut to the public by all four blocks", () => {
    expect(resource.aws_s3_bucket_server_side_encryption_configuration.state_encryption.rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
    expect(resource.aws_s3_bucket_ownership_controls.state_ownership.rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
    const { bucket, ...blocks } = resource.aws_s3_bucket_public_access_block.state_public_access;
    expect(bucket).toBe(`\${aws_s3_bucket.state.id}`);
    expect(blocks).toEqual({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("refuses plain HTTP for the bucket and everything in it", () => {
    const { Statement } = JSON.parse(resource.aws_s3_bucket_policy.state_policy.policy);
    expect(Statement).toEqual([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`\${aws_s3_bucket.state.arn}`, `\${aws_s3_bucket.state.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});

describe("the backend", () => {
  test("before the bootstrap is a file outside cdktf.out, with the same path on every machine", () => {
    expect(synthesize({}).terraform.backend).toEqual({ local: { path: "../../../terraform.state.tfstate" } });
  });

  test("after the bootstrap is the bucket itself, encrypted and locked by S3", () => {
    expect(synthesize({ bootstrapped: true }).terraform.backend).toEqual({
      s3: {
        bucket: "acme-state",
        key: "stacks/state.tfstate",
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });
});

describe("GitHub's access", () => {
  const issuer = "token.actions.githubusercontent.com";

  test("does not exist without a repository", () => {
    expect(Object.keys(synthesize({}).resource).filter((type) => type.startsWith("aws_iam_"))).toEqual([]);
  });

  test("creates GitHub's identity provider without thumbprints, which neither provider major needs", () => {
    expect(withGithub().resource.aws_iam_openid_connect_provider.github_provider).toEqual({
      url: `https://${issuer}`,
      client_id_list: ["sts.amazonaws.com"],
    });
  });

  test("uses the account's identity provider if there is one", () => {
    const oidcProviderArn = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
    const json = withGithub({ oidcProviderArn });
    expect(json.resource.aws_iam_openid_connect_provider).toBeUndefined();
    expect(trustOf(json, "github_plan")[0].Principal).toEqual({ Federated: oidcProviderArn });
  });

  test("lets pull requests and the branch of this repository plan, and nobody else", () => {
    expect(trustOf(withGithub(), "github_plan")).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: `\${aws_iam_openid_connect_provider.github_provider.arn}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: ["repo:acme/docs:pull_request", "repo:acme/docs:ref:refs/heads/main"],
          },
        },
      },
    ]);
  });

  test("lets the branch apply, and no pull request", () => {
    expect(trustOf(withGithub({ branch: "release" }), "github_apply")[0].Condition.StringEquals).toEqual({
      [`${issuer}:aud`]: "sts.amazonaws.com",
      [`${issuer}:sub`]: ["repo:acme/docs:ref:refs/heads/release"],
    });
  });

  test("lets a GitHub environment apply in the branch's place", () => {
    const [statement] = trustOf(withGithub({ environment: "production" }), "github_apply");
    expect(statement.Condition.StringEquals[`${issuer}:sub`]).toEqual([
      "repo:acme/docs:environment:production",
    ]);
  });

  test("gives the plan role nothing to write but the lock object", () => {
    const writes = permissionsOf(withGithub(), "github_plan").filter(({ Action }) =>
      Action.some((action) => !/:(Get|List|Describe)/.test(action)),
    );
    expect(writes).toEqual([
      {
        Sid: "HoldLocks",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: [`\${aws_s3_bucket.state.arn}/*.tfstate.tflock`],
      },
    ]);
  });

  test("lets the apply role write the sites' states, and not the one that describes its own permissions", () => {
    const written = permissionsOf(withGithub(), "github_apply").filter(({ Sid }) => Sid === "WriteStates");
    expect(written.map(({ Resource }) => Resource)).toEqual([
      [`\${aws_s3_bucket.state.arn}/stacks/docs.tfstate`],
    ]);
  });

  test("lets the apply role change roles and buckets of the sites only", () => {
    const resources = permissionsOf(withGithub(), "github_apply")
      .filter(({ Action }) => Action.some((action) => /^(iam:(?!CreateServiceLinkedRole)|s3:)/.test(action)))
      .flatMap(({ Resource }) => Resource);
    expect(resources).not.toContain("*");
    for (const resource of resources) expect(resource).toMatch(/:role\/docs-|:::docs-|aws_s3_bucket\.state/);
  });

  test("lets the apply role change DNS records of the sites' names only", () => {
    const records = permissionsOf(withGithub(), "github_apply").find(({ Sid }) => Sid === "ManageRecords");
    expect(records).toMatchObject({
      Resource: [`arn:\${data.aws_partition.github_partition.partition}:route53:::hostedzone/Z123`],
      Condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["www.example.org", "_*.www.example.org"],
        },
      },
    });
  });

  test("fits both roles' permissions into what IAM takes inline, 10,240 characters", () => {
    const json = withGithub();
    for (const role of ["github_plan", "github_apply"]) {
      expect(JSON.stringify(permissionsOf(json, role)).length).toBeLessThan(10_240);
    }
  });

  test("writes no account id down", () => {
    expect(JSON.stringify(withGithub())).not.toMatch(/\d{12}/);
  });
});
