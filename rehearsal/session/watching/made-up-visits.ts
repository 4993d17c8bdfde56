import { setMaxListeners } from "node:events";
import { encodePath } from "../../../facts/site/path";
import { viewerRequest } from "../../drill/judge/oracle";
import type { ProfiledTraffic } from "../../drill/traffic/profiled";
import { madeUpVisitors } from "../../drill/traffic/visitors";
import type { Clock, Edge } from "../../edge";
import { type ControlActions, ControlError } from "../../server";
import { taking } from "../fault-controls";

/** A site that visitors come to, and the paths that it has. */
export interface VisitedSite {
  readonly host: string;
  /** Pages first: they are ranked by their place. */
  readonly pages: readonly string[];
  readonly others: readonly string[];
}

export interface VisitsOptions {
  readonly clock: Clock;
  readonly edge: (location: number) => Pick<Edge, "handle">;
  /** Edge locations by their share of the visitors. @default - as drills have them */
  readonly shares?: () => readonly number[];
  readonly sites: () => readonly VisitedSite[];
  /** Like whom they are: which pages, at which hour, where. @default - as drills make them up */
  readonly profile?: ProfiledTraffic;
}

const mostAMinute = 600;
/** Other files that a page brings with it. */
const besideAPage = 2;
/** Of pages that a release may change meanwhile, their places alone are drawn. */
const ranks = new Array<string>(1_000).fill("/");

/** Visitors who come by themselves, as those of drills do (docs/drills.md): so that there is something to see. */
export class MadeUpVisits {
  readonly #options: VisitsOptions;
  #perMinute = 0;
  #leaving = new AbortController();

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** Visits a minute. */
  get perMinute(): number {
    return this.#perMinute;
  }

  /** Has so many visits come in a minute; none at 0. */
  set(perMinute: number): void {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    // One for each visitor who reads a page.
    setMaxListeners(0, this.#leaving.signal);
    this.#perMinute = perMinute;
    if (perMinute > 0) this.#come(perMinute, this.#leaving.signal).catch(() => {});
  }

  close(): void {
    this.set(0);
  }

  /** The action of the control API. */
  actions(): ControlActions {
    return {
      "POST /visitors": taking(["perMinute"], ({ perMinute = 0 }) => {
        if (typeof perMinute !== "number" || !(perMinute >= 0 && perMinute <= mostAMinute))
          throw new ControlError(`perMinute: expected a number from 0 to ${mostAMinute}`);
        this.set(perMinute);
        return { perMinute };
      }),
    };
  }

  async #come(perMinute: number, signal: AbortSignal): Promise<void> {
    const { clock, profile, shares, sites } = this.#options;
    const began = clock.now();
    const visitsPerHour = perMinute * 60;
    const locations = profile?.shape.locations ?? shares?.();
    const shape = { ...profile?.shape, visitsPerHour, ...(locations && { locations: [...locations] }) };
    const visits = (profile?.paced ?? madeUpVisitors).visits({
      shape: { ...shape, ...(profile && { hour: (began / 3_600_000) % 24 }) },
      // What a profile knows of a page, it knows by its address.
      pages: profile ? (sites()[0]?.pages ?? []) : ranks,
      ...{ from: 0, to: Number.POSITIVE_INFINITY, random: Math.random },
    });
    for (const { at, extras, location, views, visitor } of visits) {
      await clock.sleep(Math.max(0, began + at - clock.now()), signal);
      const all = sites();
      const site = all[visitor % Math.max(1, all.length)];
      if (site === undefined) continue;
      this.#visit(site, location, views, signal).catch(() => {});
      if (extras.includes("wrong-url")) this.#ask(site, location, "/not-there");
    }
  }

  async #visit(
    site: VisitedSite,
    location: number,
    views: readonly { readonly rank: number; readonly after: number }[],
    signal: AbortSignal,
  ): Promise<void> {
    const { others, pages } = site;
    for (const { after, rank } of views) {
      await this.#options.clock.sleep(after, signal);
      this.#ask(site, location, pages[rank % Math.max(1, pages.length)] ?? "/");
      for (let at = 0; at < Math.min(besideAPage, others.length); at++)
        this.#ask(site, location, others[(rank + at) % others.length] as string);
    }
  }

  /** Nobody reads the answer: the edge has seen the request. */
  #ask({ host }: VisitedSite, location: number, path: string): void {
    this.#options
      .edge(location)
      .handle(viewerRequest(host, { method: "GET", path }))
      .then(({ stream }) => stream?.cancel());
  }
}

/** What of a bucket's keys visitors ask for: no names that begin with a dot, and no pages for errors. */
export function visitedPaths(keys: readonly string[]): Pick<VisitedSite, "pages" | "others"> {
  const asked = keys.filter(
    (key) => !/(?:^|\/)\./.test(key) && !/(?:^|\/)(?:[45]\d\d|maintenance)\.html$/.test(key),
  );
  const isPage = (key: string) => key.endsWith(".html");
  const path = (key: string) => encodePath(`/${key.replace(/(^|\/)index\.html$/, "$1")}`);
  return {
    pages: asked.filter(isPage).map(path),
    others: asked.filter((key) => !isPage(key)).map(path),
  };
}
