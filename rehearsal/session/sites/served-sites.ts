import { resolve } from "node:path";
import { recordKeys } from "../../../facts/site/record-keys";
import type { Side } from "../../../facts/site/switch";
import { projectRoot } from "../../../project/own-project";
import { type Interposed, Rehearsal, type RehearsalOptions } from "../../assembly/rehearsal";
import { type Content, folderContent, projectContent } from "../../content/content";
import type { RehearsedSite } from "../../content/rehearsed-site";
import type { Clock, FunctionAssociation, Origin, Readings } from "../../edge";
import { LocalHosts } from "../../server";
import { joinSites, type LoadedSite } from "../../terraform";
import type { GivenOrigins, OriginStandIns } from "./origins";
import { warningsOf } from "./warnings";

export interface ServingOptions {
  readonly origins: GivenOrigins;
  readonly readings: Partial<Readings>;
  /** @default - the machine's own clock */
  readonly clock?: Clock;
  readonly onUnreachableOrigin: (origin: Origin) => void;
  readonly onFunctionLog: (fn: FunctionAssociation, line: string) => void;
  /** Called for each answer. */
  readonly onTrace?: RehearsalOptions["onTrace"];
  /** Who stands between the edge and what it works with. */
  readonly between?: Interposed;
}

/** The sites that one edge and two regions serve, with the content of each. The first one answers on localhost. */
export class ServedSites {
  readonly rehearsal: Rehearsal;
  readonly #given: GivenOrigins;
  #origins: OriginStandIns;
  #sites: readonly RehearsedSite[];
  #hosts: LocalHosts;
  #content: readonly Content[];

  /** @throws {OutlastError} for what fits no origin, distribution or bucket */
  constructor(sites: readonly RehearsedSite[], options: ServingOptions) {
    const { origins, ...heard } = options;
    this.#given = origins;
    this.#origins = origins.of(sites);
    this.#sites = sites;
    this.#hosts = hostsOf(sites);
    this.rehearsal = new Rehearsal(joined(sites), {
      origins: this.#origins.clients,
      functionsApart: sites.some(({ file }) => file !== undefined),
      locations: Math.max(...sites.map(({ config }) => config?.visitors.edgeLocations.length ?? 1)),
      ...heard,
    });
    this.#content = this.#contentOf(sites, this.#origins);
  }

  get all(): readonly RehearsedSite[] {
    return this.#sites;
  }

  get names(): readonly string[] {
    return this.#sites.map(({ name }) => name);
  }

  /** What is loaded of one site; of all of them together without a name. Undefined for a name that is not there. */
  part(name: string | undefined): LoadedSite | undefined {
    if (name === undefined) return this.rehearsal.site;
    return this.#sites.find((site) => site.name === name)?.loaded;
  }

  /**
   * What faults are aimed at to break a side of one site, or of all of them: the name that all buckets of that side
   * share, or the buckets themselves. Empty where no bucket is of that side.
   */
  targets(side: Side, name: string | undefined): readonly string[] {
    const shared = name === undefined && this.rehearsal.regions.faultTargets.includes(side);
    return shared ? [side] : this.rehearsal.bucketsOfSide(side, this.part(name));
  }

  /** Of one of our sites, or of each: which releases its regions hold, where these are two. */
  differing(name: string | undefined): readonly string[] {
    const own = this.#sites.filter((site) => site.config && (name === undefined || site.name === name));
    return own.flatMap(({ loaded, name: site }) => {
      const [primary, replica] = [this.#releaseOf("primary", loaded), this.#releaseOf("replica", loaded)];
      if (primary === undefined || replica === undefined || primary === replica) return [];
      return [`the primary of ${site} holds release ${primary}, and the replica ${replica}`];
    });
  }

  /** Undefined where nothing has been released. */
  #releaseOf(side: Side, loaded: LoadedSite): string | undefined {
    const { regions } = this.rehearsal;
    const bucket = this.rehearsal
      .bucketsOfSide(side, loaded)
      .find((name) => regions.bucketNames.includes(name));
    const listed =
      bucket === undefined ? [] : regions.store(bucket).list({ prefix: recordKeys.current }).contents;
    const current = listed.find(({ key }) => key === recordKeys.current);
    return current && String(JSON.parse(new TextDecoder().decode(current.content.body)).release);
  }

