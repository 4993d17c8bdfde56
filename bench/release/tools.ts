import { writeFile } from "node:fs/promises";
import { which } from "../../toolchain";
import { outputsOf, region, siteName } from "./fixture";

export type Tool = "release" | "sync" | "rclone";

/** What to run; rclone where it is installed. */
export type Commands = Readonly<
  Record<"release" | "sync", readonly string[]> & { rclone?: readonly string[] }
>;

/** Says so when there is no rclone on PATH: its rows are then missing. @throws Error without an AWS CLI */
export async function hasRclone(): Promise<boolean> {
  if ((await which("aws")) === undefined) throw new Error("no aws on PATH: python3 -m pip install awscli");
  if ((await which("rclone")) !== undefined) return true;
  console.error("no rclone on PATH, so no rows beside it: https://rclone.org/install/");
  return false;
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
