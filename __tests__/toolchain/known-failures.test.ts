import { describe, expect, it } from "vitest";
import { knownFailure, lockWasLetGo } from "../../toolchain/known-failures";

const locked = `Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error StatusCode: 412, RequestID: 4442587FB7D0A2F9, HostID: , api error PreconditionFailed: At least one of the pre-conditions you specified did not hold
Lock Info:
  ID:        3f8c2f6e-66c1-6d8a-0b0d-2a1d9a4f5b6c
  Path:      example-terraform-state/example.tfstate
  Operation: OperationTypeApply
  Who:       alice@laptop
  Version:   1.11.4
  Created:   2030-01-01 09:30:00.123456789 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.`;

/** What Terraform 1.11 says where writing the lock ends with this, and there is none when it reads whose it is. */
const withoutInfo = (status: number, code: string) =>
  `Error acquiring the state lock: Error message: operation error S3: PutObject, https response error StatusCode: ${status}, RequestID: , HostID: , api error ${code}: At least one of the pre-conditions you specified did not hold
unable to retrieve file from S3 bucket 'acme-state' with key 'stacks/shop.tfstate.tflock': operation error S3: GetObject, https response error StatusCode: 404, RequestID: , HostID: , NoSuchKey: 

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.`;

/** As Terraform writes it for a person: broken into lines, with a bar beside them. */
const unreachable = `╷
│ Error: Failed to query available provider packages
│
│ Could not retrieve the list of available versions for provider
│ hashicorp/aws: could not connect to registry.terraform.io: failed to
│ request discovery document: Get
│ "https://registry.terraform.io/.well-known/terraform.json": dial tcp:
│ lookup registry.terraform.io: no such host
╵`;

const protectedBucket = `│ Error: Instance cannot be destroyed
│
│   on cdk.tf.json line 12, in resource.aws_s3_bucket.state:
│   12:       "bucket": "example-state",
│
│ Resource aws_s3_bucket.state has lifecycle.prevent_destroy set, but the
│ plan calls for this resource to be destroyed. To avoid this error and
│ continue with the plan, either disable lifecycle.prevent_destroy or reduce
│ the scope of the plan using the -target option.`;

