import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { runProcess } from "../../../toolchain/run-process";

const cache = resolve("node_modules/.cache/outlast");
const packages = "usr/lib/python3/dist-packages";

/**
 * Variables with which the AWS CLI can sign for KeyValueStores. Version 2 has what it takes; version 1 needs the AWS
 * Common Runtime, which Debian packages. Where there is neither, the CLI's own message says how to get it.
 */
export async function awsCommonRuntime(): Promise<{ readonly PYTHONPATH?: string }> {
  const folder = join(cache, "awscrt");
  const env = { PYTHONPATH: join(folder, packages) };
  // Fetched by an earlier run, for the CLI that is here.
  if (existsSync(folder)) return env;
  if (await canSign()) return {};
  await unpackDebianPackage("python3-awscrt", folder);
  return existsSync(folder) ? env : {};
}

/** Whether the CLI gets as far as asking: nobody listens where it is sent to. */
async function canSign(): Promise<boolean> {
  const args = [
    "describe-key-value-store",
    "--kvs-arn",
    "arn:aws:cloudfront::123456789012:key-value-store/a",
  ];
  const credentials = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "a", AWS_DEFAULT_REGION: "us-east-1" };
  const { stderr } = await runProcess(
    "aws",
    ["cloudfront-keyvaluestore", ...args, "--endpoint-url", "http://127.0.0.1:9"],
    { cwd: ".", env: { ...process.env, ...credentials, AWS_MAX_ATTEMPTS: "1" } },
  );
  return !stderr.includes("Missing Dependency");
}

async function unpackDebianPackage(name: string, folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const download = mkdtempSync(join(cache, "debian-"));
  await runProcess("apt-get", ["download", name], { cwd: download, env: process.env });
  const file = readdirSync(download).find((one) => one.endsWith(".deb"));
  if (file === undefined) return;
  const unpacked = join(download, "unpacked");
  await runProcess("dpkg-deb", ["-x", file, unpacked], { cwd: download, env: process.env });
  renameSync(unpacked, folder);
}
