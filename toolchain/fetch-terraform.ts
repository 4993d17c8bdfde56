import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { fetchable, type Release } from "./checksums";
import { toolError } from "./errors";
import { thisPlatform } from "./provider-mirror";
import type { Environment } from "./which";

/** What can be fetched. */
export type Fetchable = keyof typeof fetchable;

export interface FetchOptions {
  /** The folder that it is kept in. */
  readonly cache: string;
  /** Says in one line what is fetched, from where, and where it is kept. */
  readonly say: (line: string) => void;
  readonly env?: Environment;
  /** @default this machine's */
  readonly platform?: string;
  readonly release?: Release;
}

/** Where a program is once it has been fetched. */
export function fetchedPath(program: Fetchable, cache: string, platform = thisPlatform()): string {
  const suffix = platform.startsWith("windows") ? ".exe" : "";
  return join(cache, "tools", `${program}_${fetchable[program].version}_${platform}`, `${program}${suffix}`);
}

/**
 * Fetches a Terraform or an OpenTofu into the cache, and returns its path. The archive is held to the checksum of this
 * repository before anything is taken out of it; two runs at once each fetch their own, and the last is kept.
 *
 * @throws {OutlastError} `download-no-checksum`, `download-failed`, `download-wrong`
 */
export async function fetchTerraform(program: Fetchable, options: FetchOptions): Promise<string> {
  const { cache, env = process.env, platform = thisPlatform(), release = fetchable[program], say } = options;
  const file = fetchedPath(program, cache, platform);
  if (existsSync(file)) return file;
  const sha256 = release.sha256[platform];
  if (sha256 === undefined) {
    const known = Object.keys(release.sha256).join(", ");
    throw toolError(
      "download-no-checksum",
      `no checksum of ${program} ${release.version} for ${platform} is known, only for ${known}`,
    );
  }
  const url = `${(env.OUTLAST_DOWNLOADS || release.origin).replace(/\/+$/, "")}${release.path(platform)}`;
  say(`fetching ${program} ${release.version} from ${url} into ${dirname(file)}; this happens once`);
  const archive = await download(url);
  const found = createHash("sha256").update(archive).digest("hex");
  if (found !== sha256)
    throw toolError("download-wrong", `${url} has the SHA-256 ${found}, and not ${sha256}`);
  const name = platform.startsWith("windows") ? `${program}.exe` : program;
  const inside = unzipSync(archive, { filter: (entry) => entry.name === name })[name];
  if (inside === undefined) throw toolError("download-wrong", `there is no ${name} in ${url}`);
  keep(file, inside);
  return file;
}

async function download(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw toolError("download-failed", `${url} cannot be fetched: ${why}`);
  }
}

/** Whole, or not at all: a full disk leaves nothing that looks like a program. */
function keep(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, bytes, { mode: 0o755 });
    renameSync(temporary, file);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw toolError("download-failed", `${file} cannot be written: ${(error as Error).message}`);
  }
}
