import type { SiteConfig } from "../../config";
import type { Objectives, ScenarioClass } from "./scenario";

const byClass = {
  region: "region",
  "both-regions": "bothRegions",
  release: "release",
  function: "function",
  edge: "edge",
  "control-plane": "controlPlane",
} as const satisfies Record<ScenarioClass, keyof SiteConfig["objectives"]["availability"]>;

/** What a config promises for a class of scenarios, in milliseconds. */
export function objectivesOf(
  { objectives }: Pick<SiteConfig, "objectives">,
  kind: ScenarioClass,
): Objectives {
  const { availability, p99, longestWait, recovery, staleness, wrongAnswers } = objectives;
  return {
    availability: availability[byClass[kind]],
    p99: p99 * 1_000,
    longestWait: longestWait * 1_000,
    recovery: recovery * 1_000,
    staleness: staleness * 1_000,
    wrongAnswers,
  };
}
