import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { OutlastError } from "../../../errors/outlast-error";
import { projectRoot } from "../../../project/own-project";
import { type CountedSession, renderSession } from "../../../report/page/session";
import { faultText } from "../../drill/check";
import type { DrillVerdict } from "../../drill/result";
import type { Objectives, Scenario, ScenarioClass, TimelineStep } from "../../drill/scenario";
import type { Clock } from "../../edge";
import { type ControlActions, ControlError } from "../../server";
import type { Controls } from "../controls";
import { requireText, taking } from "../fault-controls";
import { judgeSeconds, liveProblems } from "./live-judge";
import type { PicturedLiveDrill, SeenSecond } from "./shown";

export interface LiveDrillParts {
  readonly clock: Clock;
  readonly controls: Pick<
    Controls,
    "setFault" | "mend" | "targets" | "serveFrom" | "invalidate" | "clearCache" | "record"
  >;
  readonly seconds: () => readonly SeenSecond[];
  /** Made-up visitors, who come while nobody else does. */
  readonly visitors: { readonly perMinute: number; set(perMinute: number): void };
  /** What is promised for a class of scenarios. */
  readonly promised: (kind: ScenarioClass) => Objectives;
  /** Keeps a page, and says under which id. */
  readonly keep: (page: string) => number;
}

/** Seconds are kept for so long; in milliseconds. */
const longest = 600_000;
const fastest = 60;
/** Visits a minute where nobody sends any. */
const usualVisits = 120;
/** Until the last second is over that visitors were seen in. */
const afterwards = 1_500;

/** A scenario on the clock on the wall, at what is served: what visitors got meanwhile says how it went. */
export class LiveDrill {
  readonly #parts: LiveDrillParts;
  #shown: PicturedLiveDrill | undefined;
  #stopping: AbortController | undefined;

