import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locksFolder } from "../../project/locks";
import type { Stack } from "../../project/stacks";
import { deliveryError } from "../errors";
import { readLockFile } from "./lock-file";

/** What is written there besides what Terraform keeps for itself. */
const ours = new Set(["cdk.tf.json", "adopt.tf.json"]);

/** What Terraform or OpenTofu reads beside them: configurations, overrides among them, values of variables, and mirrors. */
const read = /\.(tf|tofu)(\.json)?$|\.tfvars(\.json)?$|^terraform\.d$/i;

/**
 * Refuses stacks whose folders hold what Terraform would read and this project has not written: a file beside the
 * configuration can run a program, or replace a part of it.
 *
 * @throws {OutlastError} `STACK_FOLDER_FOREIGN`
 */
export function refuseForeignFiles(stacks: readonly Pick<Stack, "folder">[]): void {
  const foreign = stacks.flatMap(({ folder }) => {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const workspace = join(folder, ".terraform/environment");
    return [
      ...names.filter((name) => read.test(name) && !ours.has(name)).map((name) => join(folder, name)),
      ...(existsSync(workspace) && readFileSync(workspace, "utf8").trim() !== "default" ? [workspace] : []),
    ];
  });
  if (foreign.length > 0) throw deliveryError("STACK_FOLDER_FOREIGN", foreign.join(", "));
}

/**
 * Refuses stacks without a committed lock file: what is reviewed and what is applied would each take the provider that is
 * the newest at the time.
 *
 * @throws {OutlastError} `LOCK_MISSING`, `LOCK_UNREADABLE`
 */
export function requireLocks(stacks: readonly Pick<Stack, "name" | "lock">[]): void {
  const missing = stacks.filter(({ lock }) => lock === undefined).map(({ name }) => `${name}.lock.hcl`);
  if (missing.length > 0) throw deliveryError("LOCK_MISSING", `${locksFolder} has no ${missing.join(", ")}`);
  const broken = stacks.filter(({ lock = "" }) => readLockFile(lock) === undefined);
  if (broken.length > 0)
    throw deliveryError(
      "LOCK_UNREADABLE",
      broken.map(({ name }) => `${locksFolder}/${name}.lock.hcl`).join(", "),
    );
}

/** Puts the lock file that is committed for a stack where Terraform reads it. Resolves with whether there is one. */
export function placeLock({ folder, lock }: Pick<Stack, "folder" | "lock">): boolean {
  if (lock === undefined) return false;
  writeFileSync(join(folder, lockName), lock);
  return true;
}

/** As Terraform calls it. */
export const lockName = ".terraform.lock.hcl";
