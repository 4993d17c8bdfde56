import { decodePath } from "../../../facts/site/path";
import type { TrafficProfile } from "../../../traffic/profile";
import type { TrafficShape } from "../scenario";
import type { Extra, TrafficModel, TrafficSetting } from "./model";
import { usualTraffic, visitsLike } from "./visitors";

const hour = 3_600_000;
/** At most so many visits in one scenario: where there would be more, each stands for several. */
const mostVisits = 50_000;
/** At most so many edge locations, those with the most requests: each has a cache of its own. */
const mostLocations = 12;
/** At most so many requests of a kind beside the pages of a visit. */
const mostExtras = 20;
/** Nobody is new to no site. */
const mostReturning = 0.95;

/** A profile as traffic of a drill. */
export interface ProfiledTraffic extends TrafficModel {
  readonly shape: TrafficShape & { readonly visitsPerHour: number };
  /** How many of the pages it has requests for. */
  knows(pages: readonly string[]): number;
  /** Requests that it has for these pages. */
  asks(pages: readonly string[]): number;
  /** Such visitors, as many as the shape says and not as the profile has. */
  readonly paced: TrafficModel;
  /** How many visits one of the drill stands for. @param span milliseconds that visitors come */
  standsFor(span: number): number;
}

/** Visitors as those were whose requests a profile has added up: their hours, pages, edge locations, and what else they ask. */
export function likeProfile(profile: TrafficProfile): ProfiledTraffic {
  const asked = new Map<string, number>();
  for (const { path, requests, statuses } of profile.paths) {
    const name = nameOf(path);
    const right = (statuses["2xx"] ?? 0) + (statuses["3xx"] ?? 0);
    if (right > 0) asked.set(name, (asked.get(name) ?? 0) + Math.min(right, requests));
  }
  const times = timesOfHours(profile);
  const rates = profile.hours.map((count, at) =>
    times[at] === 0 ? undefined : count / (times[at] as number),
  );
  const seen = rates.filter((rate) => rate !== undefined);
  const mean = seen.reduce((sum, rate) => sum + rate, 0) / seen.length;
  // Of an hour that the logs do not reach nothing is known.
  const curve = rates.map((rate) => (rate ?? mean) / mean);
  const perView = 1 / profile.pageViews;
  const views = (mean * profile.pageViews) / profile.hours.reduce((sum, count) => sum + count, 0);
  const extras: readonly (readonly [Extra, number])[] = [
    ["head", (profile.methods.HEAD ?? 0) * perView],
    ["options", (profile.methods.OPTIONS ?? 0) * perView],
    ["range", profile.ranges * profile.requests * perView],
    ["wrong-url", (profile.statuses["4xx"] ?? 0) * perView],
  ];
  const locations = Object.entries(profile.locations)
    .filter(([city, count]) => city !== "other" && count > 0)
    .map(([, count]) => count)
    .toSorted((a, b) => b - a)
    .slice(0, mostLocations);
  const visitsPerHour = views / usualTraffic.pagesPerVisit;
  const drawn = (setting: TrafficSetting) => {
    const { pagesPerVisit = usualTraffic.pagesPerVisit } = setting.shape;
    const counts = extras.map(([kind, mean]) => {
      const count = Math.min(mostExtras, mean * pagesPerVisit);
      return { kind, whole: Math.floor(count), part: count % 1 };
    });
    return visitsLike(
      {
        curve: (at) => curve[Math.floor(at) % 24] ?? 1,
        highest: Math.max(...curve),
        weights: (pages) => weightsOf(pages, asked, profile),
        extras(_, random) {
          const kinds: Extra[] = [];
          for (const { kind, whole, part } of counts) {
            const most = whole + (random() < part ? 1 : 0);
            for (let i = 0; i < most; i++) kinds.push(kind);
          }
          return kinds;
        },
      },
      setting,
    );
  };
  const standsFor = (span: number) => Math.max(1, (visitsPerHour * span) / hour / mostVisits);
  return {
    shape: {
      visitsPerHour,
      // Whoever comes again asks for each page with the ETag of the copy that their browser has.
      returning: Math.min(mostReturning, profile.conditional * profile.requests * perView),
      ...(locations.length > 0 && { locations }),
    },
    standsFor,
    paced: { visits: drawn },
    asks: (pages) => pages.reduce((sum, page) => sum + (asked.get(nameOf(page)) ?? 0), 0),
    knows: (pages) => pages.filter((page) => asked.has(nameOf(page))).length,
    visits(setting) {
      const { from, shape, to } = setting;
      const { pagesPerVisit = usualTraffic.pagesPerVisit } = shape;
      // As many page views, in fewer visits where each has more of them.
      const perHour = views / pagesPerVisit / standsFor(to - from);
      return drawn({ ...setting, shape: { ...shape, visitsPerHour: perHour } });
    },
  };
}

/** How often each hour of the day is in the time of the profile. */
function timesOfHours({ from, to }: Pick<TrafficProfile, "from" | "to">): readonly number[] {
  const first = Date.parse(`${from}:00Z`);
  const count = (Date.parse(`${to}:00Z`) - first) / hour + 1;
  const begin = new Date(first).getUTCHours();
  return Array.from({ length: 24 }, (_, at) => {
    const until = (at - begin + 24) % 24;
    return Math.max(0, Math.ceil((count - until) / 24));
  });
}

/** As often as the logs say; what they do not name had fewer requests than `k`. */
function weightsOf(
  pages: readonly string[],
  asked: ReadonlyMap<string, number>,
  { k, otherPaths }: Pick<TrafficProfile, "k" | "otherPaths">,
): readonly number[] {
  const known = pages.map((page) => asked.get(nameOf(page)));
  const unnamed = known.filter((count) => count === undefined).length;
  const few = Math.min(k - 1, otherPaths / Math.max(1, unnamed));
  return known.map((count) => count ?? few);
}

/** A page by whichever of its addresses: `/docs`, `/docs/`, `/docs/index.html` and `/docs.html` are one. */
function nameOf(path: string): string {
  const decoded = decodePath(path) ?? path;
  return decoded.replace(/(?:\/index)?\.html?$/, "").replace(/\/+$/, "") || "/";
}
