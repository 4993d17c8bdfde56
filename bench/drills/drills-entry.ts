// A process of its own, for its memory: `drills-entry.ts`, or `drills-entry.ts <visits of a day>` for one long drill.
import { resolve } from "node:path";
import { shippedScenarios } from "../../drills";
import { loadScenarios } from "../../rehearsal/drill/load";
import { runDrills } from "../../rehearsal/drill/run-drills";
import { type Scenario, scenarioSchema } from "../../rehearsal/drill/scenario";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import { localSite } from "../../rehearsal/session/sites/site-source";
import { renderPage } from "../../report";
import { synthesizedExample } from "../edge/rehearsed-example";
import { turns } from "../yardstick";

const turnsOfARound = 10_000;
const yardstickRounds = 3;

/** A day in which nothing breaks: what it takes is the visitors', the edge's and the judge's. */
function dayOf(visits: number): Scenario {
  return scenarioSchema.parse({
    ...{ name: "day", title: "A day", hypothesis: "Nobody sees anything.", class: "region" },
    ...{ duration: "24h", timeline: [], traffic: { visitsPerHour: visits / 24, hour: 0 } },
  });
}

/** What the drills take, what their report takes, and what the yardstick does before and after. */
async function main(scenarios: readonly Scenario[]): Promise<void> {
  useEdgeTimeZone();
  const { config, loaded } = synthesizedExample();
  const sites = [{ name: config.name, loaded, local: localSite(config.name, loaded), config }];
  await turns(turnsOfARound);
  const before = await yardstick();
  const [drills, result] = await processorSeconds(() =>
    runDrills({ sites, project: config, root: resolve("."), scenarios, seed: "bench" }),
  );
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  const [report, page] = await processorSeconds(async () => renderPage(result));
  const requests = result.scenarios.reduce((sum, { measures }) => sum + measures.requests, 0);
  const rates = [...before, ...(await yardstick())];
  console.log(
    JSON.stringify({ drills, report, reportMb: page.length / 1e6, requests, peakMb, yardstick: rates }),
  );
}

/** Turns a second, round by round. */
async function yardstick(): Promise<number[]> {
  const rates: number[] = [];
  for (let round = 0; round < yardstickRounds; round++)
    rates.push(turnsOfARound / (await processorSeconds(() => turns(turnsOfARound)))[0]);
  return rates;
}

/** Of this process's time on the processor: other programs take theirs from the clock on the wall. */
async function processorSeconds<T>(work: () => Promise<T>): Promise<[seconds: number, T]> {
  const before = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1_000_000, done];
}

const visits = process.argv[2];
void main(
  visits === undefined
    ? [...loadScenarios(shippedScenarios, resolve("drills")).values()]
    : [dayOf(Number(visits))],
);
