import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readProject } from "../../../../config";
import { stackName } from "../../../../config/names";
import { Systems } from "../../../../rehearsal/drill/run/systems";
import { runDrills } from "../../../../rehearsal/drill/run-drills";
import { type ScenarioInput, scenarioSchema } from "../../../../rehearsal/drill/scenario";
import { VirtualClock } from "../../../../rehearsal/edge";
import { Controls } from "../../../../rehearsal/session/controls";
import { GivenOrigins } from "../../../../rehearsal/session/sites/origins";
import { ServedSites } from "../../../../rehearsal/session/sites/served-sites";
import { LiveDrill } from "../../../../rehearsal/session/watching/live-drill";
import { synthesize } from "../../../../stacks/synthesize";
import { rehearsedSites, visit } from "../support/served";

const input = { name: "docs", regions: { primary: "eu-central-1", replica: "eu-west-1" } };
const folder = mkdtempSync(join(tmpdir(), "outlast-live-deploy-"));

/** The same site, whose group does not ask the second origin on 503, as a file that a scenario names. */
function withoutFailoverOn503(): string {
  const project = readProject({ default: [input] });
  const [config] = project.sites;
  if (config === undefined) throw new Error("no site");
  const statusCodes = config.failover.statusCodes.filter((code) => code !== 503);
  const changed = { ...config, failover: { ...config.failover, statusCodes } };
  const stacks = synthesize({ ...project, sites: [changed] }, { outdir: folder });
  const file = stacks.find(({ name }) => name === stackName(config))?.file ?? "";
  return relative(resolve("drills"), file);
}

describe("a drill at what is served that deploys another Terraform file", () => {
  const clock = new VirtualClock();
  const systems = new Systems(Math.random);
  const sites = new ServedSites(rehearsedSites(input), {
    ...{ origins: new GivenOrigins([]), readings: {}, clock, between: systems.between },
    ...{ onUnreachableOrigin: () => {}, onFunctionLog: () => {} },
  });
  const pages: string[] = [];
  const { record } = new Controls(sites, {});
  const live = new LiveDrill({ sites, systems, record, keep: (kept) => pages.push(kept) });
  const file = withoutFailoverOn503();
  const scenario = (terraform: string) =>
    scenarioSchema.parse({
      ...{ name: "deploys", title: "A deployment", hypothesis: "Visitors see nothing.", class: "region" },
      ...{ duration: "2m", steady: "5s", traffic: { visitsPerHour: 2_400, options: 0 } },
      timeline: [
        { at: "10s", do: "deploy", terraform },
        { at: "19s", do: "clear-caches" },
        { at: "20s", target: "primary", fault: "503", for: "60s" },
      ],
    } satisfies ScenarioInput);
  const passes = async (seconds: number) => {
    for (let left = seconds; left > 0; left--) await clock.advance(1_000);
  };
  const home = async () => {
    for (const location of sites.rehearsal.locations) location.clear();
    const visited = visit(sites, "localhost");
    await clock.run(visited);
    return (await visited).status;
  };
  const inOutage = async () => {
    const { id } = sites.rehearsal.regions.setFault("primary=503");
    const status = await home();
    sites.rehearsal.regions.clearFault(id);
    return status;
  };

  beforeAll(async () => {
    sites.rehearsal.replicationLag = 0;
    await sites.load();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await sites.rehearsal.close();
  });

  it("serves what that says, judges what visitors got by it, and puts back what was served", async () => {
    await live.begin(scenario(file), 1, "docs");
    await passes(10);
    expect(await inOutage()).toBe(200);
    await passes(20);
    expect(await home()).toBe(503);
    await passes(100);
    expect(live.shown).toMatchObject({ verdict: "broken" });
    expect(pages.at(-1)).toContain("503 is not among the codes");
    expect(await inOutage()).toBe(200);
  });

  it("comes to the same on the virtual clock", async () => {
    const [site] = sites.all;
    if (site?.config === undefined) throw new Error("no site");
    const drills = { sites: [site], project: site.config, root: resolve("."), seed: "test" };
    const { scenarios } = await runDrills({ ...drills, scenarios: [scenario(file)] });
    expect(scenarios[0]).toMatchObject({ verdict: "broken", cause: { code: "code-not-in-criteria" } });
  });

  it("refuses a file that is not there, or is no Terraform, before anything has happened", async () => {
    const begins = (terraform: string) => live.begin(scenario(terraform), 1, "docs");
    await expect(begins("nowhere.tf.json")).rejects.toThrow(
      /deploys drills\/nowhere.tf.json, which is not there/,
    );
    await expect(begins("index.ts")).rejects.toThrow(/deploys drills\/index.ts: .*: .*JSON/);
    expect(live.shown?.verdict).toBe("broken");
  });
});
