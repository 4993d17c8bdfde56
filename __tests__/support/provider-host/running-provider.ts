import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Environment, startLeashed } from "../../../toolchain";

/** Its name in Terraform's registry. */
export const registry = "registry.terraform.io/hashicorp/aws";

/**
 * Without Terraform a provider takes all levels for wanted: it writes each request and answer out, and half a megabyte for
 * a plan of one bucket, which somebody has to read.
 */
const quiet = { TF_LOG_PROVIDER_AWS: "off", TF_LOG_SDK: "off" };

/** A provider that waits for whoever connects. */
export interface RunningProvider {
  /** Where it listens, by gRPC. */
  readonly socket: string;
  /** Whether it is there no more. */
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** The provider's program in a folder that Terraform has initialized. */
export function providerIn(initialised: string): string {
  const folder = join(initialised, ".terraform/providers", registry);
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((path) =>
    /terraform-provider-aws[^/]*$/.test(path),
  );
  if (found === undefined) throw new Error(`no AWS provider in ${folder}`);
  return join(folder, found);
}

/** Starts a provider as its developers do, in `cwd`. */
export async function startProvider(
  program: string,
  env: Environment,
  cwd: string,
): Promise<RunningProvider> {
  const { process: child, stop } = startLeashed(program, ["-debug"], {
    ...{ cwd, env: { ...env, ...quiet } },
    graceMs: 0,
    output: "pipe",
  });
  child.unref();
  let hasEnded = false;
  const socket = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, path] = /"Network":"unix","String":"([^"]+)"/.exec(said) ?? [];
      if (path) resolve(path);
    });
    child.once("exit", (code) => {
      hasEnded = true;
      reject(new Error(`the provider ended with ${code}: ${said}`));
    });
  });
  child.stderr?.resume();
  return { socket, hasEnded: () => hasEnded, stop };
}
