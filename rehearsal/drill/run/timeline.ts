import { formatMilliseconds } from "../../../facts/duration";
import type { Rehearsal } from "../../assembly/rehearsal";
import type { LoadedSite } from "../../terraform";
import { faultText } from "../check";
import type { ContentState, StateName } from "../content/content";
import { toldOf } from "../content/publisher";
import type { Judge } from "../judge/judge";
import type { Oracle } from "../judge/oracle";
import type { TimelineEvent } from "../result";
import type { FaultStep, MendStep, OperatorStep, Scenario, TimelineStep } from "../scenario";
import type { FaultRecord, Log } from "./record";
import type { Stage } from "./stage";

export interface TimelineParts {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly oracle: Oracle;
  readonly states: readonly ContentState[];
  readonly log: Log;
  readonly zero: number;
  readonly invalidate: (paths: readonly string[]) => void;
  /** The site that a `deploy` step names. */
  readonly loaded: (terraform: string | undefined) => LoadedSite;
}

type Event = { -readonly [Key in keyof TimelineEvent]: TimelineEvent[Key] };

/** Does what a scenario's timeline says, when it says it. */
export class Timeline {
  readonly events: Event[] = [];
  readonly #parts: TimelineParts;
  /** How each fault that is on ends. */
  readonly #on = new Map<string, () => void>();
  #state: StateName = "live";
  #before: StateName = "live";

  constructor(parts: TimelineParts) {
    this.#parts = parts;
  }

  /** Resolves when every step is done. */
  async play({ timeline }: Pick<Scenario, "timeline">): Promise<void> {
    await Promise.all(timeline.map((step) => this.#step(step)));
  }

  /** Mends all that is still broken. */
  mendAll(): void {
    for (const end of [...this.#on.values()]) end();
  }

  /** Somebody has taken the last release back by hand, or published the site's own content again. */
  tookBack(state = this.#before): void {
    const { judge, stage } = this.#parts;
    [this.#before, this.#state] = [this.#state, state];
    judge.begin(state, stage.clock.now());
    judge.complete(stage.clock.now());
  }

  async #step(step: TimelineStep): Promise<void> {
    const { zero } = this.#parts;
    const { clock, onStep = () => {} } = this.#parts.stage;
    await clock.sleep(zero + step.at - clock.now());
    if (step.phase !== undefined) this.#tell({ kind: "phase", text: step.phase });
    if ("fault" in step) return this.#fault(step, onStep);
    if ("mend" in step) this.#mend(step);
    else await this.#operate(step);
    onStep(step, true);
  }

  async #fault(step: FaultStep, onStep: NonNullable<Stage["onStep"]>): Promise<void> {
    const { clock } = this.#parts.stage;
    const { target, fault, share, keys, flapping } = step;
    const where = keys === undefined ? target : `${target}:/${keys}`;
    const event = this.#tell({
      kind: "fault",
      text: `${where}: ${fault}${share === undefined ? "" : `, ${share * 100}%`}${flapping === undefined ? "" : `, on and off every ${formatMilliseconds(flapping)}`}`,
      until: null,
    });
    const record: FaultRecord = {
      at: event.at,
      until: null,
      origins: originsOf(this.#parts.stage, target),
    };
    this.#parts.log.faults.push(record);
    const name = `${target} ${this.events.length}`;
    let isOver = false;
    let mend = this.#set(step);
    this.#on.set(name, () => {
      isOver = true;
      mend();
      event.until = this.#now();
      record.until = event.until;
      this.#on.delete(name);
      onStep(step, true);
    });
    onStep(step, false);
    const end = step.for === undefined ? Number.POSITIVE_INFINITY : clock.now() + step.for;
    if (flapping === undefined) {
      if (step.for !== undefined) await clock.sleep(step.for);
    } else {
      for (let on = false; clock.now() + flapping <= end && !isOver; on = !on) {
        await clock.sleep(flapping);
        if (isOver) return;
        if (on) mend = this.#set(step);
        else mend();
      }
    }
    if (step.for !== undefined) this.#on.get(name)?.();
  }

