import { memo } from "preact/compat";
import type { SeenSecond } from "../rehearsal/session/watching/shown";
import { countedDrawings, type Happening } from "../report/charts/counted";
import type { KeyedDrawing } from "../report/charts/latency";

const span = 5 * 60_000;
const step = 5_000;

/** The last minutes, in the drawings of a report. */
export function liveDrawings(
  seconds: readonly SeenSecond[],
  happenings: readonly Happening[],
  now: number,
): readonly KeyedDrawing[] {
  const to = Math.ceil(now / step) * step;
  const from = to - span;
  return countedDrawings({
    ...{ seconds, happenings, from, to, step, zero: to },
    span: "In the last five minutes",
  });
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
