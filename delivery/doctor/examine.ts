import { resolveCaa } from "node:dns/promises";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACMClient } from "@aws-sdk/client-acm";
import { Route53Client } from "@aws-sdk/client-route-53";
import { ConfigError, type Project } from "../../config";
import { OutlastError } from "../../errors/outlast-error";
import { impatient } from "../../operations/aws";
import { identifyCaller } from "../../operations/caller";
import { publicNameServers } from "../../operations/delegation";
import { check, type StatusCheck } from "../../operations/status/check";
import { synthesize } from "../../stacks/synthesize";
import { findTerraform } from "../../toolchain";
import { compareVersions, parseVersion } from "../../toolchain/versions";
import { allDistributions } from "../terraform/distributions";
import { identityProvider, regionCheck, regionsToOpen } from "./account";
import { bucketCheck, bucketsOf } from "./buckets";
import { domainChecks } from "./domain";
import { type Examination, together } from "./examination";
import { githubChecks } from "./github";
import { quotaClients } from "./quota-kinds";
import { quotaChecks } from "./quotas";

/** The oldest Node that runs this; package.json says so too. */
const oldestNode = [20, 19, 0];

/** What this machine, the account, the repository and the config need before a deployment, each looked at by itself. */
export async function examine(project: Project): Promise<Examination> {
  const [site] = project.sites;
  const region = site?.regions.replica ?? "us-west-2";
  const stacks = synthesized(project);
  const caller = await said("credentials", async () => {
    const { account, arn } = await identifyCaller(region);
    return { ok: true, detail: `${arn} in account ${account}` };
  });
  const checks = await Promise.all([
    nodeCheck(process.versions.node),
    said("terraform", async () => {
      const { path, version } = await findTerraform();
      return { ok: true, detail: `${version}, ${path}` };
    }),
    configCheck(project, stacks.problems),
    caller,
  ]);
  const rest = await Promise.all([
    caller.ok ? examineAccount(project, stacks.configurations, region) : unasked(project),
    githubChecks(project.deployment),
  ]);
  return together([
    { checks, notLookedAt: [] },
    ...rest,
    { checks: [], notLookedAt: [...unsure(stacks.configurations), ...never(project)] },
  ]);
}

async function examineAccount(
  project: Project,
  configurations: readonly string[],
  region: string,
): Promise<Examination> {
  const clients = quotaClients(region);
  const route53 = new Route53Client({ region: "us-east-1", ...impatient });
  const acm = new ACMClient({ region: "us-east-1", ...impatient });
  let listed: ReturnType<typeof allDistributions> | undefined;
  const distributions = () => {
    listed ??= allDistributions(clients.cloudFront);
    return listed;
  };
  const { cloudFront } = clients;
  const ports = {
    acm,
    cloudFront,
    route53,
    distributions,
    nameServersOf: publicNameServers(),
    caaOf: resolveCaa,
  };
  try {
    const { deployment } = project;
    const checks = await Promise.all([
      ...regionsToOpen(project).map((one) => said(`region ${one}`, () => regionCheck(one))),
      ...(deployment?.github
        ? [check("identity-provider", () => identityProvider(deployment, clients.iam))]
        : []),
      ...bucketsOf(project).map(bucketCheck),
    ]);
    const parts = await Promise.all([
      quotaChecks(configurations, distributions, clients),
      ...project.sites.flatMap((one) => (one.domain ? [domainChecks(one, one.domain, ports)] : [])),
    ]);
    return together([{ checks, notLookedAt: [] }, ...parts]);
  } finally {
    for (const client of [...Object.values(clients), acm, route53]) client.destroy();
  }
}

/** What takes credentials to see. */
function unasked({ sites }: Project): Examination {
  const because = "nobody is asked before the credentials are right";
  const domains = sites.some(({ domain }) => domain !== undefined);
  return {
    checks: [],
    notLookedAt: [
      `whose the names of the buckets are, and what the account has room for: ${because}`,
      ...(domains ? [`the zone, its records, the certificate, and who else has the names: ${because}`] : []),
    ],
  };
}

/** What AWS limits, by a number that is written nowhere. @param configurations the JSON of each stack */
export function unsure(configurations: readonly string[]): string[] {
  const deliveries = configurations.filter((one) => one.includes('"aws_cloudwatch_log_delivery"')).length;
  return deliveries === 0
    ? []
    : [
        `how many sources, destinations and deliveries of logs the account may have (${deliveries} of each to be there): UNSURE, the quota is in no page of AWS that we know (docs/first-deployment.md, 14)`,
      ];
}

/** What nobody can see from here, or only by doing it. */
function never({ sites }: Project): string[] {
  const named = sites.flatMap(({ distribution, origins }) => [
    ...(distribution.webAclArn ? ["the web ACL"] : []),
    ...Object.entries(origins).map(([name]) => `the origin ${name}`),
  ]);
  return [
    "quotas that AWS has raised for this account (Service Quotas has them), and those of services that are not listed here",
    "whether the caller may do all that a deployment does: IAM says so only when it is done",
    ...(named.length > 0
      ? [`${[...new Set(named)].join(", ")}: the config names them, and a deployment takes them as they are`]
      : []),
  ];
}

/** Each stack as it would be deployed, or why it cannot be made; nothing of it is kept. */
function synthesized(project: Project) {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-doctor-"));
  try {
    const configurations = synthesize(project, { outdir }).map(({ file }) => readFileSync(file, "utf8"));
    return { configurations, problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { configurations: [], problems: error.problems };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A check whose failure has words of its own. */
function said(name: string, look: () => Promise<Omit<StatusCheck, "name">>): Promise<StatusCheck> {
  return check(name, () =>
    look().catch((error: unknown) => {
      if (!(error instanceof OutlastError)) throw error;
      return { ok: false, detail: `${error.code}: ${error.value}. ${error.mend}` };
    }),
  );
}

/** @param version as Node has it, "20.19.0" */
export function nodeCheck(version: string): StatusCheck {
  const ok = compareVersions(parseVersion(version) ?? [], oldestNode) >= 0;
  const detail = ok ? version : `${version}; outlast needs ${oldestNode.join(".")} or newer`;
  return { name: "node", ok, detail };
}

/** An error in the config ends the verb before it comes here: what is left is what it warns of, and what edge functions cannot carry. */
function configCheck({ warnings }: Project, problems: ConfigError["problems"]): StatusCheck {
  const wrong = problems.map(({ code, mend, value }) => `${code}: ${value}. ${mend}`).join(" ");
  const warned = warnings.map(({ code, path }) => `${code} at ${path}`).join(", ");
  const detail = wrong || (warned === "" ? "nothing to say" : `warns of ${warned}`);
  return { name: "config", ok: wrong === "", detail };
}
