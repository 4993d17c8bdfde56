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

  test("refuses plain HTTP, and TLS before 1.2, for the bucket and everything in it", () => {
    const { Statement } = JSON.parse(resource.aws_s3_bucket_policy.state_policy.policy);
    const everything = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`\${aws_s3_bucket.state.arn}`, `\${aws_s3_bucket.state.arn}/*`],
    };
    expect(Statement).toEqual([
      {
        Sid: "NothingWithoutTls",
        ...everything,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "NothingBelowTls12",
        ...everything,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
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

  test("lets pull requests of this repository plan, and nobody else", () => {
    expect(trustOf(withGithub(), "github_plan")).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: `\${aws_iam_openid_connect_provider.github_provider.arn}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: ["repo:acme/docs:pull_request"],
          },
        },
      },
    ]);
  });

  test("lets the branch look for drift, and no pull request", () => {
    expect(trustOf(withGithub(), "github_drift")[0].Condition.StringEquals[`${issuer}:sub`]).toEqual([
      "repo:acme/docs:ref:refs/heads/main",
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

  test("writes no account id down", () => {
    expect(JSON.stringify(withGithub())).not.toMatch(/\d{12}/);
  });
});
