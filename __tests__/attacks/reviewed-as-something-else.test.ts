import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { deedsOf, differences } from "../../audit/review";
import { lockDifferences, readLockFile } from "../../delivery/terraform/lock-file";
import { terraformVariables } from "../../delivery/terraform/runner";
import { refuseForeignFiles, requireLocks } from "../../delivery/terraform/stack-folder";

type Json = Record<string, unknown>;

const policy = {
  address: "aws_s3_bucket_policy.primary",
  mode: "managed",
  type: "aws_s3_bucket_policy",
  name: "primary",
  provider_name: "registry.terraform.io/hashicorp/aws",
  change: {
    actions: ["update"],
    before: { bucket: "b", policy: "old" },
    after: { bucket: "b", policy: "new" },
    after_unknown: { id: true },
    before_sensitive: {},
    after_sensitive: {},
  },
};
const still = {
  ...policy,
  address: "aws_s3_bucket.primary",
  change: { actions: ["no-op"], before: { bucket: "b" }, after: { bucket: "b" } },
};
const output = {
  actions: ["update"],
  before: "a",
  after: "b",
  after_unknown: false,
  before_sensitive: false,
  after_sensitive: false,
};
const plan = {
  format_version: "1.2",
  resource_changes: [policy, still],
  output_changes: { url: output },
  planned_values: {},
};

/** What the deploy job would say where it plans `plan`, and the reviewed one is otherwise. */
function said(reviewed: Json, fresh: Json = plan): string[] {
  return differences(deedsOf(JSON.stringify(fresh), "f"), deedsOf(JSON.stringify(reviewed), "r"));
}

/** The plan with the policy's change otherwise. */
function change(more: Json, ofResource: Json = {}): Json {
  return {
    ...plan,
    resource_changes: [{ ...policy, ...ofResource, change: { ...policy.change, ...more } }, still],
  };
}

describe("a plan that was reviewed as something else than what would be applied", () => {
  it("is not one with the same changes, in whatever order they and their keys stand", () => {
    const swapped = {
      ...plan,
      resource_changes: [still, Object.fromEntries(Object.entries(policy).reverse())],
    };
    expect(said(swapped)).toEqual([]);
  });

  it("is not one that leaves as it is what has another value by now", () => {
    const moved = { ...still, change: { ...still.change, before: { bucket: "x" }, after: { bucket: "x" } } };
    expect(said({ ...plan, resource_changes: [policy, moved] })).toEqual([]);
    const both = {
      before: { bucket: "b", policy: "old", etag: "1" },
      after: { bucket: "b", policy: "new", etag: "1" },
    };
    expect(said(change(both))).toEqual([]);
  });

  const name = "aws_s3_bucket_policy.primary";
  it.each<[string, Json, string]>([
    [
      "another value after",
      change({ after: { bucket: "b", policy: "mine" } }),
      `${name}: update with another policy`,
    ],
    [
      "another value before: somebody changed it by hand",
      change({ before: { bucket: "b", policy: "x" } }),
      `${name}: update with another policy`,
    ],
    [
      "a value in place of one that is not known",
      change({ after: { bucket: "b", policy: "new", id: "x" }, after_unknown: {} }),
      `${name}: update with another id`,
    ],
    ["another secret", change({ after_sensitive: { policy: true } }), `${name}: update with another policy`],
    [
      "an update in place of a replacement",
      change({ actions: ["delete", "create"] }),
      `${name}: update, and was reviewed as delete and create`,
    ],
    [
      "the other order of a replacement",
      change({ actions: ["create", "delete"] }),
      `${name}: update, and was reviewed as create and delete`,
    ],
    [
      "what replaces it",
      change({ replace_paths: [["bucket"]] }),
      `${name}: update with another replace_paths`,
    ],
    ["an import", change({ importing: { id: "b" } }), `${name}: update with another importing`],
    [
      "a move",
      change({}, { previous_address: "aws_s3_bucket_policy.old" }),
      `${name}: update with another previous_address`,
    ],
    [
      "another provider",
      change({}, { provider_name: "registry.terraform.io/mallory/aws" }),
      `${name}: update with another provider_name`,
    ],
    [
      "another address",
      change({}, { address: "aws_s3_bucket_policy.z" }),
      `${name}: update, which nobody has reviewed`,
    ],
    ["a deposed object", change({}, { deposed: "abc" }), `${name}: update, which nobody has reviewed`],
    ["no change", { ...plan, resource_changes: [still] }, `${name}: update, which nobody has reviewed`],
    [
      "another output",
      { ...plan, output_changes: { url: { ...output, after: "evil" } } },
      "output.url: update with another value",
    ],
    [
      "another secret output",
      { ...plan, output_changes: { url: { ...output, after_sensitive: true } } },
      "output.url: update with another value",
    ],
    ["no output", { ...plan, output_changes: {} }, "output.url: update, which nobody has reviewed"],
    [
      "another variable",
      { ...plan, variables: { a: { value: "x" } } },
      "variables: given, as it was reviewed, is planned no more",
    ],
    [
      "an action of a kind that is to come",
      { ...plan, action_invocations: [{ address: "action.x" }] },
      "action_invocations: given, as it was reviewed, is planned no more",
    ],
  ])("is named: %s", (_, reviewed, line) => {
    expect(said(reviewed)).toContain(line);
    expect(said(plan, reviewed)).not.toEqual([]);
  });

  it("is named where it destroys what the reviewed one makes, and where it moves without a change", () => {
    const destroy = {
      ...plan,
      resource_changes: [
        { ...policy, change: { actions: ["delete"], before: { policy: "old" }, after: null } },
      ],
    };
    expect(said(plan, destroy)).toContain(`${name}: delete, and was reviewed as update`);
    const move = { ...plan, resource_changes: [policy, { ...still, previous_address: "aws_s3_bucket.x" }] };
    expect(said(plan, move)).toEqual(["aws_s3_bucket.primary: no-op, which nobody has reviewed"]);
  });

  it("is what its last keys say, where it has one twice", () => {
    const evil = JSON.stringify({ ...plan, resource_changes: [] });
    const twice = (first: string, last: string) => `${first.slice(0, -1)},${last.slice(1)}`;
    const of = (text: string) => differences(deedsOf(JSON.stringify(plan), "f"), deedsOf(text, "r"));
    expect(of(twice(evil, JSON.stringify(plan)))).toEqual([]);
    expect(of(twice(JSON.stringify(plan), evil))).toEqual([`${name}: update, which nobody has reviewed`]);
  });

  it("says nothing of the values, which may be secrets", () => {
    expect(said(change({ after: { policy: "hunter2" } })).join()).not.toMatch(/hunter2|new/);
  });

  it.each([
    ["{}"],
    ["[]"],
    ["null"],
    [""],
    ["PK"],
    ['{"format_version":"1.2","resource_changes":7}'],
    [`${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}`],
  ])("is refused, or nothing like it, where it is no plan: %.20s", (text) => {
    let found: unknown;
    try {
      found = differences(deedsOf(JSON.stringify(plan), "f"), deedsOf(text, "r"));
    } catch (error) {
      found = (error as Error).message;
    }
    expect(found).toSatisfy(
      (value) => String(value).includes("REVIEW_NOT_A_PLAN") || (value as string[]).length > 0,
    );
  });
});

