import type { Side } from "../../../facts/site/switch";
import type { Happening } from "../../../report/charts/counted";
import type { OperatorStep, ScenarioInput } from "../../drill/scenario";
import type { Clock } from "../../edge";
import { type ActiveFault, type Fault, formatFault } from "../../regions";
import { ControlError } from "../../server";
import type { Picture } from "./shown";

/** What a person did to the sites, in the words of a scenario. */
export interface Deed {
  readonly at: number;
  readonly do: OperatorStep["do"];
  readonly paths?: readonly string[];
  /** @default every site */
  readonly site?: string | undefined;
}

/** What was broken, from when until when. */
interface Outage {
  readonly id: number;
  readonly fault: Fault;
  readonly since: number;
  /** Infinity while it stands, and nobody has said for how long it does. */
  until: number;
}

type Step = ScenarioInput["timeline"][number];

/** Of each kind, the newest: whatever a script does to a session, its record has an end. */
const kept = 300;
/** Seconds that a scenario goes on at least after all is mended. */
const aftermath = 60;
/** Visits of a scenario at least: less shows nothing. */
const fewest = 100;

/** Remembers what was done to a session, so that it can be told again: as a scenario of drills, or in a report. */
export class SessionRecord {
  readonly #clock: Pick<Clock, "now">;
  readonly #standing: () => readonly ActiveFault[];
  readonly #outages: Outage[] = [];
  readonly #deeds: Deed[] = [];
  #lastId = 0;

  /** @param standing what is broken now */
  constructor(clock: Pick<Clock, "now">, standing: () => readonly ActiveFault[]) {
    this.#clock = clock;
    this.#standing = standing;
  }

  /**
   * Looks at what is broken, whenever that has been changed: a fault may have taken the place of another. Returns what is
   * new of it.
   */
  look(): readonly object[] {
    const now = this.#clock.now();
    const standing = this.#standing();
    const ids = new Set(standing.map(({ id }) => id));
    for (const outage of this.#outages) if (outage.until > now && !ids.has(outage.id)) outage.until = now;
    const begun = standing.toReversed().filter(({ id }) => id > this.#lastId);
    this.#lastId = begun.at(-1)?.id ?? this.#lastId;
    const outages = begun.map((one): Outage => ({ ...one }));
    this.#outages.push(...outages);
    this.#outages.splice(0, this.#outages.length - kept);
    return outages;
  }

  /** Returns what is remembered of it. */
  did(deed: Omit<Deed, "at">): object {
    const done = { at: this.#clock.now(), ...deed };
    this.#deeds.push(done);
    this.#deeds.splice(0, this.#deeds.length - kept);
    return done;
  }

  /** The same for a report: what was broken, and what was done, by time. @param except those of these that are left out */
  happenings(except: ReadonlySet<object> = new Set()): readonly Happening[] {
    const told = (one: object) => !except.has(one);
    return [
      ...this.#outages.filter(told).map(({ fault, since, until }) => ({
        ...{ at: since, kind: "fault" as const, text: formatFault(fault) },
        ...(until <= this.#clock.now() && { until }),
      })),
      ...this.#deeds.filter(told).map(({ at, do: what, paths = [], site = "" }) => ({
        ...{ at, kind: "operator" as const, text: [what, ...paths, site].filter(Boolean).join(" ") },
      })),
    ].toSorted((one, other) => one.at - other.at);
  }

  /**
   * All that was done to a site, as a scenario: its times count from the first deed, in whole seconds.
   * @throws {ControlError} where nothing was done
   */
  scenario(site: string, { buckets, lag = 0, sites, visitors }: Picture): ScenarioInput {
    const read = new Set(sites.find((one) => one.site === site)?.origins.map(({ bucket }) => bucket));
    const own = buckets.filter(({ name }) => read.has(name));
    const outages = this.#outages.flatMap((outage) => {
      const target = targetAt(outage.fault.target, own);
      return target === undefined ? [] : [{ ...outage, target }];
    });
    const deeds = this.#deeds.filter((deed) => (deed.site ?? site) === site);
    const began = Math.min(...outages.map(({ since }) => since), ...deeds.map(({ at }) => at));
    if (!Number.isFinite(began))
      throw new ControlError(`nothing was done to ${site} yet: break something, and save it then`);
    const seconds = (at: number) => Math.round((at - began) / 1_000);
    const timeline = [
      ...outages.map((outage) => ({ at: outage.since, step: broken(outage, outage.target, seconds) })),
      ...deeds.map(({ at, do: what, paths }) => ({
        at,
        step: { at: `${seconds(at)}s`, do: what, ...(paths && { paths: [...paths] }) } as Step,
      })),
    ].toSorted((one, other) => one.at - other.at);
    const ends = [...timeline.map(({ at }) => at), ...outages.map(({ until }) => until)];
    const last = Math.max(...ends.filter(Number.isFinite));
    const duration = Math.max(seconds(this.#clock.now()), seconds(last) + aftermath);
    const day = new Date(began).toISOString();
    return {
      name: `session-${day.slice(0, 16).replace(/\D/g, "-")}`,
      title: `What was done to ${site} on ${day.slice(0, 10)}`,
      hypothesis: "Visitors see nothing of it.",
      class: classOf(outages, deeds, own),
      needs: [
        ...(outages.some(({ target }) => target === "replica") ? (["replica"] as const) : []),
        ...(deeds.some((deed) => deed.do === "evacuate" || deed.do === "return")
          ? (["switch"] as const)
          : []),
      ],
      duration: `${duration}s`,
      replicationLag: `${Math.round(lag)}ms`,
      traffic: {
        visitsPerHour: Math.min(
          1_000_000,
          Math.max(visitors * 60, 240, Math.ceil((fewest * 3_600) / duration)),
        ),
      },
      timeline: timeline.map(({ step }) => step),
    };
  }
}

