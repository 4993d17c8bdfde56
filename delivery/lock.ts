import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { OutlastError } from "../errors/outlast-error";
import { lockPath } from "../project/locks";
import { ownProject, projectRoot } from "../project/own-project";
import { type Stack, synthesizedStacks } from "../project/stacks";
import { stateStackId } from "../stacks/synthesize";
import { findTerraform, Terraform } from "../toolchain";
import { providerMirror, thisPlatform } from "../toolchain/provider-mirror";
import type { Telling } from "./ports";
import { terraformVariables } from "./terraform/runner";

export interface ProviderLockOptions {
  /** Takes the newest provider of the range, in place of the one that is locked. */
  readonly upgrade: boolean;
}

/** Where people and workflows run Terraform. */
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"];

/**
 * Writes for each stack which provider it uses, with hashes for every platform, into files to be committed. Where the
 * registry cannot be reached, the mirror on this machine gives the hash for its own platform alone, which is said.
 *
 * @throws {OutlastError} `provider-unreachable` where there is no mirror either
 */
export async function lock(
  names: readonly string[],
  options: ProviderLockOptions,
  ports: Telling,
): Promise<void> {
  const project = ownProject();
  const all = [...project.sites.map(({ name }) => name), ...(project.deployment ? [stateStackId] : [])];
  const stacks = synthesizedStacks(project, names.length > 0 ? names : all);
  // Stacks that ask for the same providers get the same: their packages are large, and are fetched once.
  const locked = new Map<string, string>();
  for (const stack of stacks) {
    const asked = JSON.stringify(JSON.parse(stack.configuration).terraform?.required_providers ?? {});
    const text = locked.get(asked) ?? (await lockStack(stack, options, ports));
    locked.set(asked, text);
    const path = lockPath(stack.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    ports.say(`${relative(projectRoot(), path)}: written; commit it`);
  }
}

async function lockStack(
  { folder, lock, name }: Stack,
  { upgrade }: ProviderLockOptions,
  { note, say }: Telling,
): Promise<string> {
  const { path: binary } = await findTerraform();
  const terraform = new Terraform({ binary, folder, env: await terraformVariables() });
  const file = join(folder, ".terraform.lock.hcl");
  if (lock === undefined || upgrade) rmSync(file, { force: true });
  else writeFileSync(file, lock);
  note(`${name}: fetching the provider for ${platforms.join(", ")}`);
  try {
    await terraform.lockProviders({ platforms });
  } catch (error) {
    const mirror = isUnreachable(error) ? await providerMirror() : undefined;
    if (mirror === undefined) throw error;
    await terraform.lockProviders({ platforms: [thisPlatform()], mirror: mirror.path });
    say(
      `${name}: the registry cannot be reached, so only ${thisPlatform()} is locked, from ${mirror.path}; run \`outlast lock\` where it can be reached for the other platforms`,
    );
  }
  return readFileSync(file, "utf8");
}

function isUnreachable(error: unknown): boolean {
  return error instanceof OutlastError && error.code === "provider-unreachable";
}
