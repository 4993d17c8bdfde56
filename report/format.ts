import { readableMilliseconds, tenths } from "../facts/duration";
import type {
  Cause,
  DrillResult,
  Measures,
  ObjectiveName,
  ObjectiveResult,
  ScenarioResult,
  UsedTraffic,
} from "../rehearsal/drill/result";

/** A share as people read it: as many decimals as tell it from all and from nothing. */
export function shownShare(share: number | null): string {
  if (share === null) return "–";
  if (share === 0 || share === 1) return `${share * 100} %`;
  for (let decimals = 1; decimals <= 4; decimals++) {
    const text = (share * 100).toFixed(decimals);
    if (Number(text) !== 100 && Number(text) !== 0) return `${text} %`;
  }
  return share < 0.5 ? "< 0.0001 %" : "> 99.9999 %";
}

/** Milliseconds as people read them; what has not come about never does. */
export function shownTime(ms: number | null): string {
  return ms === null ? "never" : readableMilliseconds(ms);
}

export function shownCount(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function shownBytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  const [size, unit] = value < 1e6 ? [1e3, "kB"] : value < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  return `${tenths(value / size)} ${unit}`;
}

/**
 * How long it took until all was as it had been, as the objective has it; without one, from the mend on, or from the fault on
 * where nothing was mended.
 */
export function recoveryOf({
  measures,
  objectives,
  timeline,
}: Pick<ScenarioResult, "measures" | "objectives" | "timeline">): number | null {
  const judged = objectives.find(({ objective }) => objective === "recovery");
  if (judged !== undefined) return judged.value;
  const mended = timeline.some(
    ({ kind, until }) => kind === "fault" && until !== undefined && until !== null,
  );
  return mended ? measures.normalAfterMend : measures.normalAfterFault;
}

/** The words for an objective, and for its values. */
export const objectiveWords: Readonly<
  Record<ObjectiveName, { readonly title: string; readonly show: (value: number | null) => string }>
> = {
  availability: { title: "availability", show: shownShare },
  p99: { title: "p99 to first byte", show: shownTime },
  longestWait: { title: "longest wait", show: shownTime },
  recovery: { title: "recovery", show: shownTime },
  staleness: { title: "oldest content", show: shownTime },
  wrongAnswers: { title: "wrong answers", show: (value) => (value === null ? "–" : shownCount(value)) },
};

/** An objective that was missed, and by what. */
export function missedText({ limit, objective, value }: ObjectiveResult): string {
  const { show, title } = objectiveWords[objective];
  return `${title} ${show(value)}, and the objective is ${show(limit)}`;
}

/** What decides it, as a sentence. */
export function decidedBy(cause: Cause | undefined): string {
  return cause?.setting === undefined ? "" : `It is decided by ${cause.setting}.`;
}

/** Who came in a drill, by which clock, and whether another run gives the same numbers. */
export function howItRan({ live, seed, traffic }: Pick<DrillResult, "live" | "seed" | "traffic">): string {
  const came = `Visitors ${traffic?.source === "profile" ? `came as in ${profileText(traffic)}` : "were made up"}`;
  if (live !== undefined)
    return `${came}, and the clock was the one on the wall, ${live.speed === 1 ? "at" : `at ${live.speed} times`} the scenario's speed; every number comes from this run, and another has others.`;
  return `${came} and the clock was virtual; every number comes from this run. Seed ${seed}: the same seed gives the same numbers.`;
}

/** A profile of real traffic, in a few words. */
export function profileText({ file = "a profile", from, pageViews = 0, to }: UsedTraffic): string {
  return `${file} (${from === undefined ? "" : `${from} to ${to}, UTC, `}${shownCount(pageViews)} page views)`;
}

/** "3 server-error, 1 truncated", the most first; nothing where nothing was wrong. */
export function wrongByKind({ wrong }: Pick<Measures, "wrong">): string {
  return Object.entries(wrong)
    .sort(([, one], [, other]) => other - one)
    .map(([kind, answers]) => `${shownCount(answers)} ${kind}`)
    .join(", ");
}
