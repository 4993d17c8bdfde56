import { basename } from "node:path";
import { OutlastError, type Problem } from "../../../errors/outlast-error";
import type { TrafficProfile } from "../../../traffic/profile";
import { expectedVisits } from "../check";
import { drillProblem } from "../load";
import type { UsedTraffic } from "../result";
import type { Scenario } from "../scenario";
import type { PreparedSite } from "../site";
import { likeProfile, type ProfiledTraffic } from "./profiled";

/** A profile that somebody gives, and the file that it is of. */
export interface GivenProfile {
  readonly file: string;
  readonly profile: TrafficProfile;
}

/** What a result says of who came. */
export function usedTraffic(given: GivenProfile | undefined): UsedTraffic {
  if (given === undefined) return { source: "made-up" };
  const { from, pageViews, to } = given.profile;
  return { source: "profile", file: basename(given.file).replace(/\p{C}/gu, "?"), from, to, pageViews };
}

export interface GivenTraffic {
  readonly model: ProfiledTraffic;
  /** What of it is thinned out, a line each. */
  readonly warnings: readonly string[];
  problemsAt(site: Pick<PreparedSite, "name" | "oracle">): readonly Problem[];
}

/**
 * A profile as the traffic of these scenarios.
 * @throws {OutlastError} where nobody opens a page in it, or for every scenario in which nobody would come
 */
export function givenTraffic({ file, profile }: GivenProfile, scenarios: readonly Scenario[]): GivenTraffic {
  if (profile.pageViews === 0)
    throw new OutlastError([drillProblem("DRILL_TRAFFIC", `${file} has no page view`, another)]);
  const model = likeProfile(profile);
  const { visitsPerHour } = model.shape;
  const empty = scenarios.filter((scenario) => expectedVisits(scenario, visitsPerHour) < 1);
  if (empty.length > 0)
    throw new OutlastError(
      empty.map(({ name }) =>
        drillProblem("DRILL_TRAFFIC", `${name}: fewer than one visit is expected by ${file}`),
      ),
    );
  return {
    model,
    warnings: scenarios.flatMap(({ duration, name, steady }) => {
      const times = model.standsFor(duration + steady);
      return times > 1 ? [`${name}: each visit stands for ${times.toFixed(1)} of ${file}`] : [];
    }),
    problemsAt: ({ name, oracle }) =>
      model.knows(oracle.ranked) > 0
        ? []
        : [drillProblem("DRILL_TRAFFIC", `${file} has requests for no page of ${name}`, another)],
  };
}

const another = "Make a profile of this site's own logs: `npx outlast traffic <logs> --out traffic.json`.";
