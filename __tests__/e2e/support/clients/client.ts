import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { which } from "../../../../toolchain";

/** What a client works with. */
export interface Work {
  /** Of the local cloud. */
  readonly endpoint: string;
  readonly bucket: string;
  /** A site with odd names. */
  readonly site: string;
  /** The same site later: a page has changed, another one has gone. */
  readonly later: string;
  /** An empty folder. */
  readonly back: string;
  /** A file of 6 MB. */
  readonly large: string;
  /** The key to presign. */
  readonly presigned: string;
  /** Of a distribution. */
  readonly distribution: string;
}

/** What a client has seen. Undefined is what it has no command for. */
export interface Seen {
  /** Keys after the first upload, and after the second one, which deletes. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** A URL. */
  readonly presigned: string;
  /** How many versions the changed page has. */
  readonly versions?: number;
  /** Keys after the large file has been uploaded in parts, and the changed page deleted. */
  readonly last: readonly string[];
  /** Distributions, and the status of an invalidation that has been waited for. */
  readonly cloudFront?: { readonly distributions: readonly string[]; readonly invalidation: string };
}

/** Keys that every client deletes and uploads. */
export const changedKey = "index.html";
export const largeKey = "large.bin";

export const accessKey = "AKIAEXAMPLE000000000";
export const secretKey = "no/secret+at/all";
export const region = "eu-central-1";

/** Nothing of this user's own settings, and keys that are nobody's. */
export function environment(endpoint: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    LANG: "C.UTF-8",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** A program of this machine that is asked for its words; it says how to install it where it is missing. */
export async function program(name: string, mend: string, env: NodeJS.ProcessEnv) {
  const path = await which(name);
  if (path === undefined) throw new Error(`missing: ${name}. ${mend}`);
  return async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(path, args, { env });
    return stdout;
  };
}

/** Lines of a program's words. */
export function lines(said: string): string[] {
  return said.split("\n").filter((line) => line !== "");
}