  constructor(parts: LiveDrillParts) {
    this.#parts = parts;
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "POST /live-drill": taking(["scenario", "speed"], async ({ scenario, speed = 1 }) => {
        if (typeof speed !== "number" || !(speed >= 1 && speed <= fastest))
          throw new ControlError(`speed: expected a number from 1 to ${fastest}`);
        return this.begin(await scenarioNamed(requireText(scenario, "scenario")), speed);
      }),
      "POST /stop-drill": taking([], () => this.stop()),
    };
  }

  /** The one that runs, or that ran last. */
  get shown(): PicturedLiveDrill | undefined {
    return this.#shown;
  }

  /**
   * Begins a scenario; `shown` says when it ends and what it came to.
   * @throws {ControlError} for one that can be run on the virtual clock alone, and while another one runs
   */
  begin(scenario: Scenario, speed: number): PicturedLiveDrill {
    if (this.#stopping !== undefined)
      throw new ControlError("a drill is running; the next one can when it is over");
    const took = scenario.duration / speed;
    const problems = liveProblems(scenario);
    if (took > longest)
      problems.push(
        `it takes ${Math.ceil(took / 60_000)} min and seconds are kept for ten: speed ${Math.ceil(scenario.duration / longest)} or more`,
      );
    if (problems.length > 0)
      throw new ControlError(`${scenario.name} cannot be run live: ${problems.join("; ")}`);
    const since = this.#parts.clock.now();
    const begun = { scenario: scenario.name, title: scenario.title, speed, since, until: since + took };
    this.#shown = begun;
    const stopping = new AbortController();
    // One for each step.
    setMaxListeners(0, stopping.signal);
    this.#stopping = stopping;
    void this.#run(scenario, begun, stopping).finally(() => {
      this.#stopping = undefined;
    });
    return begun;
  }

  /** Mends what it has broken, and judges what there was. */
  stop(): void {
    this.#stopping?.abort();
  }

  async #run(scenario: Scenario, begun: PicturedLiveDrill, stopping: AbortController): Promise<void> {
    const { signal } = stopping;
    const { clock, visitors } = this.#parts;
    const { since, speed, until } = begun;
    const broken = new Set<string>();
    const sends = visitors.perMinute === 0;
    if (sends) visitors.set(usualVisits);
    try {
      const steps = scenario.timeline.map((step) => this.#step(step, since, speed, broken, signal));
      await Promise.all([...steps, clock.sleep(until - since, signal)]);
    } catch {
      // It was stopped, or a step could not be done: the others are left, and what there was is judged.
      stopping.abort();
    }
    for (const fault of broken) this.#mend(fault);
    const ended = clock.now();
    await clock.sleep(afterwards);
    if (sends && this.#parts.visitors.perMinute === usualVisits) visitors.set(0);
    const { id, summary, verdict } = this.#judge(scenario, begun, ended);
    this.#shown = { ...begun, until: ended, id, summary, verdict };
  }

  async #step(
    step: TimelineStep,
    since: number,
    speed: number,
    broken: Set<string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, controls } = this.#parts;
    const wait = (ms: number) => clock.sleep(Math.max(0, ms / speed), signal);
    await clock.sleep(Math.max(0, since + step.at / speed - clock.now()), signal);
    if ("mend" in step) {
      const targets = step.mend === "all" ? undefined : this.#targets(step.mend);
      for (const fault of [...broken])
        if (
          targets === undefined ||
          targets.some((one) => fault.startsWith(`${one}=`) || fault.startsWith(`${one}:`))
        )
          this.#mend(fault, broken);
      return;
    }
    if ("do" in step) {
      await wait(step.takes ?? 0);
      if (step.do === "evacuate" || step.do === "return")
        controls.serveFrom(step.do === "evacuate" ? "replica" : "primary", undefined, true);
      else if (step.do === "invalidate") controls.invalidate(step.paths ?? ["/*"]);
      else controls.clearCache();
      return;
    }
    const faults = this.#targets(step.target).map((target) => faultText(step, target));
    const set = () => {
      for (const fault of faults) {
        controls.setFault(fault);
        broken.add(fault);
      }
    };
    const mend = () => {
      for (const fault of faults) this.#mend(fault, broken);
    };
    set();
    if (step.flapping === undefined) {
      if (step.for === undefined) return;
      await wait(step.for);
    } else
      for (
        let left = step.for ?? Number.POSITIVE_INFINITY, on = true;
        left > 0;
        left -= step.flapping, on = !on
      ) {
        if (on) set();
        else mend();
        await wait(Math.min(left, step.flapping));
      }
    mend();
  }

  #targets(target: string): readonly string[] {
    return target === "primary" || target === "replica" ? this.#parts.controls.targets(target) : [target];
  }

  /** Somebody may have mended it by hand. */
  #mend(fault: string, broken?: Set<string>): void {
    broken?.delete(fault);
    try {
      this.#parts.controls.mend(fault);
    } catch {
      // It is mended.
    }
  }

  #judge(scenario: Scenario, { since, speed }: PicturedLiveDrill, ended: number) {
    const { controls, keep, promised } = this.#parts;
    const seconds = this.#parts.seconds().filter(({ at }) => at >= since - 1_000 && at <= ended);
    const happenings = controls.record
      .happenings()
      .filter(({ at, until = ended }) => at < ended && until > since);
    const faults = happenings.filter(({ kind }) => kind === "fault");
    const mended = Math.max(since, ...faults.map(({ at, until }) => until ?? at));
    const objectives = judgeSeconds(
      { ...promised(scenario.class), ...scenario.objectives },
      seconds,
      Math.min(mended, ended),
    );
    const requests = seconds.reduce((sum, second) => sum + second.requests, 0);
    const isHeld = objectives.every(({ held }) => held);
    const verdict: DrillVerdict =
      requests === 0 ? "skipped" : isHeld ? "held" : scenario.beyond === undefined ? "broken" : "beyond";
    const missed = objectives.filter(({ held }) => !held).map(({ objective }) => objective);
    const summary =
      requests === 0
        ? "Nobody came, so nothing was seen."
        : `${requests} requests; ${missed.length === 0 ? "every objective that seconds show was held" : `missed: ${missed.join(", ")}`}.`;
    const counted: CountedSession = {
      ...{ from: since, to: Math.max(ended, since + 1_000), zero: since, step: 1_000, span: "While it ran" },
      ...{ title: scenario.title, seconds, happenings, verdict, objectives },
      remark: `${scenario.hypothesis} Run live at ${speed} times its speed, which waits for origins do not share. Availability is of requests, times are of seconds; how old content was, and whether it was right, only the virtual clock's drill says.`,
    };
    return { id: keep(renderSession(counted)), verdict, summary };
  }
}

/** One that ships, or of the project's own. @throws {ControlError} for a name that is none of them, and what is wrong with one */
async function scenarioNamed(name: string): Promise<Scenario> {
  const [{ shippedScenarios }, { chosenScenarios, loadScenarios }] = await Promise.all([
    import("../../../drills"),
    import("../../drill/load"),
  ]);
  try {
    const all = loadScenarios(shippedScenarios, join(projectRoot(), "drills"));
    return chosenScenarios(all, [name.slice(0, 80)])[0] as Scenario;
  } catch (error) {
    throw error instanceof OutlastError ? new ControlError(error.message) : error;
  }
}
