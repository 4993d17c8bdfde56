import { shownCount } from "../format";
import { type Charted, type Drawing, framed, linearAxis, places, round, text } from "./frame";
import { stepsBack, stepsForward } from "./steps";

/** One of the things that add up. */
export interface Layer {
  readonly name: string;
  /** A class of the style sheet, which gives it its colour. */
  readonly look: string;
  readonly values: readonly number[];
}

/** Layers above each other, over time. Layers that are nothing all the while are left out of drawing and key. */
export function stacked(
  scenario: Charted,
  { description, layers, title }: Pick<Drawing, "title" | "description"> & { layers: readonly Layer[] },
): Drawing & { readonly key: readonly Layer[] } {
  const key = layers.filter(({ values }) => values.some((value) => value > 0));
  // Below the first there is nothing; each next one stands on those before it.
  const levels = [scenario.series.right.map(() => 0)];
  for (const { values } of key) {
    const below = levels.at(-1) as readonly number[];
    levels.push(below.map((height, at) => height + (values[at] ?? 0)));
  }
  const axis = linearAxis(Math.max(0, ...(levels.at(-1) as readonly number[])), shownCount);
  const heights = levels.map((level) => level.map(axis.place));
  const at = places(scenario);
  const marks = key.map(({ look, name }, layer) => {
    const [bottom, top] = [heights[layer] as number[], heights[layer + 1] as number[]];
    const start = `M${round(at[0] as number)} ${round(bottom[0] ?? 0)}`;
    return `<path class="${look}" d="${start}${stepsForward(at, top)}${stepsBack(at, bottom)}Z"><title>${text(name)}</title></path>`;
  });
  return { ...framed(scenario, { axis, description, marks: marks.join(""), title }), key };
}
