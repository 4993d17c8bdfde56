import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject, type SiteInput } from "../../../../config";
import { stackName } from "../../../../config/names";
import type { RehearsedSite } from "../../../../rehearsal/content/rehearsed-site";
import { HeaderMap } from "../../../../rehearsal/edge";
import { GivenOrigins } from "../../../../rehearsal/session/sites/origins";
import { ServedSites } from "../../../../rehearsal/session/sites/served-sites";
import { localSite, siteOfFile } from "../../../../rehearsal/session/sites/site-source";
import { loadTerraformFile } from "../../../../rehearsal/terraform";
import { synthesize } from "../../../../stacks/synthesize";

/** Sites as a project has them, synthesized and read back. */
export function rehearsedSites(...inputs: readonly SiteInput[]): RehearsedSite[] {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-sites-"));
  try {
    const project = readProject({ default: inputs });
    const stacks = synthesize(project, { outdir });
    return project.sites.map((config) => {
      const file = stacks.find(({ name }) => name === stackName(config))?.file ?? "";
      const loaded = loadTerraformFile(file, { deployment: config.name });
      return { name: config.name, loaded, local: localSite(config.name, loaded), config };
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The site of somebody else's plan, as `--from` reads it, after an edit of its text. */
export async function siteOfPlan(name: string, edit = (text: string) => text): Promise<RehearsedSite> {
  const folder = mkdtempSync(join(tmpdir(), "outlast-plan-"));
  try {
    const file = join(folder, "plan.json");
    writeFileSync(file, edit(readFileSync(`__tests__/fixtures/hcl/${name}/plan.json`, "utf8")));
    return siteOfFile(file, loadTerraformFile(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those sites, served with the content of the example, or with what `--origin` gives. */
export async function serve(
  sites: readonly RehearsedSite[],
  origins: readonly string[] = [],
): Promise<ServedSites> {
  const served = new ServedSites(sites, {
    ...{ origins: new GivenOrigins(origins), readings: {} },
    onUnreachableOrigin: () => {},
    onFunctionLog: () => {},
  });
  served.rehearsal.replicationLag = 0;
  await served.load();
  return served;
}

/** What a visitor gets under a name of this machine: status, and the origins asked with what came of it. */
export async function visit(served: ServedSites, hostHeader: string, path = "/") {
  const answer = await served.rehearsal.edge.handle({
    ...{ method: "GET", scheme: "https", httpVersion: "1.1", path, query: "", clientIp: "127.0.0.1" },
    headers: new HeaderMap({ host: served.hosts.canonical(hostHeader) }),
  });
  return {
    status: answer.status,
    site: served.nameOf(answer.trace.distributionId),
    origins: answer.trace.origins.map(({ originId, outcome }) => [originId, outcome]),
    cacheControl: answer.headers.get("cache-control"),
    body: Buffer.from(answer.body).toString(),
  };
}
