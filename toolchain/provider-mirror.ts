import { readdir } from "node:fs/promises";
import { arch, homedir, platform } from "node:os";
import { join } from "node:path";
import { pluginCacheOf, readCliConfig } from "./cli-config";
import { compareVersions, parseVersion } from "./versions";
import { walkForFolder } from "./walk";
import type { Environment } from "./which";

/** A folder that Terraform can install the AWS provider from without asking the registry. */
export interface ProviderMirror {
  /** The folder that holds `registry.terraform.io/`. */
  readonly path: string;
  /** Newest version in it that the stacks accept, "5.100.0". */
  readonly version: string;
}

const HOST = "registry.terraform.io";
const PROVIDER = join(HOST, "hashicorp", "aws");
const DISCOVERY = `https://${HOST}/.well-known/terraform.json`;
const OLDEST = [5, 100, 0];
const BEYOND = [7, 0, 0];

let found: Promise<ProviderMirror | undefined> | undefined;

/**
 * The mirror on this machine, or undefined when Terraform should ask the registry. Looks at the plugin cache and at
 * Terraform's implied mirror folders first; only where the registry cannot be reached it looks further, once a process.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function providerMirror(): Promise<ProviderMirror | undefined> {
  found ??= searchProviderMirror();
  return found;
}

/** Where to look; tests give their own. */
export interface MirrorSearch {
  readonly env?: Environment;
  /** Folders to try first; Terraform's own by default. */
  readonly places?: readonly string[];
  /** Whether the registry answers. */
  readonly registryReachable?: () => Promise<boolean>;
  /** Where the walk begins. */
  readonly root?: string;
}

/** What `providerMirror` remembers, searched anew. */
export async function searchProviderMirror(search: MirrorSearch = {}): Promise<ProviderMirror | undefined> {
  const places = search.places ?? (await usualPlaces(search.env ?? process.env));
  for (const place of places) {
    const mirror = await mirrorAt(place);
    if (mirror) return mirror;
  }
  const reachable = await (search.registryReachable ?? registryAnswers)();
  if (reachable) return undefined;
  return walkForFolder(search.root ?? "/", HOST, mirrorAt);
}

/** The mirror in `folder`, if it has a version for this machine that the stacks accept. */
async function mirrorAt(folder: string): Promise<ProviderMirror | undefined> {
  const target = thisPlatform();
  const provider = join(folder, PROVIDER);
  const versions: string[] = [];
  for (const entry of await listFolder(provider)) {
    const packed = /^terraform-provider-aws_(.+)_([a-z0-9]+_[a-z0-9]+)\.zip$/.exec(entry);
    if (packed?.[1] && packed[2] === target) versions.push(packed[1]);
    else if ((await listFolder(join(provider, entry))).includes(target)) versions.push(entry);
  }
  const version = versions.filter(isAccepted).sort(byVersion).at(-1);
  return version === undefined ? undefined : { path: folder, version };
}

async function usualPlaces(env: Environment): Promise<string[]> {
  const cache = env.TF_PLUGIN_CACHE_DIR ?? pluginCacheOf(await readCliConfig(env));
  return [...(cache ? [cache] : []), ...impliedMirrors(env)];
}

function impliedMirrors(env: Environment): string[] {
  const home = homedir();
  const dotted = ["terraform.d/plugins", join(home, ".terraform.d/plugins")];
  if (platform() === "win32") {
    const data = env.APPDATA ?? home;
    return [
      "terraform.d/plugins",
      join(data, "terraform.d/plugins"),
      join(data, "HashiCorp/Terraform/plugins"),
    ];
  }
  if (platform() === "darwin") {
    const support = "Library/Application Support/io.terraform/plugins";
    return [...dotted, join(home, support), join("/", support)];
  }
  const data = [env.XDG_DATA_HOME || join(home, ".local/share")];
  const shared = (env.XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":");
  return [...dotted, ...[...data, ...shared].map((folder) => join(folder, "terraform/plugins"))];
}

async function registryAnswers(): Promise<boolean> {
  try {
    return (await fetch(DISCOVERY, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

function isAccepted(version: string): boolean {
  const numbers = parseVersion(version);
  return (
    numbers !== undefined && compareVersions(numbers, OLDEST) >= 0 && compareVersions(numbers, BEYOND) < 0
  );
}

function byVersion(a: string, b: string): number {
  return compareVersions(parseVersion(a) ?? [], parseVersion(b) ?? []);
}

/** This machine as packages of providers name it: "linux_amd64". */
export function thisPlatform(): string {
  return `${goName(platform())}_${goName(arch())}`;
}

/** Go's name for an operating system or processor, as providers are labelled. */
function goName(node: string): string {
  return { x64: "amd64", ia32: "386", win32: "windows" }[node] ?? node;
}
