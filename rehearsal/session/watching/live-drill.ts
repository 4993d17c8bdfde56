import { setMaxListeners } from "node:events";
import { renderPage, summary } from "../../../report";
import { bucketFaults } from "../../drill/check";
import { chosenScenarios } from "../../drill/load";
import { resultVersion, type ScenarioResult } from "../../drill/result";
import type { Hand } from "../../drill/run/stage";
import { type FaultStep, type Scenario, systems, type TimelineStep } from "../../drill/scenario";
import type { PreparedSite } from "../../drill/site";
import { type ControlActions, ControlError } from "../../server";
import { optionalText, requireText, taking } from "../fault-controls";
import { knownScenarios } from "./known-scenarios";
import { hastened, type LiveGround, playLive, preparedLive } from "./live-stage";
import { refused } from "./refused";
import type { SessionRecord } from "./session-record";
import type { PicturedFault, PicturedLiveDrill } from "./shown";

export interface LiveDrillParts extends LiveGround {
  readonly record: SessionRecord;
  /** Keeps a page, and says under which id. */
  readonly keep: (page: string) => number;
}

/** It takes at most so long; in milliseconds. */
const longest = 600_000;
const fastest = 60;

/** A scenario on the clock on the wall, at what is served: the drill's own engine plays it and judges it. */
export class LiveDrill {
  readonly #parts: LiveDrillParts;
  readonly #broken = new Map<TimelineStep, PicturedFault>();
  #shown: PicturedLiveDrill | undefined;
  #stopping: AbortController | undefined;
  #hand: Hand | undefined;

  constructor(parts: LiveDrillParts) {
    this.#parts = parts;
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "POST /live-drill": taking(["scenario", "speed", "site"], async ({ scenario, speed = 1, site }) => {
        if (typeof speed !== "number" || !(speed >= 1 && speed <= fastest))
          throw new ControlError(`speed: expected a number from 1 to ${fastest}`);
        const name = optionalText(site, "site") ?? this.#parts.sites.names[0] ?? "";
        return this.begin(await scenarioNamed(requireText(scenario, "scenario")), speed, name);
      }),
      "POST /stop-drill": taking([], () => this.stop()),
    };
  }

  /** The one that runs, or that ran last. */
  get shown(): PicturedLiveDrill | undefined {
    return this.#shown;
  }

  /** What it has broken that no fault of a region is: functions, stores, policies, the edge. */
  get faults(): readonly PicturedFault[] {
    return [...this.#broken.values()];
  }

  /** Somebody has released or rolled back by hand. */
  published(what: "release" | "rollback"): void {
    this.#hand?.tookBack(what === "release" ? "live" : undefined);
  }

  /**
   * Begins a scenario; `shown` says when it ends and what it came to.
   * @throws {ControlError} for what the site has not, and while another one runs
   */
  async begin(scenario: Scenario, speed: number, site: string): Promise<PicturedLiveDrill> {
    if (this.#stopping !== undefined)
      throw new ControlError("a drill is running; the next one can when it is over");
    if (scenario.duration / speed > longest)
      throw new ControlError(
        `${scenario.name} takes ${Math.ceil(scenario.duration / speed / 60_000)} min, and ten are the most: speed ${Math.ceil(scenario.duration / longest)} or more`,
      );
    const stopping = new AbortController();
    // One for each step and each visitor.
    setMaxListeners(0, stopping.signal);
    this.#stopping = stopping;
    try {
      const prepared = await preparedLive(this.#parts, site, scenario);
      const quick = hastened(scenario, speed);
      const since = this.#parts.sites.rehearsal.clock.now();
      const until = since + quick.steady + quick.duration;
      const begun = { scenario: scenario.name, title: scenario.title, speed, since, until };
      this.#shown = begun;
      void this.#run(prepared, quick, begun, stopping).finally(() => {
        this.#stopping = undefined;
      });
      return begun;
    } catch (error) {
      this.#stopping = undefined;
      return refused(error);
    }
  }

  /** Mends what it has broken, and judges what there was. */
  stop(): void {
    this.#stopping?.abort();
  }

  async #run(
    site: PreparedSite,
    scenario: Scenario,
    begun: PicturedLiveDrill,
    stopping: AbortController,
  ): Promise<void> {
    const { keep, record, sites } = this.#parts;
    const { clock } = sites.rehearsal;
    const { signal: over } = stopping;
    const own = new Set<object>();
    clock.sleep(begun.until - begun.since, over).then(
      () => stopping.abort(),
      () => {},
    );
    let result: ScenarioResult;
    try {
      result = await playLive(this.#parts, site, scenario, begun.speed, {
        ...{ clock, over },
        onBegun: (hand) => {
          this.#hand = hand;
        },
        onStep: (step, isOver) => this.#note(step, isOver, own),
      });
    } catch (error) {
      this.#shown = { ...begun, until: clock.now(), id: 0, verdict: "skipped", summary: String(error) };
      return;
    } finally {
      stopping.abort();
      this.#hand = undefined;
    }
    const told = withHands(result, record, own, begun.since + scenario.steady);
    const id = keep(
      renderPage({
        version: resultVersion,
        ...{ seed: "live", traffic: { source: "made-up" }, live: { speed: begun.speed } },
        scenarios: [told],
      }),
    );
    const { verdict } = told;
    this.#shown = {
      ...begun,
      until: Math.min(begun.until, clock.now()),
      id,
      verdict,
      summary: summary([told]),
    };
  }

  /** What the drill does is remembered with the session, as what people do. */
  #note(step: TimelineStep, isOver: boolean, own: Set<object>): void {
    const { record, sites } = this.#parts;
    for (const outage of record.look()) own.add(outage);
    if ("do" in step) own.add(record.did({ do: step.do, ...(step.paths && { paths: step.paths }) }));
    if (!("fault" in step) || !isBeside(step)) return;
    const { fault, target } = step;
    if (isOver) this.#broken.delete(step);
    else
      this.#broken.set(step, {
        ...{ fault: `${target}: ${fault}`, target, since: sites.rehearsal.clock.now() },
      });
  }
}

/** Whether it is none of the faults that regions know, and list. */
function isBeside({ fault, target }: FaultStep): boolean {
  return Object.hasOwn(systems, target) || bucketFaults.some((one) => one === fault);
}

/** A result with what people did meanwhile. */
function withHands(
  result: ScenarioResult,
  record: SessionRecord,
  own: ReadonlySet<object>,
  zero: number,
): ScenarioResult {
  const { series, timeline } = result;
  const end = series.from + series.right.length * series.step;
  const byHand = record
    .happenings(own)
    .map(({ at, until, ...happening }) => ({
      ...{ ...happening, at: at - zero },
      ...(until !== undefined && { until: until - zero }),
    }))
    .filter(({ at, until = end }) => at < end && until > series.from);
  return {
    ...result,
    timeline: [...timeline, ...byHand].toSorted((one, other) => one.at - other.at),
  };
}

/** One that ships, or of the project's own. @throws {ControlError} for a name that is none of them, and what is wrong with one */
async function scenarioNamed(name: string): Promise<Scenario> {
  try {
    return chosenScenarios(await knownScenarios(), [name.slice(0, 80)])[0] as Scenario;
  } catch (error) {
    return refused(error);
  }
}
