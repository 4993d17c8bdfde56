import { drill } from "../drill";
import type { Measures, UsedTraffic } from "../result";
import type { DrillOptions } from "../run/play";
import type { Scenario, TimelineStep } from "../scenario";
import type { PreparedSite } from "../site";
import type { Way } from "./ways";

/** What the same outages came to, at the same content with the same visitors, by way to keep a site. */
export interface DrillComparison {
  readonly version: 1;
  readonly seed: string;
  /** Like whom the visitors were. */
  readonly traffic: UsedTraffic;
  readonly outages: readonly Pick<Scenario, "name" | "title" | "duration">[];
  readonly ways: readonly ComparedWay[];
}

export interface ComparedWay {
  readonly name: string;
  readonly title: string;
  /** One for each outage, in their order. */
  readonly outcomes: readonly Outcome[];
}

/** What visitors saw from the beginning of the outage to the end of the drill. Milliseconds. */
export interface Outcome
  extends Pick<Measures, "availability" | "wrongAnswers" | "firstSuccess" | "normalAfterFault"> {
  readonly p99: number;
  readonly longestWait: number;
  /** Why visitors saw what they saw, where they saw anything. */
  readonly cause?: string;
}

/** Runs the outages at all of the ways. @param onRun called before each run */
export async function compare(
  ways: readonly (readonly [Way, PreparedSite])[],
  outages: readonly Scenario[],
  { seed, edgeLocations, traffic }: Pick<DrillOptions, "seed" | "edgeLocations" | "traffic">,
  onRun: (way: string, outage: string) => void = () => {},
): Promise<Omit<DrillComparison, "traffic">> {
  const compared: ComparedWay[] = [];
  for (const [way, site] of ways) {
    const outcomes: Outcome[] = [];
    for (const outage of outages) {
      onRun(way.title, outage.title);
      outcomes.push(
        await outcomeOf(site, acted(outage, way), {
          seed,
          sentinels: way.sentinels ?? [],
          ...(edgeLocations && { edgeLocations }),
          ...(traffic && { traffic }),
          objectives: {},
        }),
      );
    }
    compared.push({ name: way.name, title: way.title, outcomes });
  }
  return {
    ...{ version: 1, seed, ways: compared },
    outages: outages.map(({ name, title, duration }) => ({ name, title, duration })),
  };
}

async function outcomeOf(site: PreparedSite, outage: Scenario, options: DrillOptions): Promise<Outcome> {
  const { measures, cause } = await drill(site, outage, options);
  const { availability, wrongAnswers, firstSuccess, normalAfterFault, ttfb } = measures;
  return {
    ...{ availability, wrongAnswers, firstSuccess, normalAfterFault, p99: ttfb.p99, longestWait: ttfb.max },
    ...(cause && { cause: cause.sentence }),
  };
}

/** The outage as it is at a way: it may lack what the scenario is about, and somebody may throw its switch. */
function acted(outage: Scenario, { evacuatesAfter }: Way): Scenario {
  const { objectives: _, beyond: __, ...plain } = outage;
  const timeline: TimelineStep[] = [...outage.timeline];
  if (evacuatesAfter !== undefined) timeline.push({ at: evacuatesAfter, do: "evacuate" });
  const inOrder = timeline.toSorted((a, b) => a.at - b.at);
  return { ...plain, needs: [], objectives: {}, timeline: inOrder };
}
