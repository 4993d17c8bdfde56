import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project, SiteConfig } from "../../../config";
import type { OutlastError } from "../../../errors/outlast-error";
import { readSiteOutputs, type SiteOutputs, sentinelsOf } from "../../../operations/outputs";
import { holds, type Verification } from "../../../operations/verify/report";
import { verifyReleased } from "../../../operations/verify/verify-released";
import { ownProject } from "../../../project/own-project";
import { withSite } from "../../../project/sites";
import { type ReleaseResult, release } from "../../../release";
import { type Attendance, siteContext } from "../../../release/aws/site-context";
import { type Environment, findTerraform, type Moto, terraformEnvironment } from "../../../toolchain";
import { PluginCache } from "../../../toolchain/plugin-cache";
import { toolCache } from "../../../toolchain/tool-cache";
import type { Told } from "../ports";
import { readReadings, readVisitors } from "../read-options";
import { CalledSentinel } from "./called-sentinel";
import { stepsAlone } from "./deploy-output";
import { Deployment } from "./deployment";
import { cloudError } from "./errors";
import { Keeper } from "./keeper";
import { KeptFolder } from "./kept-folder";
import { LocalCloud, type LocalCloudOptions } from "./local-cloud";
import { startOwnMoto } from "./moto";
import { enter, exportLines, shellVariables } from "./shell";
import { StandIns } from "./stand-ins";
import { keepValues } from "./stored-values";

export interface CloudSessionOptions {
  /** Port of the AWS endpoint; 0 picks a free one. */
  readonly port: number;
  /** Port for visitors; 0 picks a free one. */
  readonly edgePort: number;
  /** Port where visitors come by HTTP; 0 picks a free one. @default - there is none */
  readonly httpPort?: number;
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
  /** What visitors are, as `country=DE,device=mobile`. @default - as they come */
  readonly viewer?: readonly string[];
  /** Deploy nothing. */
  readonly onlyEndpoint: boolean;
  /** The only site to deploy; all by default. */
  readonly site?: string;
}

/** How a local cloud reaches whoever runs it. */
export interface CloudPorts {
  /** What is to be read, or pasted into a shell, if anything; the record is for a machine. */
  readonly print: (record: Told, lines: readonly string[]) => void;
  /** Faults can be set and mended at that control API from now on. */
  readonly controlled: (url: string) => void;
  /** What goes on meanwhile. */
  readonly say: (line: string) => void;
  /** Attends a release and shows what comes of it; resolves with whether the site at `url` was released. */
  readonly release: (
    site: SiteConfig,
    url: string,
    work: (attendance: Attendance) => Promise<ReleaseResult>,
  ) => Promise<boolean>;
  /** Shows what a site was found to serve. */
  readonly verified: (verification: Verification) => void;
}

/**
 * A local AWS, with the project deployed to it by real Terraform, until `signal` ends it. Resolves with whether that was
 * all: what is ended before it was verified has failed, where the verification is all that was asked for, and so has what
 * could not be kept.
 */