const lock = (version: string, ...hashes: string[]) => `# made by Terraform
provider "registry.terraform.io/hashicorp/aws" {
  version     = "${version}"
  constraints = ">= 5.100.0, < 7.0.0"
  hashes = [
${hashes.map((hash) => `    "${hash}",\n`).join("")}  ]
}
`;

describe("a plan that was made by another provider", () => {
  it("is named, by version and by hash", () => {
    const own = lock("5.100.0", "h1:a=", "zh:b");
    expect(lockDifferences(own, lock("5.100.0", "zh:b", "h1:a="))).toEqual([]);
    expect(lockDifferences(own, lock("6.1.0", "h1:a="))).toEqual([
      "provider registry.terraform.io/hashicorp/aws: 5.100.0, and was reviewed with 6.1.0",
    ]);
    expect(lockDifferences(own, lock("5.100.0", "h1:mine="))).toEqual([
      "provider registry.terraform.io/hashicorp/aws 5.100.0: other hashes than those that were reviewed",
    ]);
    for (const none of [undefined, "", "x", lock("5.100.0").replace("hashicorp", "mallory")])
      expect(lockDifferences(own, none)).toHaveLength(1);
  });

  it("is never another one than AWS's: lock files that name one are not read", () => {
    const two = `${lock("5.100.0", "h1:a=")}provider "registry.terraform.io/hashicorp/external" {\n version = "2.0.0"\n}\n`;
    expect(readLockFile(two)).toBeUndefined();
    expect(readLockFile(lock("5.100.0", 'h1:a=", "x'))).toBeUndefined();
    expect(() => requireLocks([{ name: "a", lock: two }])).toThrow("LOCK_UNREADABLE");
    expect(() => requireLocks([{ name: "a", lock: undefined }])).toThrow(
      "LOCK_MISSING: terraform-locks has no a.lock.hcl",
    );
  });
});

describe("what lies beside a stack's configuration", () => {
  it.each([
    ["zz.tf"],
    ["override.tf.json"],
    ["cdk_override.tf.json"],
    ["x.tofu"],
    ["terraform.tfvars"],
    ["a.auto.tfvars.json"],
    ["terraform.d/plugins/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws"],
    [".terraform/environment"],
  ])("is not run with credentials: %s", (file) => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-stack-"));
    writeFileSync(join(folder, "cdk.tf.json"), "{}");
    mkdirSync(join(folder, "assets"));
    refuseForeignFiles([{ folder }]);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "elsewhere");
    expect(() => refuseForeignFiles([{ folder }])).toThrow("STACK_FOLDER_FOREIGN");
  });

  it("is reached by no variable that an earlier step may have set", async () => {
    const set = {
      TF_CLI_ARGS: "-x",
      TF_CLI_ARGS_apply: "-destroy",
      TF_WORKSPACE: "w",
      TF_DATA_DIR: "/x",
      KEPT: "1",
    };
    const variables = await terraformVariables(set);
    expect(Object.keys(variables).filter((name) => name in set)).toEqual(["KEPT"]);
  });
});
