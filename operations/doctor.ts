import { resolveNs } from "node:dns/promises";
import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Project, SiteConfig } from "../config";
import { bucketNames, stateBucketName } from "../config/names";
import { OutlastError } from "../errors/outlast-error";
import { createS3Client } from "../release/aws/clients";
import { findTerraform } from "../toolchain";
import { compareVersions, parseVersion } from "../toolchain/versions";
import { identifyCaller } from "./caller";
import { check, type StatusCheck } from "./status/check";

/** The oldest Node that runs this; package.json says so too. */
const oldestNode = [20, 19, 0];

/** What was looked at, and what a deployment would meet that was not. */
export interface Examination {
  readonly checks: readonly StatusCheck[];
  readonly notLookedAt: readonly string[];
}

const never = [
  "whether another distribution has a host name of the site, the certificate and the zone's records: `npx outlast deploy` looks before it changes anything",
  "quotas of the account, and variables of the GitHub repository (docs/ci.md lists them)",
];

/** What this machine, the account and the config need before a deployment, each looked at by itself. */
export async function examine(project: Project): Promise<Examination> {
  const [site] = project.sites;
  const region = site?.regions.replica ?? "us-west-2";
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
    configCheck(project),
    caller,
    ...(caller.ok ? bucketsOf(project).map(bucketCheck) : []),
    ...project.sites.flatMap((one) => (one.domain ? [delegationCheck(one.domain)] : [])),
  ]);
  const unasked = caller.ok ? [] : ["whose the names of the buckets are: that takes credentials"];
  return { checks, notLookedAt: [...unasked, ...never] };
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

/** An error in the config ends the verb before it comes here: what is left is what it warns of. */
function configCheck({ warnings }: Project): StatusCheck {
  const said = warnings.map(({ code, path }) => `${code} at ${path}`).join(", ");
  return { name: "config", ok: true, detail: said === "" ? "nothing to say" : `warns of ${said}` };
}

interface NamedBucket {
  readonly name: string;
  readonly region: string;
}

function bucketsOf({ deployment, sites }: Project): NamedBucket[] {
  const content = sites.flatMap((site) => {
    const { primary, replica } = bucketNames(site);
    return [
      { name: primary, region: site.regions.primary },
      { name: replica, region: site.regions.replica },
    ];
  });
  if (deployment?.region === undefined) return content;
  return [...content, { name: stateBucketName(deployment), region: deployment.region }];
}

/** Names of buckets are global: one that somebody else has ends a deployment half way. */
function bucketCheck(bucket: NamedBucket): Promise<StatusCheck> {
  const client = createS3Client(bucket.region);
  return check(`bucket ${bucket.name}`, () => ownership(bucket, client)).finally(() => client.destroy());
}

/** HeadBucket's status says whose a bucket is, and has no body to say more (S3 API, HeadBucket). */
export async function ownership(
  { name, region }: NamedBucket,
  client: Pick<S3Client, "send">,
): Promise<Omit<StatusCheck, "name">> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: name }), { abortSignal: AbortSignal.timeout(5_000) });
    return { ok: true, detail: `is there, in ${region}` };
  } catch (error) {
    const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status === 404) return { ok: true, detail: "the name is free" };
    if (status === 403)
      return {
        ok: false,
        detail: "somebody else has this name, or hides it from you: choose another bucketSuffix",
      };
    if (status === 301 || status === 400)
      return { ok: false, detail: `is in another region than ${region}: choose another bucketSuffix` };
    throw error;
  }
}

/** Certificates are proved, and visitors led, by a zone that the registrar's name servers lead to. */
export function delegationCheck(
  { zone }: NonNullable<SiteConfig["domain"]>,
  serversOf: (name: string) => Promise<readonly string[]> = resolveNs,
): Promise<StatusCheck> {
  return check(`zone ${zone.name}`, async () => {
    try {
      const servers = await serversOf(zone.name);
      const atAws = servers.some((server) => /\.awsdns-\d+\./.test(`${server}.`));
      const list = servers.join(", ");
      return atAws
        ? { ok: true, detail: `is led to Route 53 (${list})` }
        : { ok: false, detail: `is led to ${list}, and not to Route 53: its records there reach nobody` };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOTFOUND" && code !== "ENODATA") throw error;
      return { ok: false, detail: "is led nowhere: enter the zone's name servers at the registrar" };
    }
  });
}