  /** Breaks something, and returns what mends it. */
  #set(step: FaultStep): () => void {
    const { target, fault, share } = step;
    const { rehearsal, systems } = this.#parts.stage;
    const { regions } = rehearsal;
    if (target === "edge") {
      systems.edge = fault as "errors" | "dns";
      return () => {
        systems.edge = undefined;
      };
    }
    if (target === "control-plane") {
      systems.controlPlaneDown = true;
      return () => {
        systems.controlPlaneDown = false;
      };
    }
    if (target === "key-value-store") {
      systems.storesUnreadable = true;
      return () => {
        systems.storesUnreadable = false;
      };
    }
    if (target === "viewer-request" || target === "headers") {
      systems.functions.set(target, { fault: fault as "throws" | "exceeds-limits" });
      return () => systems.functions.delete(target);
    }
    const buckets = bucketsOf(this.#parts.stage, target);
    if (fault === "policy-removed") {
      for (const name of buckets) regions.setPolicy(name, undefined);
      return () => {
        for (const { name, policy } of rehearsal.site.buckets)
          if (buckets.includes(name)) regions.setPolicy(name, policy);
      };
    }
    if (fault === "bucket-deleted") {
      for (const name of buckets) regions.removeBucket(name);
      return () => {};
    }
    if (fault === "cut") {
      const origins = originsOf(this.#parts.stage, target);
      for (const id of origins) systems.cut.set(id, share ?? 1);
      return () => {
        for (const id of origins) systems.cut.delete(id);
      };
    }
    const ids = targetsOf(rehearsal, step.target, this.#parts.stage.part()).map(
      (one) => regions.setFault(faultText(step, one)).id,
    );
    return () => {
      for (const id of ids) regions.clearFault(id);
    };
  }

  #mend({ mend }: MendStep): void {
    this.#tell({ kind: "mend", text: mend === "all" ? "everything is mended" : `${mend} is mended` });
    for (const [name, end] of [...this.#on]) if (mend === "all" || name.startsWith(`${mend} `)) end();
  }

  async #operate(step: OperatorStep): Promise<void> {
    const { clock } = this.#parts.stage;
    const event = this.#tell({ kind: "operator", text: step.note ?? step.do });
    if (step.takes !== undefined) await clock.sleep(step.takes);
    try {
      event.outcome = (await this.#act(step)) ?? "done";
    } catch (error) {
      event.outcome = toldOf(error);
    }
    event.until = this.#now();
  }

  /** Returns what else there is to say of it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to say
  async #act({ do: what, paths, pace = 0, terraform }: OperatorStep): Promise<string | void> {
    const { invalidate, oracle, judge } = this.#parts;
    const { clock, part, publisher, rehearsal, systems } = this.#parts.stage;
    switch (what) {
      case "evacuate":
      case "return":
        if (!rehearsal.serveFrom(what === "evacuate" ? "replica" : "primary", part()))
          throw new Error("the site has no switch");
        return systems.controlPlaneDown
          ? "done: a KeyValueStore is written without the control plane"
          : undefined;
      case "release":
        return this.#publish("next", (state) => publisher.release(state, pace));
      case "bad-release":
        return this.#publish("bad", (state) => publisher.release(state, pace));
      case "rollback":
        return this.#publish(this.#before, (state) => publisher.rollback(state, pace));
      case "take-down": {
        const path = oracle.ranked.at(-1) as string;
        await publisher.takeDown(oracle.keys.get(path) as string);
        judge.takeDown(path, clock.now());
        return;
      }
      case "invalidate":
        return invalidate(paths ?? ["/*"]);
      case "clear-caches":
        for (const location of rehearsal.locations) location.clear();
        return;
      case "deploy":
        if (systems.controlPlaneDown) throw new Error(controlPlane);
        rehearsal.update(this.#parts.loaded(terraform));
        return;
      case "read-state": {
        const [bucket = ""] = rehearsal.bucketsOfSide("replica", part());
        return `done: the state needs S3 of ${rehearsal.regions.regionOf(bucket) ?? "its region"}, and no control plane of us-east-1`;
      }
      case "renew-certificate":
        if (systems.controlPlaneDown) throw new Error(certificates);
        return;
    }
  }

  async #publish(name: StateName, publish: (state: ContentState) => Promise<void>): Promise<void> {
    const { judge, stage, states } = this.#parts;
    const state = states.find((one) => one.name === name) as ContentState;
    this.#before = this.#state;
    this.#state = name;
    judge.begin(name, stage.clock.now());
    await publish(state);
    judge.complete(stage.clock.now());
  }

  #tell(event: Omit<TimelineEvent, "at">): Event {
    const told: Event = { at: this.#now(), ...event };
    this.events.push(told);
    return told;
  }

  #now(): number {
    return this.#parts.stage.clock.now() - this.#parts.zero;
  }
}

/** What asks AWS's control planes, of which CloudFront's, IAM's and Route 53's are in us-east-1 alone. */
export const controlPlane =
  "CloudFront's control plane in us-east-1 does not answer: it waits until that does, and nothing here can take its place";

const certificates =
  "ACM in us-east-1 does not answer, and CloudFront takes certificates from there alone: the one that is deployed goes on until it expires, and renewal waits";

/** Fault targets that a scenario's target stands for: a side's buckets, or what the regions call so themselves. */
export function targetsOf(rehearsal: Rehearsal, target: string, part = rehearsal.site): readonly string[] {
  if (rehearsal.regions.faultTargets.includes(target)) return [target];
  return target === "primary" || target === "replica" ? rehearsal.bucketsOfSide(target, part) : [];
}

function bucketsOf({ part, rehearsal }: Stage, target: string): readonly string[] {
  const names = rehearsal.regions.bucketNames;
  if (names.includes(target)) return [target];
  if (target === "primary" || target === "replica") return rehearsal.bucketsOfSide(target, part());
  return names.filter((name) => rehearsal.regions.regionOf(name) === target);
}

function originsOf(stage: Stage, target: string): readonly string[] {
  const buckets = bucketsOf(stage, target);
  return [...stage.rehearsal.originBuckets(stage.part())].flatMap(([id, bucket]) =>
    buckets.includes(bucket) ? [id] : [],
  );
}