/** What a site's own drill calls it; undefined for what is none of the site's. */
function targetAt(target: string, own: Picture["buckets"]): string | undefined {
  if (target === "primary" || target === "replica") return target;
  const bucket = own.find(({ name }) => name === target);
  if (bucket !== undefined) return bucket.alias ?? target;
  return own.some(({ region }) => region === target) ? target : undefined;
}

function broken({ fault, since, until }: Outage, target: string, seconds: (at: number) => number): Step {
  const { effect, keyPattern, share } = fault;
  const isChance = share?.type === "probability";
  // Of shares, scenarios have those by chance as a number; the others are said with the fault.
  const text = formatFault({ target: "", effect, ...(share && !isChance && { share }) }).slice(1);
  return {
    ...{ at: `${seconds(since)}s`, target, fault: text },
    ...(keyPattern !== undefined && { keys: keyPattern }),
    ...(isChance && { share: share.value }),
    ...(Number.isFinite(until) && { for: `${Math.max(1, seconds(until) - seconds(since))}s` }),
  };
}

/** By it the config says what is promised. */
function classOf(
  outages: readonly (Outage & { readonly target: string })[],
  deeds: readonly Deed[],
  own: Picture["buckets"],
): ScenarioInput["class"] {
  const sided = outages
    .filter(({ fault }) => fault.effect.kind !== "paused")
    .map(({ since, target, until }) => ({ since, until, side: sideOfTarget(target, own) }));
  const both = sided.some((one) =>
    sided.some((other) => one.side !== other.side && one.since < other.until && other.since < one.until),
  );
  if (both) return "both-regions";
  return outages.length === 0 && deeds.some(({ do: what }) => what === "release" || what === "rollback")
    ? "release"
    : "region";
}

function sideOfTarget(target: string, own: Picture["buckets"]): Side | undefined {
  if (target === "primary" || target === "replica") return target;
  return own.find(({ name, region }) => name === target || region === target)?.alias;
}
