import type { SiteConfig } from "../config";
import { cacheModes, type PathCache } from "../config/cache-mode";
import type { ScenarioResult } from "../rehearsal/drill/result";
import type { PreparedSite } from "../rehearsal/drill/site";
import type { TrafficModel } from "../rehearsal/drill/traffic/model";
import type { ProfiledTraffic } from "../rehearsal/drill/traffic/profiled";
import { madeUpVisitors } from "../rehearsal/drill/traffic/visitors";
import { played, wholeOutage } from "./measure";

/** How long caches carry the pages of one class through an outage of every region. */
export interface CarriedClass {
  /** The path pattern of the config; "*" for what none matches. */
  readonly pattern: string;
  readonly mode: PathCache["mode"]["mode"];
  readonly pages: number;
  /** Milliseconds until the first visitor sees something wrong; null where nobody does. */
  readonly until: number | null;
  /** Milliseconds until most do. */
  readonly untilMost: number | null;
  /** How a page changes for all visitors after a release. */
  readonly changes: string;
  /** What charts are drawn of. */
  readonly result: ScenarioResult;
}

/** Hours of the outage: longer than the day that expired copies are kept by default. */
export const carriedHours = 30;

/** Traffic that is even and small: what is rarely asked for is not at every edge location. */
const shape = { visitsPerHour: 30 };

/**
 * Plays the outage once for each class of pages, with visitors who open no other: as often as the class was asked for where
 * there is a profile, which leaves out the classes that nobody asked for.
 */
export async function carriedClasses(
  site: PreparedSite,
  config: SiteConfig,
  seed: string,
  profiled?: ProfiledTraffic,
): Promise<CarriedClass[]> {
  const modeOf = cacheModes(config);
  const classes = new Map<string, { readonly cache: PathCache; readonly ranks: number[] }>();
  for (const [rank, page] of site.oracle.ranked.entries()) {
    const cache = modeOf(`/${site.oracle.keys.get(page) ?? page.slice(1)}`);
    const pattern = cache.explicit ?? "*";
    const known = classes.get(pattern) ?? { cache, ranks: [] };
    known.ranks.push(rank);
    classes.set(pattern, known);
  }
  const sides = site.targets.filter((target) => target === "primary" || target === "replica");
  const out: CarriedClass[] = [];
  const asks = (ranks: readonly number[]) =>
    profiled?.asks(ranks.map((rank) => site.oracle.ranked[rank] as string)) ?? 1;
  const all = profiled?.asks(site.oracle.ranked) ?? 1;
  for (const [pattern, { cache, ranks }] of classes) {
    const share = asks(ranks) / all;
    if (!(share > 0)) continue;
    const result = await played(site, wholeOutage(sides, carriedHours), seed, {
      shape,
      traffic: only(profiled ?? madeUpVisitors, ranks, share),
    });
    const { from, right, stale, step, wrong } = result.series;
    const times = wrong.map((count, at) => ({
      at: from + at * step,
      count,
      fine: (right[at] ?? 0) + (stale[at] ?? 0),
    }));
    const since = times.filter(({ at }) => at >= 0);
    out.push({
      ...{ pattern, mode: cache.mode.mode, pages: ranks.length, result },
      until: since.find(({ count }) => count > 0)?.at ?? null,
      untilMost: since.find(({ count, fine }) => count > fine)?.at ?? null,
      changes: changesBy(cache.mode),
    });
  }
  return out;
}

/** Visitors who open these pages, by the same law, and so many of their views. */
function only(model: TrafficModel, ranks: readonly number[], share: number): TrafficModel {
  return {
    ...model,
    *visits(setting) {
      const pages = ranks.map((rank) => setting.pages[rank] as string);
      for (const visit of model.visits({ ...setting, pages })) {
        const views = visit.views
          .filter(() => share === 1 || setting.random() < share)
          .map((view) => ({ ...view, rank: ranks[view.rank % ranks.length] as number }));
        if (views.length > 0) yield { ...visit, extras: [], views };
      }
    },
  };
}

function changesBy(mode: PathCache["mode"]): string {
  if (mode.mode === "origin") return "at the next request: CloudFront asks S3 each time";
  if (mode.mode === "edge")
    return `when the release's invalidation is through, at the latest after ${mode.ttl} s`;
  return "by a new name, with the page that refers to it";
}
