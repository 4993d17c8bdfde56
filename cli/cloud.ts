import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Project } from "../config";
import { type CloudSnapshot, loadSnapshot, saveSnapshot } from "../rehearsal/cloud";
import { findTerraform, terraformEnvironment } from "../rehearsal/toolchain";
import { CliError } from "./cli-error";
import { Deployment } from "./cloud/deployment";
import { LocalCloud } from "./cloud/local-cloud";
import { startOwnMoto } from "./cloud/moto";
import { type ExitCode, exitCodes } from "./exit-codes";
import { readSwitches } from "./start/read-options";
import { ownProject } from "./terraform/stacks";

export interface CloudOptions {
  /** Port of the AWS endpoint; 0 picks a free one. */
  readonly port: number;
  /** Port for visitors; 0 picks a free one. */
  readonly edgePort: number;
  /** Exit after the verification. */
  readonly once: boolean;
  /** Where state is kept for the next start. */
  readonly keep?: string;
  /** Readings of what AWS leaves open, as `name=value`. */
  readonly switch: readonly string[];
  /** Deploy nothing. */
  readonly onlyEndpoint: boolean;
}

/** A local AWS, with the project deployed to it by real Terraform, until it is interrupted. */
export async function cloud(options: CloudOptions): Promise<ExitCode> {
  const switches = readSwitches(options.switch);
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  const folder =
    options.keep === undefined ? mkdtempSync(join(tmpdir(), "outlast-cloud-")) : resolve(options.keep);
  const say = (line: string) => console.error(line);
  if (!options.onlyEndpoint) await findTerraform();
  const kept = options.keep === undefined ? {} : await keptState(folder);
  const moto = await startOwnMoto(say, kept.recording);
  const recorded = kept.recording !== undefined;
  const local = await LocalCloud.start({ ...options, ...kept, switches, recorded, moto, say }).catch(
    async (error: unknown) => {
      await moto.stop();
      throw portInUse(error) ?? error;
    },
  );
  try {
    const env = await terraformEnvironment({ endpoint: local.cloud.url });
    printEnvironment(local, env);
    if (!options.onlyEndpoint)
      await deployAndVerify(ownProject(), local, { folder, env, say, signal: interrupted.signal });
    if (!options.once) await untilAborted(interrupted.signal);
    return exitCodes.done;
  } catch (error) {
    if (interrupted.signal.aborted) return exitCodes.done;
    throw error;
  } finally {
    if (options.keep !== undefined) await saveSnapshot(folder, local.cloud.snapshot());
    await local.close();
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The error of a port that somebody else listens on; undefined for any other. */
function portInUse(error: unknown): CliError | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== "EADDRINUSE") return undefined;
  return new CliError(
    "CLOUD_PORT_IN_USE",
    `port ${port} is in use`,
    "Give another --port or --edge-port; 0 is a free one",
  );
}

/** What an earlier run left in the folder; made if there is none. */
async function keptState(folder: string): Promise<{ recording?: string; snapshot?: CloudSnapshot }> {
  mkdirSync(folder, { recursive: true });
  const snapshot = await loadSnapshot(folder);
  return { recording: join(folder, "moto.recording"), ...(snapshot && { snapshot }) };
}

interface Surroundings {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

async function deployAndVerify(project: Project, local: LocalCloud, around: Surroundings): Promise<void> {
  const deployment = new Deployment({ project, ...around });
  if (!deployment.isBootstrapped) await deployment.bootstrap();
  await deployment.deploy();
  // Releases find the local cloud where every AWS tool does.
  Object.assign(process.env, around.env, { AWS_REGION: "us-east-1" });
  for (const { name } of project.sites) {
    const outputs = join(around.folder, `${name}.outputs.json`);
    writeFileSync(outputs, JSON.stringify(await deployment.outputs(name)));
    await releaseAndVerify(name, outputs, local.url, around.say);
  }
}

async function releaseAndVerify(
  site: string,
  outputs: string,
  url: string,
  say: (line: string) => void,
): Promise<void> {
  const [{ releaseFolder }, { verify }] = await Promise.all([import("./release"), import("./verify")]);
  say(`${site}: releasing its content`);
  const released = await releaseFolder(undefined, {
    site,
    outputs,
    json: false,
    dryRun: false,
    checkCsp: false,
    to: "primary",
    wait: true,
    replicaTimeout: 120,
    waitInvalidation: false,
    retention: 7,
    removeAtMost: 30,
    yes: false,
    breakLock: false,
  });
  if (released !== exitCodes.done)
    throw new CliError("CLOUD_RELEASE", `${site} was not released`, "See above", exitCodes.checkFailed);
  const verified = await verify(url, { site, concurrency: 16, timeout: 20, json: false });
  if (verified !== exitCodes.done) {
    throw new CliError(
      "CLOUD_VERIFY",
      `${site} does not answer as released`,
      "See the table above",
      exitCodes.checkFailed,
    );
  }
  console.log(`${site} at ${url}`);
}

/** Lines that point another shell's AWS tools at the local cloud. */
function printEnvironment(local: LocalCloud, env: NodeJS.ProcessEnv): void {
  const shown = {
    AWS_ENDPOINT_URL: local.cloud.url,
    AWS_ACCESS_KEY_ID: env.AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: env.AWS_SECRET_ACCESS_KEY,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
  };
  for (const [name, value] of Object.entries(shown)) console.log(`export ${name}=${value}`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
