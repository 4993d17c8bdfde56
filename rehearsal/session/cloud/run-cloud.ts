import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutlastError } from "../../../errors/outlast-error";
import { findTerraform, type Moto, terraformEnvironment } from "../../../toolchain";
import { PluginCache } from "../../../toolchain/plugin-cache";
import { toolCache } from "../../../toolchain/tool-cache";
import { readReadings, readVisitors } from "../read-options";
import type { CalledSentinel } from "./called-sentinel";
import type { CloudPorts } from "./cloud-ports";
import { stepsAlone } from "./deploy-output";
import { cloudError } from "./errors";
import { Keeper } from "./keeper";
import { KeptFolder } from "./kept-folder";
import { LocalCloud, type LocalCloudOptions } from "./local-cloud";
import { startOwnMoto } from "./moto";
import { exportLines, shellVariables } from "./shell";
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
  // Loaded only where something is deployed: the endpoint alone starts in three quarters of the time without.
  const deploying = options.onlyEndpoint ? undefined : await import("./deploy-and-verify");
  const project = deploying?.projectHere(options.site);
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
        deploying &&
        project &&
        deploying.deploymentHere({ project, folder, env, say: told, signal, ...(plugins && { plugins }) });
      const variables = shellVariables(env, deployment?.outdir);
      // What ends by itself is nothing that a person goes to.
      const toPerson = (...lines: string[]) => (options.once ? [] : lines);
      print({ event: "environment", variables }, toPerson(...exportLines(variables)));
      print({ event: "control", url: local.controlUrl }, toPerson(`control API at ${local.controlUrl}`));
      if (local.httpUrl)
        print({ event: "http", url: local.httpUrl }, toPerson(`by HTTP at ${local.httpUrl}`));
      ports.controlled(local.controlUrl);
      if (project) await keepValues(project.sites, kept ? recorded(moto, kept) : moto);
      if (deploying && project && deployment)
        sentinels.push(
          ...(await deploying.deployAndVerify(project, deployment, {
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

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
