import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError } from "../../errors/outlast-error";
import { readSiteOutputs } from "../../operations/outputs";
import { ownProject } from "../../project/own-project";
import { Deployment } from "../../rehearsal/session/cloud/deployment";
import { KeptFolder } from "../../rehearsal/session/cloud/kept-folder";
import { LocalCloud, type LocalCloudOptions } from "../../rehearsal/session/cloud/local-cloud";
import { startOwnMoto } from "../../rehearsal/session/cloud/moto";
import { enter, exportLines, shellVariables } from "../../rehearsal/session/cloud/shell";
import { StandIns } from "../../rehearsal/session/cloud/stand-ins";
import { readReadings } from "../../rehearsal/session/read-options";
import { type Environment, findTerraform, terraformEnvironment } from "../../toolchain";
import { terminalPorts } from "../terminal/ask";

export interface CloudOptions {
  /** Port of the AWS endpoint; 0 picks a free one. */
  readonly port: number;
  /** Port for visitors; 0 picks a free one. */
  readonly edgePort: number;
  /** Port of the control API; 0 picks a free one. */
  readonly controlPort: number;
  /** Exit after the verification. */
  readonly once: boolean;
  /** Where state is kept for the next start. */
  readonly keep?: string;
  /** `<origin id>=<url or folder>` for origins that are not S3's. */
  readonly origin: readonly string[];
  /** Readings of what AWS leaves open, as `name=value`. */
  readonly reading: readonly string[];
  /** Deploy nothing. */
  readonly onlyEndpoint: boolean;
}

/**
 * A local AWS, with the project deployed to it by real Terraform, until it is interrupted. What is interrupted before it
 * was verified has failed, where the verification is all that was asked for.
 */
export async function cloud(options: CloudOptions): Promise<ExitCode> {
  const readings = readReadings(options.reading);
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => interrupted.abort());
  const { signal } = interrupted;
  const say = (line: string) => console.error(line);
  const standIns = new StandIns(options.origin);
  const project = options.onlyEndpoint ? undefined : ownProject();
  if (project) await findTerraform();
  const kept = options.keep === undefined ? undefined : await KeptFolder.open(options.keep);
  const folder = kept?.path ?? mkdtempSync(join(tmpdir(), "outlast-cloud-"));
  try {
    const moto = await startOwnMoto({ say, signal, ...(kept && { recording: kept.recording }) });
    const local = await startLocal({
      ...options,
      moto,
      say,
      standIns,
      readings,
      recorded: kept !== undefined,
      ...(kept?.snapshot && { snapshot: kept.snapshot }),
    });
    try {
      const env = await terraformEnvironment({ endpoint: local.cloud.url });
      const deployment = project && new Deployment({ project, folder, env, say, signal });
      for (const line of exportLines(shellVariables(env, deployment?.outdir))) console.log(line);
      console.log(`control API at ${local.controlUrl}`);
      if (deployment) await deployAndVerify(deployment, local, { folder, env, say });
      else console.log(`edge at ${local.url}`);
      if (!options.once) await untilAborted(signal);
    } finally {
      await local.close();
      // Only now does nobody change anything any more.
      await kept?.save(local.cloud.snapshot());
    }
    return exitCodes.done;
  } catch (error) {
    if (!signal.aborted) {
      if (project && !kept)
        say("the stacks of this run go with it; `npx outlast synth` writes them, --keep <folder> keeps them");
      throw error;
    }
    if (!options.once) return exitCodes.done;
    say("interrupted before every page was verified");
    return exitCodes.toolFailed;
  } finally {
    if (kept) kept.close();
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** The endpoint and the edge in front of moto, which ends with them. */
async function startLocal(options: LocalCloudOptions): Promise<LocalCloud> {
  try {
    return await LocalCloud.start(options);
  } catch (error) {
    await options.moto.stop();
    throw portInUse(error) ?? error;
  }
}

/** The error of a port that cannot be had; undefined for any other. */
function portInUse(error: unknown): CliError | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== "EADDRINUSE" && code !== "EACCES") return undefined;
  return new CliError(
    "CLOUD_PORT_IN_USE",
    code === "EACCES" ? `port ${port} is not for everybody to listen on` : `port ${port} is in use`,
    "Give another --port, --edge-port or --control-port; 0 is a free one",
  );
}

interface Surroundings {
  readonly folder: string;
  readonly env: Environment;
  readonly say: (line: string) => void;
}

async function deployAndVerify(
  deployment: Deployment,
  local: LocalCloud,
  { folder, env, say }: Surroundings,
): Promise<void> {
  if (!deployment.isBootstrapped) await deployment.bootstrap();
  await deployment.deploy();
  // Releases find the local cloud where every AWS tool does.
  enter(env);
  for (const name of deployment.sites) {
    const file = join(folder, `${name}.outputs.json`);
    writeFileSync(file, JSON.stringify(await deployment.outputs(name)));
    const { distribution, buckets, url } = await readSiteOutputs({ site: name, file });
    local.cloud.faults.setAlias("primary", buckets.primary.name);
    local.cloud.faults.setAlias("replica", buckets.replica.name);
    const here = await local.urlOf({ distributionId: distribution.id, host: new URL(url).host });
    await releaseAndVerify(name, file, here, say);
    console.log(`${name} at ${here}`);
  }
}

async function releaseAndVerify(
  site: string,
  outputs: string,
  url: string,
  say: (line: string) => void,
): Promise<void> {
  const [{ releaseFolder }, { verify }, { holds, renderVerification }] = await Promise.all([
    import("./release"),
    import("../../delivery/verify"),
    import("../../operations/verify/report"),
  ]);
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
  const verifications = await verify(url, { site, concurrency: 16, timeout: 20 }, terminalPorts());
  process.stdout.write(verifications.map(renderVerification).join("\n"));
  if (!verifications.every(holds)) {
    throw new CliError(
      "CLOUD_VERIFY",
      `${site} does not answer as released`,
      "See the table above",
      exitCodes.checkFailed,
    );
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
