import { scaleLog } from "d3-scale";
import type { ScenarioResult } from "../../rehearsal/drill/result";
import { shownTime } from "../format";
import { type Axis, type Charted, type Drawing, framed, places, size, text } from "./frame";
import { stepLine } from "./steps";

/** Time to first byte over time, of half of the requests and of all but one in a hundred. */
export function latency(scenario: ScenarioResult): KeyedDrawing {
  const { p50, p99 } = scenario.series;
  const { p50: half, p99: most, max } = scenario.measures.ttfb;
  return latencyLines(scenario, {
    description: `Half of the answers began within ${shownTime(half)}, 99 of 100 within ${shownTime(most)}, the slowest after ${shownTime(max)}.`,
    ...{ p50, p99 },
  });
}

/** A drawing with what its looks stand for. */
export interface KeyedDrawing extends Drawing {
  readonly key: readonly { readonly name: string; readonly look: string }[];
}

/** Both lines over time, whatever they are of. */
export function latencyLines(
  charted: Charted,
  { description, p50, p99 }: Pick<Drawing, "description"> & Pick<ScenarioResult["series"], "p50" | "p99">,
): KeyedDrawing {
  const at = places(charted);
  const axis = logAxis([...p50, ...p99]);
  const drawn = (look: string, name: string, values: readonly (number | null)[]) => {
    const heights = values.map((value) => (value === null ? null : axis.place(value)));
    return `<path class="line ${look}" d="${stepLine(at, heights)}"><title>${text(name)}</title></path>`;
  };
  const title = "Time to first byte";
  const marks = drawn("p50", "p50", p50) + drawn("p99", "p99", p99);
  return {
    ...framed(charted, { title, description, axis, marks }),
    key: [
      { name: "p50", look: "p50" },
      { name: "p99", look: "p99" },
    ],
  };
}

/** Powers of ten: a cached answer and one that waited for a region are three of them apart. */
function logAxis(values: readonly (number | null)[]): Axis {
  const highest = Math.max(10, ...values.map((value) => value ?? 0));
  const top = 10 ** Math.ceil(Math.log10(highest));
  const scale = scaleLog()
    .domain([1, top])
    .range([size.height - size.bottom, size.top]);
  const ticks: number[] = [];
  for (let tick = 1; tick <= top; tick *= 10) ticks.push(tick);
  return { place: (value) => scale(Math.max(1, value)), ticks, label: shownTime };
}
