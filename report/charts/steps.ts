import { round } from "./frame";

/**
 * Heights that each last until the next one, as SVG's path data: only where one differs from the one before it is there
 * anything to write, and one number. A curve of points would take four times as much, and a report has a thousand of them.
 *
 * @param places where each height begins, and where the last one ends: one more than there are heights
 */
export function stepsForward(places: readonly number[], heights: readonly number[]): string {
  let drawn = heights[0];
  let path = `V${round(drawn ?? 0)}`;
  for (const [at, height] of heights.entries()) {
    if (height === drawn) continue;
    path += `H${round(places[at] as number)}V${round(height)}`;
    drawn = height;
  }
  return `${path}H${round(places[heights.length] as number)}`;
}

/** The same from the end to the beginning. */
export function stepsBack(places: readonly number[], heights: readonly number[]): string {
  let drawn = heights.at(-1);
  let path = `V${round(drawn ?? 0)}`;
  for (let at = heights.length - 1; at >= 0; at--) {
    const height = heights[at] as number;
    if (height === drawn) continue;
    path += `H${round(places[at + 1] as number)}V${round(height)}`;
    drawn = height;
  }
  return `${path}H${round(places[0] as number)}`;
}

/** A line of steps, with gaps where there is nothing. */
export function stepLine(places: readonly number[], heights: readonly (number | null)[]): string {
  let path = "";
  let from = 0;
  while (from < heights.length) {
    if (heights[from] === null) {
      from++;
      continue;
    }
    let to = from;
    while (to < heights.length && heights[to] !== null) to++;
    const run = heights.slice(from, to) as number[];
    path += `M${round(places[from] as number)} ${round(run[0] as number)}${stepsForward(places.slice(from, to + 1), run)}`;
    from = to;
  }
  return path;
}
