import { resolve } from "node:path";
import { OutlastError } from "../../../errors/outlast-error";
import { ownSites, projectRoot } from "../../../project/own-project";
import { drillContent, type StateName } from "../../drill/content/content";
import { ownPublisher, syncPublisher } from "../../drill/content/publisher";
import { objectivesOf } from "../../drill/promised";
import type { ScenarioResult } from "../../drill/result";
import { play } from "../../drill/run/play";
import type { Stage } from "../../drill/run/stage";
import type { Systems } from "../../drill/run/systems";
import { controlPlane } from "../../drill/run/timeline";
import { deployed, misfits } from "../../drill/run-drills";
import type { Scenario, TimelineStep } from "../../drill/scenario";
import { invalidateEverywhere, type PreparedSite, prepareSite } from "../../drill/site";
import type { TrafficModel } from "../../drill/traffic/model";
import { madeUpVisitors, usualTraffic } from "../../drill/traffic/visitors";
import type { Clock } from "../../edge";
import { ControlError } from "../../server";
import type { ServedSites } from "../sites/served-sites";

/** What is served, and what can be broken of it. */
export interface LiveGround {
  readonly sites: ServedSites;
  readonly systems: Systems;
}

/** Milliseconds for which visitors are watched before anything happens. */
const watched = 5_000;
/** Visits an hour at least: fewer show nothing in a minute. At most as many as a laptop's edge serves beside others. */
const visits = { least: 7_200, most: 36_000 };
const publishing: readonly string[] = ["release", "bad-release", "rollback", "take-down"];

/** The same scenario in less time; what is waited for at origins is nobody's to hasten. */
export function hastened(scenario: Scenario, speed: number): Scenario {
  const { duration, replicationLag, steady, timeline, traffic } = scenario;
  const less = <Key extends string>(step: { readonly [K in Key]?: unknown }, ...keys: readonly Key[]) =>
    Object.fromEntries(
      keys.flatMap((key) => (typeof step[key] === "number" ? [[key, (step[key] as number) / speed]] : [])),
    );
  const perHour = (traffic.visitsPerHour ?? usualTraffic.visitsPerHour) * speed;
  return {
    ...scenario,
    duration: duration / speed,
    replicationLag: replicationLag / speed,
    steady: Math.min(steady, watched),
    timeline: timeline.map((step) => ({ ...step, ...less(step, "at", "for", "flapping", "takes", "pace") })),
    traffic: {
      ...traffic,
      visitsPerHour: Math.min(visits.most, Math.max(visits.least, perHour)),
      ...(traffic.spikes && {
        spikes: traffic.spikes.map((spike) => ({ ...spike, at: spike.at / speed, for: spike.for / speed })),
      }),
    },
  };
}

/** Visitors who read so many times as fast. */
function hasty(speed: number): TrafficModel {
  return {
    *visits(setting) {
      for (const visit of madeUpVisitors.visits(setting))
        yield { ...visit, views: visit.views.map(({ after, rank }) => ({ rank, after: after / speed })) };
    },
  };
}

/**
 * A site that is served, with what is right of it.
 * @throws {ControlError} for one that has no content here, or not what the scenario is aimed at
 */
export async function preparedLive(
  { sites }: LiveGround,
  name: string,
  scenario: Scenario,
): Promise<PreparedSite> {
  const site = sites.all.find((one) => one.name === name);
  if (site === undefined)
    throw new ControlError(`site: there is no ${name.slice(0, 80)}; there is ${sites.names.join(", ")}`);
  const { config, loaded, local } = site;
  const folder = sites.folderOf(site);
  if (folder === undefined)
    throw new ControlError(`${name} has no content here: --origin <id>=<folder> gives it some`);
  const states: StateName[] = scenario.timeline.some(isPublishing) ? ["live", "next", "bad"] : ["live"];
  const content = await drillContent(resolve(folder), config ?? projectOf(), states);
  const drilled = { name, loaded, host: local.host, ...(config && { config }) };
  const prepared = await prepareSite(drilled, content, "live", sites.clients);
  const problems = misfits(prepared, scenario, projectRoot());
  if (problems.length === 0) return prepared;
  prepared.close();
  throw new ControlError(new OutlastError(problems).message);
}

/** Whose types of files somebody else's site has. */
function projectOf() {
  const [first] = ownSites();
  if (first === undefined) throw new ControlError("no project says how files are published");
  return first;
}

function isPublishing(step: TimelineStep): boolean {
  return "do" in step && publishing.includes(step.do);
}

/**
 * Plays a scenario at what is served, with visitors of its own, until it is over. Afterwards all is as it was: buckets,
 * content and its history, policies, what is deployed, and the lag of replication.
 */
export async function playLive(
  { sites, systems }: LiveGround,
  site: PreparedSite,
  scenario: Scenario,
  speed: number,
  heard: Pick<Stage, "onStep" | "onBegun"> & { readonly clock: Clock; readonly over: AbortSignal },
): Promise<ScenarioResult> {
  const { rehearsal } = sites;
  const { over } = heard;
  const clock = {
    now: () => heard.clock.now(),
    sleep: (ms: number) => heard.clock.sleep(Math.max(0, ms), over),
    hold: <T>(work: Promise<T>) => work,
  };
  let part = sites.part(site.name) ?? site.loaded;
  const parts = {
    ...{ rehearsal, clock, over, random: Math.random, part: () => part },
    invalidate: (paths: readonly string[]) => {
      if (systems.controlPlaneDown) throw new Error(controlPlane);
      invalidateEverywhere(rehearsal, paths, part);
    },
  };
  const publisher = site.config ? ownPublisher(site.config, parts) : syncPublisher(parts);
  const stage: Stage = { ...heard, ...parts, publisher, systems, clock, lead: 0 };
  const lag = rehearsal.replicationLag;
  const bringBack = rehearsal.regions.remember();
  rehearsal.replicationLag = scenario.replicationLag;
  if (scenario.caches === "cold") for (const location of rehearsal.locations) location.clear();
  const { config = projectOf() } = site;
  try {
    return await play(stage, site, scenario, {
      seed: "live",
      sentinels: [],
      objectives: objectivesOf(config, scenario.class),
      edgeLocations: config.visitors.edgeLocations,
      traffic: hasty(speed),
      loaded(file) {
        part = deployed(file, site, projectRoot());
        return sites.joinedWith(site.name, part);
      },
    });
  } finally {
    systems.onAsked = () => {};
    const hasChanged = scenario.timeline.some((one) => isPublishing(one) || isDeletion(one));
    if (hasChanged) {
      bringBack();
      for (const location of rehearsal.locations) location.clear();
    }
    sites.redeploy();
    // What has been edited meanwhile is released.
    if (hasChanged) await sites.load();
    rehearsal.replicationLag = lag;
    site.close();
  }
}

function isDeletion(step: TimelineStep): boolean {
  return "fault" in step && step.fault === "bucket-deleted";
}