export async function runCloud(
  options: CloudSessionOptions,
  ports: CloudPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const readings = readReadings(options.reading);
  const visitors = readVisitors(options.viewer);
  const { print, say } = ports;
  const standIns = new StandIns(options.origin);
  const project = options.onlyEndpoint ? undefined : withSite(ownProject(), options.site);
  if (project) await findTerraform(process.env, { say: ports.say });
  const kept = options.keep === undefined ? undefined : await KeptFolder.open(options.keep);
  if (kept?.lost) say(kept.lost);
  let isKept = true;
  const folder = kept?.path ?? mkdtempSync(join(tmpdir(), "outlast-cloud-"));
  try {
    const moto = await startOwnMoto({ say, signal, ...(kept && { recording: kept.recordingFile }) });
    const local = await startLocal({
      ...options,
      moto,
      say,
      standIns,
      readings,
      visitors,
      ...(kept && { recording: kept.recording }),
      ...(kept?.snapshot && { snapshot: kept.snapshot }),
    });
    const keeper = kept && new Keeper({ folder: kept, cloud: local.cloud, say });
    const sentinels: CalledSentinel[] = [];
    try {
      const { accessKey, cloud: aws } = local;
      const env = await terraformEnvironment({ endpoint: aws.url, accessKey });
      const told = options.once ? stepsAlone(say) : say;
      // A kept folder has its providers itself, and must not miss them when the cache goes.
      const plugins = project && !kept ? await PluginCache.borrow(env, toolCache()) : undefined;
      const deployment =
        project && new Deployment({ project, folder, env, say: told, signal, ...(plugins && { plugins }) });
      const variables = shellVariables(env, deployment?.outdir);
      // What ends by itself is nothing that a person goes to.
      const toPerson = (...lines: string[]) => (options.once ? [] : lines);
      print({ event: "environment", variables }, toPerson(...exportLines(variables)));
      print({ event: "control", url: local.controlUrl }, toPerson(`control API at ${local.controlUrl}`));
      if (local.httpUrl)
        print({ event: "http", url: local.httpUrl }, toPerson(`by HTTP at ${local.httpUrl}`));
      ports.controlled(local.controlUrl);
      if (project) await keepValues(project.sites, kept ? recorded(moto, kept) : moto);
      if (project && deployment)
        sentinels.push(
          ...(await deployAndVerify(project, deployment, {
            ...{ local, folder, env, once: options.once, ports, keeper },
          })),
        );
      else print({ event: "edge", url: local.url }, [`edge at ${local.url}`]);
      local.cloud.answerInvocations((name, region, event) =>
        sentinels.find((one) => one.is(name, region))?.invoke(event),
      );
      await keeper?.save();
      keeper?.start();
      if (!options.once) for (const sentinel of sentinels) sentinel.start();
      if (!options.once) await untilAborted(signal);
    } finally {
      for (const sentinel of sentinels) await sentinel.stop();
      await keeper?.stop();
      await local.close();
      // Only now does nobody change anything any more.
      isKept = (await keeper?.end()) ?? true;
    }
    return isKept;
  } catch (error) {
    if (!signal.aborted) {
      if (project && !kept)
        say("the stacks of this run go with it; `npx outlast synth` writes them, --keep <folder> keeps them");
      throw error;
    }
    if (!options.once) return isKept;
    say("interrupted before every page was verified");
    return false;
  } finally {
    if (kept) kept.close();
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** moto as it is asked beside the endpoint: what the next run has to send again. */
function recorded(moto: Pick<Moto, "request">, { recording }: KeptFolder): Pick<Moto, "request"> {
  return {
    request(method, path, sent = {}) {
      const { headers = {}, body = Buffer.alloc(0) } = sent;
      recording.append({ method, path, rawQuery: "", headers, body });
      return moto.request(method, path, sent);
    },
  };
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
function portInUse(error: unknown): OutlastError | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== "EADDRINUSE" && code !== "EACCES") return undefined;
  return cloudError(
    "CLOUD_PORT_IN_USE",
    code === "EACCES" ? `port ${port} is not for everybody to listen on` : `port ${port} is in use`,
  );
}

interface DeployedCloud {
  readonly local: LocalCloud;
  readonly folder: string;
  readonly env: Environment;
  readonly once: boolean;
  readonly ports: CloudPorts;
  /** Keeps what has been deployed; in the middle of a deployment, Terraform's state would not know all that is there. */
  readonly keeper: Keeper | undefined;
}

async function deployAndVerify(
  { sites }: Project,
  deployment: Deployment,
  { env, folder, keeper, local, once, ports }: DeployedCloud,
): Promise<CalledSentinel[]> {
  const sentinels: CalledSentinel[] = [];
  if (!deployment.isBootstrapped) await deployment.bootstrap();
  await keeper?.save();
  await deployment.deploy();
  await keeper?.save();
  // Releases find the local cloud where every AWS tool does.
  enter(env);
  for (const site of sites) {
    const { name } = site;
    const file = join(folder, `${name}.outputs.json`);
    writeFileSync(file, JSON.stringify(await deployment.outputs(name)));
    const outputs = await readSiteOutputs({ site: name, file });
    const { distribution, buckets, url } = outputs;
    local.cloud.faults.setAlias("primary", buckets.primary.name);
    local.cloud.faults.setAlias("replica", buckets.replica.name);
    const here = await local.urlOf({ distributionId: distribution.id, host: new URL(url).host });
    await releaseAndVerify(site, outputs, here, ports);
    ports.print({ event: "site", site: name, url: here }, once ? [] : [`${name} at ${here}`]);
    const edge = new URL(here).origin;
    for (const sentinel of sentinelsOf(outputs))
      sentinels.push(new CalledSentinel({ site: name, sentinel, env, edge, say: ports.say }));
  }
  return sentinels;
}

/** Seconds; copies take none here. */
const replicaTimeout = 120;

async function releaseAndVerify(
  site: SiteConfig,
  outputs: SiteOutputs,
  here: string,
  { release: attend, say, verified }: CloudPorts,
): Promise<void> {
  say(`${site.name}: releasing its content`);
  const released = await attend(site, outputs.url, (attendance) =>
    release(site.content.folder, siteContext(site, outputs, attendance), {
      replicaTimeout,
      user: "outlast cloud",
    }),
  );
  if (!released) throw cloudError("CLOUD_RELEASE", `${site.name} was not released`);
  const where = { origin: new URL(outputs.url).origin, address: new URL(here).origin, site };
  const verification = await verifyReleased(where, { concurrency: 16, timeout: 120 });
  verified(verification);
  if (holds(verification)) return;
  throw cloudError("CLOUD_VERIFY", `${site.name} does not answer as released`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
