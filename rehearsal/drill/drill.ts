import { chance } from "./random";
import type { ScenarioResult } from "./result";
import { type DrillOptions, play, shapeOf } from "./run/play";
import { Systems } from "./run/systems";
import { controlPlane } from "./run/timeline";
import type { Scenario } from "./scenario";
import { drillLatency, invalidateEverywhere, type PreparedSite, staged } from "./site";

/** Runs a scenario at a site, on a clock of its own, and judges it by what visitors saw. */
export async function drill(
  site: PreparedSite,
  scenario: Scenario,
  options: DrillOptions,
): Promise<ScenarioResult> {
  const stream = (purpose: string) => chance(options.seed, scenario.name, purpose);
  const traffic = shapeOf(scenario, options);
  const systems = new Systems(stream("cuts"));
  const { clock, rehearsal, publisher } = await staged(
    site,
    Date.UTC(2030, 0, 1) + traffic.hour * 3_600_000,
    stream("edge"),
    (staging) => (paths) => {
      if (systems.controlPlaneDown) throw new Error(controlPlane);
      invalidateEverywhere(staging, paths);
    },
    {
      locations: traffic.locations.length,
      latency: drillLatency,
      between: systems.between,
      replicationLag: scenario.replicationLag,
    },
  );
  try {
    const stage = { rehearsal, publisher, systems, clock, part: () => rehearsal.site, lead: 60_000 };
    return await clock.run(play(stage, site, scenario, options));
  } finally {
    await rehearsal.close();
  }
}
