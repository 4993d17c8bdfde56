import { exponential, weighted } from "../random";
import type { TrafficShape } from "../scenario";
import type { Extra, TrafficModel, TrafficSetting, Visit } from "./model";

/** A shape of which everything is said. */
type Whole = Required<TrafficShape>;

/** What traffic is like where a scenario does not say. */
export const usualTraffic: Whole = {
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
};

const hour = 3_600_000;
/** Browsers that come again; whoever is not among them is new. */
const regulars = 60;
/** Milliseconds that a page is read on average. */
const reading = 20_000;

/** What visitors do that no setting of a scenario says. */
export interface Habits {
  /** Times the daily average, at an hour of the day, UTC: those after midnight are above 24. */
  readonly curve: (hour: number) => number;
  /** The highest that it comes to. */
  readonly highest: number;
  /** How likely each page is to be opened. */
  readonly weights: (pages: readonly string[]) => readonly number[];
  readonly extras: (traffic: Whole, random: () => number) => readonly Extra[];
}

/** Visits by a daily curve from 0.4 in the small hours to 1.6 in the afternoon, pages by Zipf's law. */
export const madeUpVisitors: TrafficModel = {
  visits: (setting) =>
    visitsLike(
      {
        curve: (at) => 1 + 0.6 * Math.sin(((at - 9) / 24) * 2 * Math.PI),
        highest: 1.6,
        weights: (pages) => pages.map((_, rank) => 1 / (rank + 1)),
        extras: (traffic, random) => besides(traffic, random()),
      },
      setting,
    ),
};

/** Visits as a Poisson process with spikes. */
export function* visitsLike(
  { curve, extras, highest, weights }: Habits,
  { shape, pages, from, to, random }: TrafficSetting,
): Iterable<Visit> {
  const traffic = { ...usualTraffic, ...shape } as Whole;
  const page = weighted(weights(pages));
  const place = weighted(traffic.locations);
  const peak = Math.max(1, ...traffic.spikes.map(({ times }) => times)) * highest;
  const mean = hour / (traffic.visitsPerHour * peak);
  const spikeAt = (at: number) =>
    traffic.spikes.find((one) => one.at <= at && at < one.at + one.for)?.times ?? 1;
  let strangers = regulars;
  // Drawn at the highest rate there is, and thinned to the rate of the moment.
  for (let at = from + exponential(mean, random); at < to; at += exponential(mean, random)) {
    if (random() * peak > curve(traffic.hour + at / hour) * spikeAt(at)) continue;
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
    yield {
      at: Math.round(at),
      visitor,
      returns: comesAgain,
      location,
      views,
      extras: extras(traffic, random),
    };
  }
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

function besides({ head, options, ranges, wrongUrls }: Whole, drawn: number): readonly Extra[] {
  if (drawn < head) return ["head"];
  if (drawn < head + options) return ["options"];
  if (drawn < head + options + ranges) return ["range"];
  return drawn < head + options + ranges + wrongUrls ? ["wrong-url"] : [];
}
