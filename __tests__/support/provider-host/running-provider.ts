import { readdirSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { type Environment, startLeashed } from "../../../toolchain";

/** Its name in Terraform's registry. */
export const registry = "registry.terraform.io/hashicorp/aws";

/**
 * Without Terraform a provider takes all levels for wanted: it writes each request and answer out, and half a megabyte for
 * a plan of one bucket, which somebody has to read.
 */
const quiet = { TF_LOG_PROVIDER_AWS: "off", TF_LOG_SDK: "off" };

/** A running provider that one Terraform at a time may use. */
export interface Provider {
  readonly session: ClientHttp2Session;
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

/** Starts a provider as its developers do; `all` has it from then on. */
export async function startProvider(
  program: string,
  place: { readonly env: Environment; readonly cwd: string },
  all: Provider[],
): Promise<Provider> {
  const { process: child, stop } = startLeashed(program, ["-debug"], {
    ...{ cwd: place.cwd, env: { ...place.env, ...quiet } },
    graceMs: 0,
    output: "pipe",
  });
  child.unref();
  const path = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, socket] = /"Network":"unix","String":"([^"]+)"/.exec(said) ?? [];
      if (socket) resolve(socket);
    });
    child.once("exit", (code) => reject(new Error(`the provider ended with ${code}: ${said}`)));
  });
  child.stderr?.resume();
  const session = connect("http://provider", { createConnection: () => connectSocket(path) });
  // Whoever has asked for something hears of it.
  session.on("error", () => {});
  const provider = {
    session,
    async stop() {
      session.destroy();
      await stop();
    },
  };
  all.push(provider);
  return provider;
}
