import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteConfig } from "../../config";
import { expectedHeaders } from "../../config/expected-headers";
import { urlStyleOf } from "../../config/url-style";
import { sides } from "../../facts/site/switch";
import { Rehearsal, type RehearsalOptions } from "../assembly/rehearsal";
import { VirtualClock } from "../edge";
import type { LoadedSite } from "../terraform";
import type { ContentState, DrillContent } from "./content/content";
import { type Invalidate, ownPublisher, type Publisher, syncPublisher } from "./content/publisher";
import { drillError } from "./errors";
import { Oracle, type PromisedAnswers, viewerRequest } from "./judge/oracle";
import { chance } from "./random";

/** A site that is drilled: what its Terraform says, and its content. */
export interface DrilledSite {
  readonly name: string;
  readonly loaded: LoadedSite;
  /** The name that visitors use. */
  readonly host: string;
  /** Of the project's own site, which is published by releases; another's is synced to its bucket. */
  readonly config?: SiteConfig;
}

/** A site with its content and with what is right of it: what all of its scenarios share. */
export interface PreparedSite extends DrilledSite {
  readonly states: readonly ContentState[];
  readonly oracle: Oracle;
  /** What of it faults may be aimed at. */
  readonly targets: readonly string[];
  /** What the file leaves open, and what of it changes nothing here. */
  readonly warnings: readonly string[];
  /** Takes the folders of its later releases away. */
  close(): void;
}

/** A rehearsal at the beginning of time, with its content in both regions. */
export interface StagedSite {
  readonly clock: VirtualClock;
  readonly rehearsal: Rehearsal;
  readonly publisher: Publisher;
}

/** Milliseconds until a region's first byte, as seen from an edge location: AWS promises none, and no drill turns on it. */
const regionLatency = 40;

/** Builds the site's rehearsal and releases what is live to both regions. */
export async function staged(
  site: DrilledSite & Pick<DrillContent, "states">,
  start: number,
  random: () => number,
  invalidate: (rehearsal: Rehearsal) => Invalidate,
  options: RehearsalOptions = {},
): Promise<StagedSite> {
  const clock = new VirtualClock(start);
  const origins = options.origins && held(options.origins, clock);
  const rehearsal = new Rehearsal(site.loaded, {
    ...{ ...options, clock, random, replicationLag: 0 },
    ...(origins && { origins }),
  });
  const parts = { rehearsal, clock, random, invalidate: invalidate(rehearsal) };
  const publisher = site.config ? ownPublisher(site.config, parts) : syncPublisher(parts);
  await publisher.load(site.states[0] as ContentState);
  rehearsal.replicationLag = options.replicationLag ?? 1_000;
  return { clock, rehearsal, publisher };
}

/** What answers in the machine's time takes none of the drill's. */
function held(
  origins: NonNullable<RehearsalOptions["origins"]>,
  clock: VirtualClock,
): NonNullable<RehearsalOptions["origins"]> {
  return new Map(
    [...origins].map(([id, client]) => [id, { fetch: (...asked) => clock.hold(client.fetch(...asked)) }]),
  );
}

function contentOf(folder: string, path: string): Uint8Array | undefined {
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file) : undefined;
}

export const drillLatency = () => regionLatency;

/** Drops it at every edge location, at once. */
export function invalidateEverywhere(
  { locations, site }: Pick<Rehearsal, "locations" | "site">,
  paths: readonly string[],
  { distributions } = site,
): void {
  for (const location of locations) for (const { id } of distributions) location.invalidate(id, paths);
}

function promisedBy({ config }: DrilledSite, [live]: readonly ContentState[]): PromisedAnswers | undefined {
  if (config === undefined) return undefined;
  const { notFound } = config.errorPages;
  const hasPage = notFound !== false && contentOf(live?.folder ?? "", notFound) !== undefined;
  const isOneDocument = urlStyleOf(config).style === "spa";
  const headers = (status: number) => expectedHeaders(config, status);
  return { headers, hasNotFoundPage: hasPage, isOneDocument };
}

/** Asks a whole twin of the site for everything, in each state of its content. @param origins what stands for some of its origins */
export async function prepareSite(
  site: DrilledSite,
  { states, close }: DrillContent,
  seed: string,
  origins: RehearsalOptions["origins"] = new Map(),
): Promise<PreparedSite> {
  const start = Date.UTC(2030, 0, 1);
  const twin = await staged(
    { ...site, states },
    start,
    chance(seed, site.name, "twin"),
    (rehearsal) => (paths) => invalidateEverywhere(rehearsal, paths),
    { origins },
  );
  const { clock, rehearsal, publisher } = twin;
  rehearsal.replicationLag = 0;
  const ask = (asked: Parameters<typeof viewerRequest>[1]) =>
    clock.run(rehearsal.edge.handle(viewerRequest(site.host, asked)));
  try {
    const paths = new Map<string, string>();
    for (const { key, path } of states.flatMap(({ pages }) => pages)) {
      if (paths.has(key)) continue;
      // The own site has its pages where it says; of another's nobody knows.
      const isThere = site.config !== undefined || (await ask({ method: "GET", path })).status === 200;
      paths.set(key, isThere ? path : `/${key}`);
    }
    const oracle = new Oracle(states, ({ key }) => paths.get(key) as string, promisedBy(site, states));
    for (const state of states) {
      if (state.name !== "live") {
        const replaced = publisher.replace(state);
        // A release reads its folder in the machine's time; a sync alone has sleepers to wake.
        await (site.config ? replaced : clock.run(replaced));
      }
      await clock.advance(1_000);
      for (const asked of oracle.requests()) {
        // From the origin each time: what an edge has kept of the state before is no part of this one.
        rehearsal.edge.clear();
        oracle.learn(state.name, asked, await ask(asked), clock.now());
      }
    }
    for (const { customErrorResponses } of site.loaded.distributions)
      for (const { errorCode, page } of customErrorResponses)
        if (errorCode >= 500 && page !== undefined)
          for (const { folder } of states) oracle.learnErrorPage(contentOf(folder, page.path));
    if (oracle.ranked.length === 0) throw drillError("DRILL_TRAFFIC", `${site.name} has no page`);
    const targets = faultTargetsOf(rehearsal);
    return { ...site, states, oracle, targets, warnings: rehearsal.warnings, close };
  } finally {
    await rehearsal.close();
  }
}

/** What faults of a site may be aimed at. */
export function faultTargetsOf(rehearsal: Rehearsal): readonly string[] {
  const { faultTargets, bucketNames } = rehearsal.regions;
  const own = sides.filter((side) => rehearsal.bucketsOfSide(side).length > 0);
  return [...new Set([...own, ...faultTargets, ...bucketNames])];
}
