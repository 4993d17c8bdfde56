import { exponential, weighted } from "../random";
import type { TrafficShape } from "../scenario";
import type { TrafficModel, Visit } from "./model";

/** What traffic is like where a scenario does not say. */
export const usualTraffic = {
  visitsPerHour: 240,
  hour: 10,
  returning: 0.4,
  spikes: [],
  locations: [0.5, 0.3, 0.2],
  pagesPerVisit: 2.5,
  head: 0.02,
  options: 0.01,
  ranges: 0.02,
  wrongUrls: 0.03,
} as const satisfies TrafficShape;

const hour = 3_600_000;
/** Browsers that come again; whoever is not among them is new. */
const regulars = 60;
/** Milliseconds that a page is read on average. */
const reading = 20_000;

/** Visits as a Poisson process with a daily curve and spikes, pages by Zipf's law. */
export const madeUpVisitors: TrafficModel = {
  *visits({ shape, pages, from, to, random }) {
    const traffic = { ...usualTraffic, ...shape };
    const page = weighted(Array.from({ length: pages }, (_, rank) => 1 / (rank + 1)));
    const place = weighted(traffic.locations);
    const peak = Math.max(1, ...traffic.spikes.map(({ times }) => times)) * 1.6;
    const mean = hour / (traffic.visitsPerHour * peak);
    let strangers = regulars;
    // Drawn at the highest rate there is, and thinned to the rate of the moment.
    for (let at = from + exponential(mean, random); at < to; at += exponential(mean, random)) {
      if (random() * peak > rate(traffic, at)) continue;
      const comesAgain = random() < traffic.returning;
      const visitor = comesAgain ? Math.floor(random() * regulars) : strangers++;
      const location = comesAgain ? placeOf(visitor, traffic.locations) : place(random);
      const views: Visit["views"][number][] = [];
      do
        views.push({
          rank: page(random),
          after: views.length === 0 ? 0 : Math.round(exponential(reading, random)),
        });
      while (random() < 1 - 1 / traffic.pagesPerVisit);
      const extra = besides(traffic, random());
      yield { at: Math.round(at), visitor, location, views, ...(extra && { extra }) };
    }
  },
};

/** Times the daily average: 0.4 in the small hours, 1.6 in the afternoon. */
function rate(
  {
    hour: start,
    spikes,
  }: Pick<Required<TrafficShape>, "hour"> & { spikes: readonly { at: number; for: number; times: number }[] },
  at: number,
): number {
  const curve = 1 + 0.6 * Math.sin(((start + at / hour - 9) / 24) * 2 * Math.PI);
  const spike = spikes.find((one) => one.at <= at && at < one.at + one.for);
  return curve * (spike?.times ?? 1);
}

/** Somebody who comes again comes from where they live. */
function placeOf(visitor: number, shares: readonly number[]): number {
  const sum = shares.reduce((total, one) => total + one, 0);
  let left = ((visitor + 0.5) / regulars) * sum;
  const at = shares.findIndex((one) => {
    left -= one;
    return left <= 0;
  });
  return Math.max(0, at);
}

function besides(
  {
    head,
    options,
    ranges,
    wrongUrls,
  }: Required<Pick<TrafficShape, "head" | "options" | "ranges" | "wrongUrls">>,
  drawn: number,
): Visit["extra"] | undefined {
  if (drawn < head) return "head";
  if (drawn < head + options) return "options";
  if (drawn < head + options + ranges) return "range";
  return drawn < head + options + ranges + wrongUrls ? "wrong-url" : undefined;
}