  /** The name of the site that a distribution is of. */
  nameOf(distributionId: string): string | undefined {
    const isOf = ({ loaded }: RehearsedSite) => loaded.distributions.some(({ id }) => id === distributionId);
    return this.#sites.find(isOf)?.name;
  }

  /** Of the sites at the moment. */
  readonly hosts: Pick<LocalHosts, "canonical" | "localLocation"> = {
    canonical: (hostHeader) => this.#hosts.canonical(hostHeader),
    localLocation: (location, hostHeader, portOf) => this.#hosts.localLocation(location, hostHeader, portOf),
  };

  /** What stands for origins, by their id. */
  get clients(): OriginStandIns["clients"] {
    return this.#origins.clients;
  }

  /** The folder that a site's visitors see the content of; undefined where none is given for somebody else's. */
  folderOf({ config, loaded }: RehearsedSite): string | undefined {
    if (config !== undefined) return resolve(projectRoot(), config.content.folder);
    const buckets = this.rehearsal.bucketsOfSide("primary", loaded);
    return this.#origins.folders.find(({ bucket }) => buckets.includes(bucket))?.folder;
  }

  /** All of them, with this in the place of one. */
  joinedWith(name: string, loaded: LoadedSite): LoadedSite {
    return joinSites(this.#sites.map((site) => (site.name === name ? loaded : site.loaded)));
  }

  /** Deploys once more what they say, whatever was deployed in its place. */
  redeploy(): void {
    this.rehearsal.update(joined(this.#sites), this.#origins.clients);
  }

  get folders(): readonly string[] {
    return this.#content.map(({ folder }) => folder);
  }

  /** Makes the buckets hold what the folders do; resolves with how many files that changed. */
  async load(): Promise<number> {
    let changed = 0;
    for (const content of this.#content) changed += await content.load();
    return changed;
  }

  /**
   * Returns each site to a kept release, or to the one before; resolves with the ids.
   * @throws {OutlastError} for one that is not kept
   */
  async rollBack(id?: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const { rollBack } of this.#content) if (rollBack) ids.push(await rollBack(id));
    return ids;
  }

  /**
   * Deploys changed sites, and releases their content as they now say. What is in the cache stays.
   * @throws {OutlastError}, and what was there goes on being served then
   */
  async replace(sites: readonly RehearsedSite[]): Promise<void> {
    const origins = this.#given.of(sites);
    const content = this.#contentOf(sites, origins);
    for (const one of content) await one.check();
    this.rehearsal.update(joined(sites), origins.clients);
    this.#origins = origins;
    this.#sites = sites;
    this.#hosts = hostsOf(sites);
    this.#content = content;
    await this.load();
  }

  /** What a person should know of what is served at the moment. */
  get warnings(): readonly string[] {
    const { warnings, regions } = this.rehearsal;
    return [
      ...warnings,
      ...this.#sites.flatMap((site) => warningsOf(site, regions, this.#origins.clients)),
      ...this.#content.flatMap((content) => content.warnings),
    ];
  }

  #contentOf(sites: readonly RehearsedSite[], { folders }: OriginStandIns): Content[] {
    const own = sites.flatMap(({ config, loaded }) =>
      config ? [projectContent(config, this.rehearsal, loaded)] : [],
    );
    return [...own, ...folders.map(({ folder, bucket }) => folderContent(folder, bucket, this.rehearsal))];
  }
}

function joined(sites: readonly RehearsedSite[]): LoadedSite {
  return joinSites(sites.map(({ loaded }) => loaded));
}

function hostsOf(sites: readonly RehearsedSite[]): LocalHosts {
  return new LocalHosts(sites.map(({ local }) => local));
}
