import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Project, stateBucketName } from "../config";
import { ownProject, projectRoot } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { stateStackId } from "../stacks/synthesize";
import { type DeployOptions, deployStacks } from "./deploy";
import { deliveryError } from "./errors";
import type { Ports } from "./ports";
import { initialized } from "./stack-runs";
import { stackRunners } from "./terraform/runner";

export interface BootstrapOptions extends DeployOptions {
  /** Whether to say what people on call have to be allowed. */
  readonly onCall: boolean;
  /** The state is lost with its bucket: begins anew, with what AWS has of the roles. */
  readonly adopt: boolean;
}

/**
 * Makes the state bucket and the roles on a local state, moves that state and those of sites that were deployed
 * before into the bucket, and says so in site.config.ts. Run again later, it applies what has changed in the roles.
 */
export async function bootstrap(options: BootstrapOptions, ports: Ports): Promise<void> {
  const project = ownProject();
  const { deployment } = project;
  if (!deployment) {
    throw deliveryError("BOOTSTRAP_NO_DEPLOYMENT", "site.config.ts exports no deployment");
  }
  const { adopt } = options;
  const isNew = adopt || !deployment.bootstrapped;
  if (adopt) setAside(stateBucketName(deployment), ports);
  const begun = { ...project, deployment: { ...deployment, bootstrapped: !isNew } };
  await deployStacks(synthesizedStacks(begun, [stateStackId]), options, ports);
  const bootstrapped = { ...project, deployment: { ...deployment, bootstrapped: true } };
  if (isNew) {
    await migrate(bootstrapped, options, ports);
    if (!deployment.bootstrapped) ports.say(noteInConfig(join(projectRoot(), "site.config.ts")));
  }
  if (deployment.github || options.onCall) await sayRoles(bootstrapped, options, ports);
}

/**
 * Moves every state that lies in a file into the bucket. What lies here of sites whose state was lost in a bucket is from
 * before it was in that.
 */
async function migrate(project: Project, options: BootstrapOptions, ports: Ports): Promise<void> {
  const sites = options.adopt ? [] : project.sites.map(({ name }) => name);
  const stacks = synthesizedStacks(project, [stateStackId, ...sites]);
  const here = stacks.filter(({ name }) => existsSync(resolve(`terraform.${name}.tfstate`)));
  for await (const { say } of initialized(here, { ...options, ports, migrateState: true }))
    say("its state is in the bucket now");
}

/** What the first bootstrap has left here knows of a bucket that is lost. */
function setAside(bucket: string, { say }: Ports): void {
  const file = resolve(`terraform.${stateStackId}.tfstate`);
  if (!existsSync(file) || readFileSync(file, "utf8").includes(JSON.stringify(bucket))) return;
  renameSync(file, `${file}.lost`);
  say(`${file} knows of another bucket: it is ${file}.lost now`);
}

const notYet = /\bbootstrapped:\s*false\b/g;

/** Writes `bootstrapped: true` where the config says false in one place, and says so; asks for it otherwise. */
function noteInConfig(path: string): string {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text.match(notYet)?.length !== 1)
    return "site.config.ts: set bootstrapped to true and commit it, before anything else is planned";
  writeFileSync(path, text.replace(notYet, "bootstrapped: true"));
  return "site.config.ts: bootstrapped is true now; commit it";
}

/** Its folder is initialized: the stack has just been deployed, or moved. */
async function sayRoles(
  project: Project,
  { lockTimeout, ...options }: BootstrapOptions,
  ports: Ports,
): Promise<void> {
  const runnerOf = await stackRunners(lockTimeout, ports.note);
  for (const stack of synthesizedStacks(project, [stateStackId])) {
    const outputs = await runnerOf(stack).terraform.output();
    if (options.onCall) sayOnCall(outputs, ports);
    if (!project.deployment?.github) continue;
    ports.say("Variables of the repository for GitHub Actions (docs/ci.md):");
    ports.say(`  OUTLAST_PLAN_ROLE   ${outputs.plan_role_arn?.value}`);
    ports.say(`  OUTLAST_DRIFT_ROLE  ${outputs.drift_role_arn?.value}`);
    ports.say(`  OUTLAST_APPLY_ROLE  ${outputs.apply_role_arn?.value}`);
    ports.say(`  OUTLAST_REGION      ${outputs.region?.value}`);
  }
}

function sayOnCall(outputs: Readonly<Record<string, { readonly value: unknown }>>, { say }: Ports): void {
  const role = outputs.on_call_role_arn?.value;
  say(
    role === undefined
      ? "No role is for people: name them in deployment.onCall, or give a role of theirs this policy."
      : `People on call assume ${role}, which has this policy:`,
  );
  say(JSON.stringify(JSON.parse(String(outputs.on_call_policy?.value)), null, 2));
}
