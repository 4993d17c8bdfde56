import { memo } from "preact/compat";
import { outcomes, type SeenSecond } from "../rehearsal/session/watching/shown";
import type { Charted } from "../report/charts/frame";
import { type KeyedDrawing, latencyLines } from "../report/charts/latency";
import { stacked } from "../report/charts/stacked";
import { shownCount } from "../report/format";
import type { Happening } from "./seen";

const span = 5 * 60_000;
const step = 5_000;
const stretches = span / step;

const outcomeWords = {
  served: ["served", "right"],
  failover: ["by the second origin", "series-0"],
  stale: ["older copy", "stale"],
  missing: ["4xx", "series-5"],
  failed: ["failed", "wrong"],
} as const;

/** The last minutes, in the drawings of a report. */
export function liveDrawings(
  seconds: readonly SeenSecond[],
  happenings: readonly Happening[],
  now: number,
): readonly KeyedDrawing[] {
  const end = Math.ceil(now / step) * step;
  const places: SeenSecond[][] = Array.from({ length: stretches }, () => []);
  for (const second of seconds) places[Math.floor((second.at - (end - span)) / step)]?.push(second);
  const sums = (of: (second: SeenSecond) => number) =>
    places.map((within) => within.reduce((sum, second) => sum + of(second), 0));
  const highest = (of: (second: SeenSecond) => number | null) =>
    places.map((within) => {
      const values = within.flatMap((second) => of(second) ?? []);
      return values.length === 0 ? null : Math.max(...values);
    });
  const charted: Charted = {
    series: { from: -span, step, right: places.map(() => 0) },
    timeline: happenings
      .filter(({ at, until = now }) => Math.max(at, until) > end - span)
      .map(({ at, kind, text, until }) => ({
        at: at - end,
        kind,
        text,
        ...(until && { until: until - end }),
      })),
  };
  const origins = [...new Set(places.flat().flatMap((second) => Object.keys(second.origins)))].sort();
  const results = [...new Set(places.flat().flatMap((second) => Object.keys(second.results)))].sort();
  const total = (what: string, values: readonly number[]) =>
    `${shownCount(values.reduce((sum, value) => sum + value, 0))} ${what}`;
  const layers = outcomes.map((outcome) => {
    const [name, look] = outcomeWords[outcome];
    return { name, look, values: sums((second) => second.outcomes[outcome]) };
  });
  const described = (all: readonly { name: string; values: readonly number[] }[]) =>
    `In the last five minutes: ${all.map(({ name, values }) => total(name, values)).join(", ") || "none"}.`;
  const named = (names: readonly string[], of: (second: SeenSecond, name: string) => number) =>
    names.map((name, at) => ({ name, look: `series-${at % 6}`, values: sums((second) => of(second, name)) }));
  const byOrigin = named(origins, (second, name) => second.origins[name]?.requests ?? 0);
  const byResult = named(results, (second, name) => second.results[name] ?? 0);
  return [
    stacked(charted, { title: "Requests by outcome", description: described(layers), layers }),
    latencyLines(charted, {
      p50: highest(({ p50 }) => p50),
      p99: highest(({ p99 }) => p99),
      description: "The slowest second of each five: half of its requests, and all but one in a hundred.",
    }),
    stacked(charted, { title: "Requests to origins", description: described(byOrigin), layers: byOrigin }),
    stacked(charted, { title: "How answers came about", description: described(byResult), layers: byResult }),
  ];
}

export const Charts = memo(function Charts({
  happenings,
  now,
  seconds,
}: {
  seconds: readonly SeenSecond[];
  happenings: readonly Happening[];
  now: number;
}) {
  return (
    <div class="charts">
      {liveDrawings(seconds, happenings, now).map(({ key, svg, title }) => (
        <figure key={title}>
          <figcaption>{title}</figcaption>
          <div dangerouslySetInnerHTML={{ __html: svg }} />
          <ul class="key">
            {key.map(({ look, name }) => (
              <li key={name}>
                <i class={look} />
                {name}
              </li>
            ))}
          </ul>
        </figure>
      ))}
    </div>
  );
});
