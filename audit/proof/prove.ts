import { OutlastError } from "../../errors/outlast-error";
import { bucketNameOf } from "../../rehearsal/assembly/origin-buckets";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { viewerRequest } from "../../rehearsal/drill/judge/oracle";
import { type Distribution, VirtualClock } from "../../rehearsal/edge";
import type { LoadedSite } from "../../rehearsal/terraform";
import type { Got, Proof } from "../report/drill";
import type { AuditFinding } from "../run/audit";
import { outages, type ProvenOutage } from "./outages";
import { sampleOf } from "./sample";

/** Runs the fault that a finding is about. Undefined for a rule that is about no outage, or of another distribution's. */
export async function prove(finding: AuditFinding, site: LoadedSite): Promise<Proof | undefined> {
  const outage = outages[finding.rule]?.(finding);
  const [distribution] = site.distributions;
  if (outage === undefined || distribution === undefined) return undefined;
  const { got, fault } = await visited(site, distribution, outage, outage.copies !== true);
  const mended = await visited(outage.mended(site, distribution), distribution, outage, true);
  return { fault, got, mended: mended.got };
}

async function visited(site: LoadedSite, { id }: Distribution, outage: ProvenOutage, everywhere: boolean) {
  const distribution = site.distributions.find((one) => one.id === id) as Distribution;
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const rehearsal = new Rehearsal(site, { clock, replicationLag: 0, random: () => 0.5 });
  try {
    const samples = behavioursOf(distribution).map(({ pattern, target }) => ({
      ...{ pattern, path: sampleOf(pattern) },
      bucket: bucketOf(distribution, target),
    }));
    const known = rehearsal.regions.bucketNames;
    const asked = samples.filter(({ bucket }) => bucket !== undefined && known.includes(bucket));
    const { cacheControl } = outage.old ?? {};
    for (const { bucket, path } of asked)
      for (const name of (everywhere ? known : [bucket ?? ""]).filter(
        (one) => !outage.gone || (outage.at === "first" && one !== bucket),
      ))
        for (const key of keysOf(distribution, name, path))
          rehearsal.regions.store(name).put(key, Buffer.from("<p>page"), {
            contentType: "text/html",
            ...(cacheControl && { cacheControl }),
          });
    for (const { page } of distribution.customErrorResponses)
      for (const name of page ? known : [])
        for (const key of keysOf(distribution, name, page?.path ?? ""))
          rehearsal.regions.store(name).put(key, Buffer.from("<p>error"), { contentType: "text/html" });
    await clock.run(clock.sleep(1_000));
    const first = asked.find(({ pattern }) => pattern === "*")?.bucket ?? asked[0]?.bucket ?? "";
    const targets =
      outage.at === "everywhere"
        ? rehearsal.regions.bucketNames
        : [outage.at === "region" ? (rehearsal.regions.regionOf(first) ?? first) : first];
    const faults = targets.map((target) => `${target}=${outage.fault}`);
    const host = distribution.aliases.find((alias) => !alias.includes("*")) ?? distribution.domainName;
    const visit = async (path: string) =>
      clock.run(rehearsal.edge.handle(viewerRequest(host, { method: "GET", path })));
    if (outage.old) {
      for (const { path } of asked) await visit(path);
      await clock.run(clock.sleep(outage.old.milliseconds));
    }
    if (!outage.gone) for (const fault of faults) rehearsal.regions.setFault(fault);
    if (outage.after !== undefined) {
      for (const { path } of asked) await visit(path);
      rehearsal.regions.clearFaults();
      await clock.run(clock.sleep(outage.after));
    }
    const got: Got[] = [];
    for (const { path, pattern } of asked) {
      const start = clock.now();
      const { status } = await visit(path);
      got.push({ pattern, status, seconds: Math.round((clock.now() - start) / 100) / 10 });
    }
    return { got, fault: faults.join(", ") };
  } finally {
    await rehearsal.close();
  }
}

function behavioursOf({ cacheBehaviors, defaultCacheBehavior }: Distribution) {
  return [...cacheBehaviors, { ...defaultCacheBehavior, pathPattern: "*" }].map((one) => ({
    pattern: one.pathPattern,
    target: one.targetOriginId,
  }));
}

/** Where the origins that read a bucket look for a path. */
function keysOf({ origins }: Distribution, bucket: string, path: string): readonly string[] {
  const own = origins.filter((origin) => bucketNameOf(origin) === bucket);
  return [...new Set(own.map(({ originPath }) => `${originPath}${path}`.slice(1)))];
}

/** The bucket that is asked first for an origin or a group. */
function bucketOf({ origins, originGroups }: Distribution, target: string): string | undefined {
  const first = originGroups.find(({ id }) => id === target)?.members[0] ?? target;
  const origin = origins.find(({ id }) => id === first);
  return origin && bucketNameOf(origin);
}

/** Each finding with its drill; a site that cannot be rehearsed is left as it is, with the reason. */
export async function withProofs<R extends { readonly findings: readonly AuditFinding[] }>(
  result: R,
  load: () => Promise<LoadedSite>,
): Promise<R & { readonly notDrilled?: string }> {
  try {
    const site = await load();
    const findings: AuditFinding[] = [];
    for (const finding of result.findings) {
      const drill = await prove(finding, site);
      findings.push(drill === undefined ? finding : { ...finding, drill });
    }
    return { ...result, findings };
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    return { ...result, notDrilled: error.message };
  }
}
