import type { Series } from "../rehearsal/drill/result";

const heights = "▁▂▃▄▅▆▇█";
/** No page view came in this stretch. */
const nothing = "·";

/**
 * The share of page views that went right, a character for each stretch of time: `█` is all of them. A single one that went
 * wrong is seen however many went right beside it.
 *
 * @param width characters at most
 */
export function sparkline(series: Pick<Series, "right" | "stale" | "wrong">, width: number): string {
  const { length } = series.right;
  const columns = Math.min(width, length);
  let line = "";
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * length) / columns);
    const to = Math.floor(((column + 1) * length) / columns);
    const sum = (values: readonly number[]) => values.slice(from, to).reduce((a, b) => a + b, 0);
    const wrong = sum(series.wrong);
    const all = sum(series.right) + sum(series.stale) + wrong;
    const top = heights.length - 1;
    const height = wrong === 0 ? top : Math.min(top - 1, Math.floor(((all - wrong) / all) * heights.length));
    line += all === 0 ? nothing : heights[height];
  }
  return line;
}
