import { type ScaleLinear, scaleLinear } from "d3-scale";
import { escapeUTF8 } from "entities";
import type { ScenarioResult } from "../../rehearsal/drill/result";
import { shownTime } from "../format";

/** Of a drawing, in its own units: it is as wide as the page that shows it. */
export const size = { width: 720, height: 200, left: 80, right: 26, top: 16, bottom: 30 } as const;

export interface Drawing {
  /** What it shows, in a few words: its heading. */
  readonly title: string;
  /** What is to be seen in it, for who cannot see it. */
  readonly description: string;
  readonly svg: string;
}

export type TimeScale = ScaleLinear<number, number>;

/** What is drawn over time: of a scenario that has run, or of what goes on. */
export interface Charted {
  readonly timeline: ScenarioResult["timeline"];
  readonly series: Pick<ScenarioResult["series"], "from" | "step" | "right">;
}

export interface Axis {
  /** From its value to the height in the drawing. */
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
}

/** Time runs over the width of each drawing of a scenario the same way. */
export function timeScale({ series }: Pick<Charted, "series">): TimeScale {
  const { from, right, step } = series;
  return scaleLinear()
    .domain([from, from + right.length * step])
    .range([size.left, size.width - size.right]);
}

/** Where in the drawing each stretch of the series begins, and where the last one ends. */
export function places(scenario: Pick<Charted, "series">): number[] {
  const { from, right, step } = scenario.series;
  const time = timeScale(scenario);
  return Array.from({ length: right.length + 1 }, (_, at) => time(from + at * step));
}

/** Values from 0 up on an axis of whole steps. */
export function linearAxis(highest: number, label: (value: number) => string): Axis {
  const scale = scaleLinear()
    .domain([0, Math.max(highest, 1)])
    .nice(4)
    .range([size.height - size.bottom, size.top]);
  return { place: scale, ticks: scale.ticks(4), label };
}

/** A drawing with its axes, and what was broken while shaded. @param marks the SVG of what is drawn */
export function framed(
  scenario: Charted,
  { axis, description, marks, title }: Pick<Drawing, "title" | "description"> & { axis: Axis; marks: string },
): Drawing {
  const time = timeScale(scenario);
  const { bottom, height, left, right, width } = size;
  const lines = axis.ticks.map((value) => {
    const y = round(axis.place(value));
    return `<path class="grid" d="M${left} ${y}H${width - right}"/><text class="value" x="${left - 6}" y="${y + 4}">${text(axis.label(value))}</text>`;
  });
  const ticks = timeTicks(time).map((at) => {
    const x = round(time(at));
    return `<path class="tick" d="M${x} ${height - bottom}v5"/><text class="time" x="${x}" y="${height - 8}">${at === 0 ? "0" : text(shownTime(at))}</text>`;
  });
  const svg = `<svg viewBox="0 0 ${width} ${height}" role="img"><title>${text(title)}</title><desc>${text(description)}</desc>${lines.join("")}${marks}${faults(scenario, time)}${ticks.join("")}${actions(scenario, time)}</svg>`;
  return { title, description, svg };
}

/** At most six, on steps that people count in. */
function timeTicks(time: TimeScale): number[] {
  const [from, to] = time.domain() as [number, number];
  const steps = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 604_800].map(
    (seconds) => seconds * 1_000,
  );
  const step = steps.find((step) => (to - from) / step <= 6) ?? (to - from) / 6;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** What was broken, while it was: over what is drawn, which would hide it. */
function faults({ timeline }: Pick<ScenarioResult, "timeline">, time: TimeScale): string {
  const end = time.domain()[1] as number;
  return timeline
    .filter(({ kind }) => kind === "fault")
    .map(({ at, text: what, until }) => {
      const [from, to] = [clamped(time, at), clamped(time, until ?? end)];
      const { bottom, height, top } = size;
      return `<rect class="fault" x="${round(from)}" y="${top}" width="${round(Math.max(1, to - from))}" height="${height - top - bottom}"><title>${text(what)}</title></rect>`;
    })
    .join("");
}

/** When somebody did something. */
function actions({ timeline }: Pick<ScenarioResult, "timeline">, time: TimeScale): string {
  return timeline
    .filter(({ kind }) => kind === "operator")
    .map(({ at, text: what }) => {
      const { bottom, height, top } = size;
      return `<path class="action" d="M${round(clamped(time, at))} ${top}V${height - bottom}"><title>${text(what)}</title></path>`;
    })
    .join("");
}

function clamped(time: TimeScale, at: number): number {
  const [from, to] = time.domain() as [number, number];
  return time(Math.min(to, Math.max(from, at)));
}

/** Tenths: more is not seen, and only takes place. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** In SVG and HTML, whatever it is. */
export function text(value: string): string {
  return escapeUTF8(value);
}
