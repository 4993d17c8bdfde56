import type { Environment } from "../../../toolchain";

/** Where what has no region is asked for; a bucket says itself where it is. */
const region = "us-east-1";

/**
 * Variables that lead AWS's tools, Terraform and this project's verbs to the local cloud from another shell.
 *
 * @param env as `terraformEnvironment` makes it for the endpoint
 * @param outdir folder of the stacks that are deployed there, if any
 */
export function shellVariables(env: Environment, outdir?: string): Environment {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, HTTP_PROXY, TF_CLI_CONFIG_FILE } = env;
  return {
    ...{ AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY },
    ...{ AWS_REGION: region, AWS_DEFAULT_REGION: region },
    HTTP_PROXY,
    TF_CLI_CONFIG_FILE,
    CDKTF_OUTDIR: outdir,
    OUTLAST_BOOTSTRAPPED: outdir && "true",
  };
}

/** `export` lines for a shell; what is undefined has none. */
export function exportLines(variables: Environment): string[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`export ${name}=${quoted(value)}`],
  );
}

/**
 * Leads this process to the local cloud. What `env` does not have goes: a profile of the user's account would come
 * before the keys.
 */
export function enter(env: Environment): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries({ ...env, AWS_REGION: region }))
    if (value !== undefined) process.env[name] = value;
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
