import { scaleLog } from "d3-scale";
import type { ScenarioResult } from "../../rehearsal/drill/result";
import { shownTime } from "../format";
import { type Axis, type Drawing, framed, places, size, text } from "./frame";
import { stepLine } from "./steps";

/** Time to first byte over time, of half of the requests and of all but one in a hundred. */
export function latency(scenario: ScenarioResult): Drawing {
  const { p50, p99 } = scenario.series;
  const at = places(scenario);
  const axis = logAxis([...p50, ...p99]);
  const drawn = (look: string, name: string, values: readonly (number | null)[]) => {
    const heights = values.map((value) => (value === null ? null : axis.place(value)));
    return `<path class="line ${look}" d="${stepLine(at, heights)}"><title>${text(name)}</title></path>`;
  };
  const { p50: half, p99: most, max } = scenario.measures.ttfb;
  return framed(scenario, {
    title: "Time to first byte",
    description: `Half of the answers began within ${shownTime(half)}, 99 of 100 within ${shownTime(most)}, the slowest after ${shownTime(max)}.`,
    axis,
    marks: drawn("p50", "p50", p50) + drawn("p99", "p99", p99),
  });
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
