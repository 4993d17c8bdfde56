import type { FunctionAssociation, Origin, OriginClient, Switches } from "../../rehearsal/edge";
import { Rehearsal, type Side } from "../../rehearsal/rehearsal";
import { LocalHosts } from "../../rehearsal/server";
import { joinSites, type LoadedSite } from "../../rehearsal/terraform";
import { type Content, folderContent, projectContent } from "./content";
import type { RehearsedSite } from "./site-source";

export interface ServingOptions {
  /** What stands for an origin, by its id. */
  readonly clients: ReadonlyMap<string, OriginClient>;
  /** Folders that stand for what is in a bucket. */
  readonly folders: readonly { readonly folder: string; readonly bucket: string }[];
  readonly switches: Partial<Switches>;
  readonly onUnreachableOrigin: (origin: Origin) => void;
  readonly onFunctionLog: (fn: FunctionAssociation, line: string) => void;
}

/** The sites that one edge and two regions serve, with the content of each. The first one answers on localhost. */
export class ServedSites {
  readonly rehearsal: Rehearsal;
  readonly #options: ServingOptions;
  #sites: readonly RehearsedSite[];
  #hosts: LocalHosts;
  #content: readonly Content[];

  /** @throws DistributionError, RegionsError for what fits no distribution or bucket */
  constructor(sites: readonly RehearsedSite[], options: ServingOptions) {
    const { clients, folders: _, ...heard } = options;
    this.#options = options;
    this.#sites = sites;
    this.#hosts = hostsOf(sites);
    this.rehearsal = new Rehearsal(joined(sites), { origins: clients, ...heard });
    this.#content = this.#contentOf(sites);
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

  /** What a fault is aimed at to break a side of one site, or of all of them; undefined where there is no such. */
  target(side: Side, name: string | undefined): string | undefined {
    if (name === undefined) return this.rehearsal.regions.faultTargets.find((target) => target === side);
    return this.rehearsal.originBuckets(this.part(name)).get(side);
  }

  /** The name of the site that a distribution is of. */
  nameOf(distributionId: string): string | undefined {
    const isOf = ({ loaded }: RehearsedSite) => loaded.distributions.some(({ id }) => id === distributionId);
    return this.#sites.find(isOf)?.name;
  }

  /** Of the sites at the moment. */
  readonly hosts: Pick<LocalHosts, "canonical" | "localLocation"> = {
    canonical: (hostHeader) => this.#hosts.canonical(hostHeader),
    localLocation: (location, hostHeader) => this.#hosts.localLocation(location, hostHeader),
  };

  get folders(): readonly string[] {
    return this.#content.map(({ folder }) => folder);
  }

  /** Makes the buckets hold what the folders do; resolves with how many files that changed. */
  async load(): Promise<number> {
    let changed = 0;
    for (const content of this.#content) changed += await content.load();
    return changed;
  }

  /** Deploys changed sites, and releases their content as they now say. What is in the cache stays. */
  async replace(sites: readonly RehearsedSite[]): Promise<void> {
    this.rehearsal.update(joined(sites));
    this.#sites = sites;
    this.#hosts = hostsOf(sites);
    this.#content = this.#contentOf(sites);
    await this.load();
  }

  #contentOf(sites: readonly RehearsedSite[]): Content[] {
    const own = sites.flatMap(({ config, loaded }) =>
      config ? [projectContent(config, this.rehearsal, loaded)] : [],
    );
    const folders = this.#options.folders.map(({ folder, bucket }) =>
      folderContent(folder, bucket, this.rehearsal),
    );
    return [...own, ...folders];
  }
}

function joined(sites: readonly RehearsedSite[]): LoadedSite {
  return joinSites(sites.map(({ loaded }) => loaded));
}

function hostsOf(sites: readonly RehearsedSite[]): LocalHosts {
  return new LocalHosts(sites.map(({ local }) => local));
}
