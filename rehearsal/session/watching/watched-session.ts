import type { Systems } from "../../drill/run/systems";
import type { ProfiledTraffic } from "../../drill/traffic/profiled";
import type { ControlActions, ControlPage } from "../../server";
import type { LoadedSite } from "../../terraform";
import type { Controls } from "../controls";
import type { ServedSites } from "../sites/served-sites";
import type { SiteChanges } from "../sites/site-changes";
import { consolePage } from "./console-pages";
import { DrillRuns } from "./drill-runs";
import { LiveDrill } from "./live-drill";
import { MadeUpVisits, visitedPaths } from "./made-up-visits";
import type { Picture } from "./shown";
import { ToldSession } from "./told-session";
import type { Watcher } from "./watcher";

export interface WatchedSessionParts {
  readonly sites: ServedSites;
  readonly controls: Controls;
  readonly changes: SiteChanges;
  readonly watcher: Watcher;
  readonly systems: Systems;
  /** Like whom made-up visitors are. */
  readonly profile?: ProfiledTraffic;
  readonly urlOf: (site: string, at: number) => string;
}

/** What the console shows of sites that are served, and what it can do: its requests go through these actions alone. */
export class WatchedSession {
  /** Of the control API, each seen at once by whoever listens. */
  readonly actions: ControlActions;
  /** Scenarios at what is served. */
  readonly live: LiveDrill;
  readonly #parts: WatchedSessionParts;
  readonly #visits: MadeUpVisits;
  readonly #drills: DrillRuns;
  readonly #told: ToldSession;

  constructor(parts: WatchedSessionParts) {
    this.#parts = parts;
    const { changes, controls, profile, sites, systems, watcher } = parts;
    const { clock } = sites.rehearsal;
    const { record } = controls;
    this.#drills = new DrillRuns(() => sites.all[0]?.file);
    this.#told = new ToldSession({
      ...{ record, clock, seconds: () => watcher.seconds(), picture: () => this.picture() },
    });
    this.#visits = new MadeUpVisits({
      clock,
      ...(profile && { profile }),
      edge: (location) => {
        const { edge, locations } = sites.rehearsal;
        return locations[location % locations.length] ?? edge;
      },
      shares: () => sites.all[0]?.config?.visitors.edgeLocations ?? [1],
      sites: () => sites.all.map(({ loaded, local: { host } }) => ({ host, ...this.#pathsOf(loaded) })),
    });
    this.live = new LiveDrill({ sites, systems, record, keep: (page) => this.#drills.keep(page) });
    this.actions = watcher.seenAtOnce({
      ...controls.actions(),
      ...this.#told.actions(),
      ...changes.actions(),
      ...this.#visits.actions(),
      ...this.#drills.actions(),
      ...this.live.actions(),
      ...watcher.actions(),
    });
  }

  /** A page of the control port: the console's own, or a report's. */
  async page(path: string, query: URLSearchParams): Promise<ControlPage | undefined> {
    return this.#drills.report(path, query) ?? this.#told.report(path) ?? (await consolePage(path));
  }

  /** The sites as they are now. */
  picture(): Picture {
    const { controls, urlOf } = this.#parts;
    const { buckets, faults, sites, ...picture } = controls.picture();
    const drilled = this.live.faults;
    const ofBucket = (names: readonly (string | undefined)[]) =>
      drilled.filter(({ target }) => names.includes(target)).map(({ fault }) => fault);
    return {
      sites: sites.map((site, at) => ({ ...site, url: urlOf(site.site, at) })),
      buckets: buckets.map((bucket) => ({
        ...{ ...bucket, drilled: ofBucket([bucket.alias, bucket.name, bucket.region]) },
      })),
      ...picture,
      faults: [...faults, ...drilled],
      actions: Object.keys(this.actions),
      visitors: this.#visits.perMinute,
      ...(this.live.shown && { live: this.live.shown }),
    };
  }

  close(): void {
    this.live.stop();
    this.#visits.close();
  }

  /** What the bucket holds that is asked first. */
  #pathsOf(loaded: LoadedSite): ReturnType<typeof visitedPaths> {
    const { rehearsal } = this.#parts.sites;
    const [bucket] = rehearsal.bucketsOfSide("primary", loaded);
    const isThere = bucket !== undefined && rehearsal.regions.bucketNames.includes(bucket);
    const keys = isThere
      ? rehearsal.regions
          .store(bucket)
          .list()
          .contents.map(({ key }) => key)
      : [];
    return visitedPaths(keys);
  }
}
