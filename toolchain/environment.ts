import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { type CliConfig, choosesProviders, readCliConfig } from "./cli-config";
import { type ProviderMirror, providerMirror } from "./provider-mirror";
import type { Environment } from "./which";

/** What a run of Terraform is pointed at. */
export interface TerraformEnvironmentOptions {
  /** The AWS endpoint of a local cloud. With it, credentials are dummies; without, the user's own are left alone. */
  readonly endpoint?: string;
  /** The access key that the local cloud asks for. @default one that nobody checks */
  readonly accessKey?: string;
  /** Variables to begin with; those of this process by default. */
  readonly env?: Environment;
  /** Where providers come from; searched for by default. */
  readonly mirror?: () => Promise<ProviderMirror | undefined>;
}

/** Variables that would lead Terraform to a real account, or change which command line it reads. AWS_SDK_ leads nowhere. */
const UNWANTED = /^(AWS_(?!SDK_)|TF_CLI_ARGS|TF_WORKSPACE$|TF_DATA_DIR$|TF_LOG)/;

/**
 * How much garbage Terraform and its providers, which are Go programs, let lie before they collect it, in hundredths of
 * what they need: a plan of the example takes 5.7 seconds of the processor, where it took 7 at Go's 100, and the largest of
 * its processes 450 MB in place of 360. Never collecting takes 5.3, and 790 MB.
 * @see https://go.dev/doc/gc-guide#GOGC
 */
const COLLECTS = "400";

/**
 * Variables for a run of Terraform: no questions, no version check, the AWS provider from a mirror when this machine
 * has one. A user's own `provider_installation` and `GOGC` are left as they are.
 */
export async function terraformEnvironment(options: TerraformEnvironmentOptions = {}): Promise<Environment> {
  const base = options.env ?? process.env;
  const user = await readCliConfig(base);
  const mirror = choosesProviders(user) ? undefined : await (options.mirror ?? providerMirror)();
  return {
    ...(options.endpoint === undefined
      ? base
      : { ...inNoAccount(base), ...localCloud(options.endpoint, options.accessKey) }),
    GOGC: base.GOGC ?? COLLECTS,
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    TF_CLI_CONFIG_FILE: mirror ? writeCliConfig(cliConfigWith(mirror, user)) : user?.path,
  };
}

/** The CLI configuration `user` with the AWS provider taken from `mirror`, and only from there. */
export function cliConfigWith(mirror: ProviderMirror, user?: CliConfig): string {
  const provider = '["registry.terraform.io/hashicorp/aws"]';
  return [
    ...(user ? [user.text.trimEnd()] : []),
    "provider_installation {",
    "  filesystem_mirror {",
    `    path    = ${JSON.stringify(mirror.path)}`,
    `    include = ${provider}`,
    "  }",
    "  direct {",
    `    exclude = ${provider}`,
    "  }",
    "}",
    "",
  ].join("\n");
}

/**
 * The environment without credentials for AWS and without settings of Terraform (`TF_*`). Keys that nobody checks are set
 * in their place: without any, SDKs search the files of the user and ask the metadata service of the machine, through a
 * proxy if there is one.
 */
export function inNoAccount(env: Environment): Environment {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !UNWANTED.test(name))),
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

/**
 * Some clients put the account or a bucket with dots in its name before the endpoint's host, which an address cannot
 * carry. Such a host does not resolve; through a proxy the request arrives where it was meant to go. Requests to
 * loopback itself go past every proxy.
 */
function proxyOf(endpoint: string): Environment {
  return { HTTP_PROXY: endpoint, http_proxy: endpoint };
}

function localCloud(endpoint: string, accessKey: string | undefined): Environment {
  const key = accessKey === undefined ? {} : { AWS_ACCESS_KEY_ID: accessKey };
  return { AWS_ENDPOINT_URL: endpoint, ...key, ...proxyOf(endpoint) };
}

function writeCliConfig(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-terraform-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "terraform.rc");
  writeFileSync(path, text);
  return path;
}
