import { writeFile } from "node:fs/promises";
import { which } from "../../toolchain";
import { outputsOf, region, siteName } from "./fixture";

export type Tool = "release" | "sync" | "rclone";

/** What to run; rclone where it is installed. */
export type Commands = Readonly<
  Record<"release" | "sync", readonly string[]> & { rclone?: readonly string[] }
>;

/** What to measure beside that is not on PATH, and how to get it. */
export async function missingTools(): Promise<Partial<Record<Exclude<Tool, "release">, string>>> {
  const [aws, rclone] = await Promise.all([which("aws"), which("rclone")]);
  return {
    ...(aws === undefined && { sync: "no aws on PATH: python3 -m pip install awscli" }),
    ...(rclone === undefined && { rclone: "no rclone on PATH: https://rclone.org/install/" }),
  };
}

/** Each tool's command to send `site` to a bucket, or two, of its own. */
export async function commandsFor(
  site: string,
  buckets: Readonly<Record<"primary" | "replica" | "sync" | "rclone", string>>,
  outputs: string,
  rclone: boolean,
): Promise<Commands> {
  await writeFile(outputs, JSON.stringify(outputsOf(buckets.primary, buckets.replica)));
  const verb = ["bin/outlast.mjs", "release", site, "--site", siteName(), "--outputs", outputs, "--no-wait"];
  const s3 = `:s3,provider=Other,env_auth=true,force_path_style=true,region=${region}:${buckets.rclone}`;
  return {
    release: [process.execPath, ...verb],
    sync: ["aws", "s3", "sync", site, `s3://${buckets.sync}`, "--quiet"],
    ...(rclone && {
      rclone: ["rclone", "sync", site, s3, "--config", "", "--s3-no-check-bucket", "--fast-list"],
    }),
  };
}

/** What each tool needs to ask an endpoint of this machine. */
export function environmentFor(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    RCLONE_S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_DEFAULT_REGION: region,
    // rclone refuses to start with one.
    AWS_CA_BUNDLE: undefined,
  };
}
