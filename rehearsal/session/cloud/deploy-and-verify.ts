import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project, SiteConfig } from "../../../config";
import { readSiteOutputs, type SiteOutputs, sentinelsOf } from "../../../operations/outputs";
import { holds } from "../../../operations/verify/report";
import { verifyReleased } from "../../../operations/verify/verify-released";
import { ownProject } from "../../../project/own-project";
import { withSite } from "../../../project/sites";
import { release } from "../../../release";
import { siteContext } from "../../../release/aws/site-context";
import type { Environment } from "../../../toolchain";
import { CalledSentinel } from "./called-sentinel";
import type { CloudPorts } from "./cloud-ports";
import { Deployment, type DeploymentOptions } from "./deployment";
import { cloudError } from "./errors";
import type { Keeper } from "./keeper";
import type { LocalCloud } from "./local-cloud";
import { enter } from "./shell";

/** The project in whose folder somebody is. @param site the only one of its sites, if it is named */
export function projectHere(site: string | undefined): Project {
  return withSite(ownProject(), site);
}

/** What deploys it to the local cloud. */
export function deploymentHere(options: DeploymentOptions): Deployment {
  return new Deployment(options);
}

export interface DeployedCloud {
  readonly local: LocalCloud;
  readonly folder: string;
  readonly env: Environment;
  readonly once: boolean;
  readonly ports: CloudPorts;
  /** Keeps what has been deployed; in the middle of a deployment, Terraform's state would not know all that is there. */
  readonly keeper: Keeper | undefined;
}

/** Deploys a project, releases its content, and verifies every page. Resolves with the sentinels that are there then. */
export async function deployAndVerify(
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