describe("a failure of Terraform", () => {
  it("over a locked state says who has locked it and since when, and has the command that clears the lock", () => {
    const failure = knownFailure(locked, "cdktf.out/stacks/example");
    expect(failure?.message).toContain(
      "the state is locked by alice@laptop (OperationTypeApply, since 2030-01-01 09:30:00.123456789 +0000 UTC)",
    );
    expect(failure?.message).toContain(
      "terraform -chdir=cdktf.out/stacks/example force-unlock -force 3f8c2f6e-66c1-6d8a-0b0d-2a1d9a4f5b6c",
    );
  });

  it("over a lock of which nothing is known leaves the id to be filled in", () => {
    const failure = knownFailure("Error: Error acquiring the state lock", "out");
    expect(failure?.message).toContain("the state is locked by somebody (a run, since an unknown time)");
    expect(failure?.message).toContain("terraform -chdir=out force-unlock -force <ID>");
  });

  it("over a state that was being moved has the command that works while Terraform refuses the folder", () => {
    const moving = locked.replace("OperationTypeApply", "migration source state");
    expect(knownFailure(moving, "out")?.mend).toBe(
      "Wait for that run. Only if it is known to be dead: aws s3 rm s3://example-terraform-state/example.tfstate.tflock",
    );
  });

  it("over the lock of a file has nobody clear what goes with its process", () => {
    const [, info] = locked.split("Lock Info:");
    const said = `Error: Error acquiring the state lock\n\nError message: resource temporarily unavailable\nLock Info:${info}`;
    const failure = knownFailure(said, "out");
    expect(failure?.value).toContain("alice@laptop");
    expect(failure?.mend).toBe("Wait for that run, or end it: the lock of a file goes with it.");
  });

  it.each(["OperationTypeApply", "migration source state"])(
    "over a lock that says %s puts nothing into the command that whoever wrote the lock made up",
    (operation) => {
      const said = locked
        .replace("OperationTypeApply", operation)
        .replace(/(ID|Path): .*/g, "$1: $(touch /tmp/owned)");
      expect(knownFailure(said, "out")?.mend).toMatch(/<ID>$|<bucket>\/<key>\.tflock$/);
    },
  );

  it.each([
    ["is there no more", withoutInfo(412, "PreconditionFailed")],
    ["was deleted at that moment", withoutInfo(409, "ConditionalRequestConflict")],
    [
      "was a file",
      "Error acquiring the state lock: Error message: resource temporarily unavailable\nopen .terraform.shop.tfstate.lock.info: no such file or directory",
    ],
  ])("over a lock that %s says that it was let go of, and has nobody wait or clear it", (_, said) => {
    expect(lockWasLetGo(said)).toBe(true);
    expect(knownFailure(said, "out")).toMatchObject({
      code: "state-locked",
      value: expect.stringContaining("let go of"),
      mend: "Run it again.",
    });
  });

  it("over a lock that somebody has, or that may not be written, is none over one that was let go of", () => {
    const refused = withoutInfo(403, "AccessDenied");
    for (const said of [locked, refused, "Error: Error acquiring the state lock", ""])
      expect(lockWasLetGo(said)).toBe(false);
    expect(knownFailure(refused, "out")).toBeUndefined();
  });

  it("to reach the provider's registry names the registry, and the way without a network", () => {
    const failure = knownFailure(unreachable, "out");
    expect(failure?.message).toContain(
      "the AWS provider cannot be installed: registry.terraform.io does not answer",
    );
    expect(failure?.message).toContain("terraform providers mirror");
  });

  it("to replace a protected resource has the command that keeps one whose making was interrupted", () => {
    const failure = knownFailure(protectedBucket, "out");
    expect(failure?.code).toBe("resource-protected");
    expect(failure?.message).toContain("Instance cannot be destroyed: aws_s3_bucket.state is protected");
    expect(failure?.message).toContain("terraform -chdir=out untaint aws_s3_bucket.state.");
  });

  it.each([
    ["of the configuration", 'Error: Unsupported argument\n\n  on cdk.tf.json line 3: "acl"'],
    [
      "to find a version",
      "Error: Failed to query available provider packages\n\nno available releases match",
    ],
    ["that says nothing", ""],
  ])("%s is left as Terraform says it", (_, said) => {
    expect(knownFailure(said, "out")).toBeUndefined();
  });

  it("names what an alias that another account has is about, and never an import", () => {
    const said =
      "creating CloudFront Distribution: https response error StatusCode: 409, CNAMEAlreadyExists: One or more of the CNAMEs you provided are already associated with a different resource.";
    const failure = knownFailure(said, "stacks/shop");
    expect(failure?.code).toBe("alias-taken");
    expect(failure?.mend).toContain("aws cloudfront list-conflicting-aliases");
    expect(failure?.mend).not.toContain("import");
  });

  it.each([
    [
      "oidc-provider-there",
      "Error: creating IAM OIDC Provider: operation error IAM: CreateOpenIDConnectProvider, https response error\n│ StatusCode: 409, EntityAlreadyExists: Provider with url https://token.actions.githubusercontent.com already\n│ exists.",
      "oidcProviderArn",
    ],
    [
      "account-unverified",
      "Error: creating CloudFront Distribution: operation error CloudFront: CreateDistributionWithTags, AccessDenied: Your account\n│ must be verified before you can add new CloudFront resources.",
      "AWS Support",
    ],
    [
      "bucket-not-empty",
      "Error: deleting S3 Bucket (docs-logs): operation error S3: DeleteBucket, https response error StatusCode: 409, api error\n│ BucketNotEmpty: The bucket you tried to delete is not empty",
      "--delete-content",
    ],
  ])("of an account's own is said: %s", (code, said, mend) => {
    expect(knownFailure(said, "out")).toMatchObject({ code, mend: expect.stringContaining(mend) });
  });
});
