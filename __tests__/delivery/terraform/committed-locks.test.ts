import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readLockFile } from "../../../delivery/terraform/lock-file";
import { committedLock, locksFolder } from "../../../project/locks";
import { ownSites } from "../../../project/own-project";
import { stateStackId } from "../../../stacks/synthesize";

const stacks = [...ownSites().map(({ name }) => name), stateStackId];

test("every stack of this repository has its provider locked, for every platform", () => {
  expect(readdirSync(locksFolder).sort()).toEqual(stacks.map((name) => `${name}.lock.hcl`).sort());
  for (const name of stacks) {
    const [aws] = readLockFile(committedLock(name) ?? "") ?? [];
    expect(aws).toMatchObject({ source: "registry.terraform.io/hashicorp/aws", version: "5.100.0" });
    // Terraform's own, of linux_amd64.
    expect(aws?.hashes).toContain("h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=");
    // A package for each of fourteen platforms, and beside their archives one of the manifest.
    expect(aws?.hashes.filter((hash) => /^h1:[\w+/]{43}=$/.test(hash))).toHaveLength(14);
    expect(aws?.hashes.filter((hash) => /^zh:[0-9a-f]{64}$/.test(hash))).toHaveLength(15);
  }
});

test("a stack without one has none, and a folder or a link is none", () => {
  expect(committedLock("nothing")).toBeUndefined();
  expect(committedLock("../terraform-locks")).toBeUndefined();
});
