import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { Project, SiteConfig } from "../../../config";
import { distributionInTheWay } from "../../../delivery/terraform/distributions";
import { endAdoption, offer } from "../../../delivery/terraform/import-blocks";
import { leftFunction } from "../../../delivery/terraform/left-function";
import { refuseFound } from "../../../delivery/terraform/obstacle";
import { projectRoot } from "../../../project/own-project";
import { stateStackId, synthesize } from "../../../stacks/synthesize";
import { endOrphanedPlugins, findTerraform, Terraform } from "../../../toolchain";
import { toolError } from "../../../toolchain/errors";
import { knownFailure } from "../../../toolchain/known-failures";
import type { PluginCache } from "../../../toolchain/plugin-cache";
import { runProcess } from "../../../toolchain/run-process";
import { State } from "../../../toolchain/state";
import { progressLine } from "../../../toolchain/terraform-messages";
import type { Environment } from "../../../toolchain/which";
import { DeployOutput } from "./deploy-output";
import { frameworkCommand } from "./framework-command";

export interface DeploymentOptions {
  readonly project: Project;
  /** Where stacks and local states are written; nothing of the project's own folder is touched. */
  readonly folder: string;
  /** Points Terraform at the local cloud. */
  readonly env: Environment;
  /** Where providers are kept for the next run; given back once everything is deployed. */
  readonly plugins?: PluginCache;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The life of the project's stacks on the local cloud, with the tools that AWS would see: the state stack on a local
 * state, its move into the bucket that it made, then `cdktf deploy` of the sites, or
 * `cdktn deploy`.
 */
export class Deployment {
  readonly #options: DeploymentOptions;
  /** Where its stacks are. */
  readonly outdir: string;

  constructor(options: DeploymentOptions) {
    this.#options = options;
    this.outdir = join(options.folder, "cdktf.out");
    mkdirSync(options.folder, { recursive: true });
  }

  /** Names of the sites, in the project's order. */
  get sites(): readonly string[] {
    return this.#options.project.sites.map(({ name }) => name);
  }

  /** Whether an earlier run in the same folder has moved the state into the bucket: Terraform notes where it has it. */
  get isBootstrapped(): boolean {
    const note = join(this.outdir, "stacks", stateStackId, ".terraform/terraform.tfstate");
    if (!existsSync(note)) return false;
    const { backend }: BackendNote = JSON.parse(readFileSync(note, "utf8"));
    return backend?.type === "s3";
  }

  /** Makes the state bucket, as `outlast bootstrap` does. */
  async bootstrap(): Promise<void> {
    const { plugins, project, say, signal } = this.#options;
    if (!project.deployment) return;
    say("state stack: applying it on a local state");
    this.#synthesize(false);
    const terraform = await this.terraform(stateStackId, plugins?.variables);
    await terraform.init({ signal });
    plugins?.keep();
    await terraform.apply({ signal });
    this.#synthesize(true);
    await terraform.init({ migrateState: true, signal });
    say("state stack: its state is in the bucket now");
  }

  /** Deploys the sites with `cdktf deploy`. @throws {OutlastError} `cdktf-failed` with what it said */
  async deploy(): Promise<void> {
    const { plugins, project, say, signal, env } = this.#options;
    this.#synthesize(true);
    const names = this.sites;
    for (const name of names) endOrphanedPlugins(join(this.outdir, "stacks", name));
    for (const site of project.sites) await this.#meetWhatIsThere(site);
    const command = frameworkCommand(projectRoot());
    say(`${command.name} deploy ${names.join(" ")}`);
    const args = [
      ...command.args,
      "deploy",
      ...names,
      "--auto-approve",
      "--skip-synth",
      "--skip-provider-lock",
      "--no-color",
      "--app",
      "true",
      "--output",
      this.outdir,
    ];
    const output = new DeployOutput(names, say);
    const { path: terraform } = await findTerraform();
    const result = await runProcess(process.execPath, args, {
      cwd: projectRoot(),
      env: {
        ...env,
        // Of several sites each is initialized while others are.
        ...(names.length === 1 && plugins?.variables),
        TERRAFORM_BINARY_NAME: terraform,
        CI: "1",
        CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
        DISABLE_VERSION_CHECK: "1",
      },
      signal,
      onLine: (line) => output.line(line),
    });
    if (result.exitCode === 0) plugins?.keep();
    plugins?.giveBack();
    if (result.exitCode === 0) {
      for (const name of names) endAdoption(join(this.outdir, "stacks", name));
      return;
    }
    const said = errorsOf(`${result.stdout}\n${result.stderr}`);
    const known = knownFailure(said, join(this.outdir, "stacks", output.failed));
    if (known) throw known;
    throw toolError(
      "terraform-failed",
      `${command.name} deploy ended with ${result.exitCode}:\n${said}`,
      "Mend what it says and run it again.",
    );
  }

  /** Only once the stack has been deployed before: without a state, `cdktf deploy` initializes it. */
  async #meetWhatIsThere(site: SiteConfig): Promise<void> {
    const folder = join(this.outdir, "stacks", site.name);
    if (!existsSync(join(folder, ".terraform"))) return;
    const { env } = this.#options;
    const clientOptions = {
      region: "us-east-1",
      endpoint: env.AWS_ENDPOINT_URL as string,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
      },
    };
    const client = new CloudFrontClient(clientOptions);
    const { addresses, attributes } = await new State(await this.terraform(site.name)).content();
    const known = attributes("aws_cloudfront_distribution").map(({ id }) => String(id));
    refuseFound([await distributionInTheWay(site, folder, new Set(known), client)]);
    const lambda = new LambdaClient(clientOptions);
    offer(await leftFunction(site, this.json(site.name), addresses, lambda), folder);
  }

  /** The outputs of a site's stack, as `terraform output -json` prints them. */
  async outputs(site: string): Promise<object> {
    return (await this.terraform(site)).output();
  }

  /** The Terraform JSON of a site, as it was deployed. */
  json(site: string): string {
    return readFileSync(join(this.outdir, "stacks", site, "cdk.tf.json"), "utf8");
  }

  #synthesize(bootstrapped: boolean): void {
    const { project } = this.#options;
    const deployment = project.deployment && { ...project.deployment, bootstrapped };
    synthesize({ ...project, ...(deployment && { deployment }) }, { outdir: this.outdir });
  }

  /** Terraform in the folder of one stack. */
  async terraform(stack: string, variables: Environment = {}): Promise<Terraform> {
    const { path: binary } = await findTerraform();
    const { env, say } = this.#options;
    const folder = join(this.outdir, "stacks", stack);
    const onLine = (line: string) => {
      const told = progressLine(line);
      if (told !== undefined) say(`${stack}: ${told}`);
    };
    return new Terraform({
      binary,
      folder,
      env: { ...env, ...variables },
      onLine,
      onNote: (text) => say(`${stack}: ${text}`),
    });
  }
}

/** What Terraform remembers of an initialized folder. */
interface BackendNote {
  readonly backend?: { readonly type: string };
}

function errorsOf(output: string): string {
  const lines = output.split("\n");
  const first = lines.findIndex((line) => line.includes("Error:"));
  return lines.slice(first < 0 ? -20 : first, first < 0 ? undefined : first + 20).join("\n");
}
