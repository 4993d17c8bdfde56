import type { Cloud } from "../../cloud";
import type { Edge } from "../../edge";
import { type Listening, LocalHosts, type PortOf, type Scheme, serveViewers } from "../../server";
import type { Visitors } from "../visitors";

export interface ViewerPortsOptions {
  readonly cloud: Pick<Cloud, "distributions">;
  readonly edge: Pick<Edge, "handle" | "wantsBody">;
  /** Of the edge itself; 0 picks a free one. */
  readonly port: number;
  /** Of the edge itself, by HTTP; 0 picks a free one. @default - there is none */
  readonly httpPort?: number;
  /** What visitors are. @default - as they come */
  readonly visitors?: Pick<Visitors, "facts">;
}

/** A distribution, and the host name that its visitors use. */
export interface Site {
  readonly distributionId: string;
  readonly host: string;
}

/** Where visitors ask the edge: `localhost` can mean one site only, so each has a port of its own. */
export class ViewerPorts {
  readonly #options: ViewerPortsOptions;
  readonly #ports: ViewerPort[];

  /** Opens the edge's own port, where `localhost` is the oldest distribution until a site has been given to it. */
  static async open(options: ViewerPortsOptions): Promise<ViewerPorts> {
    return new ViewerPorts(options, await ViewerPort.open(options));
  }

  private constructor(options: ViewerPortsOptions, own: ViewerPort) {
    this.#options = options;
    this.#ports = [own];
  }

  /** The edge's own port. */
  get url(): string {
    return (this.#ports[0] as ViewerPort).url;
  }

  /** The edge's own port by HTTP, if there is one: `localhost` is the same site there. */
  get httpUrl(): string | undefined {
    return (this.#ports[0] as ViewerPort).httpUrl;
  }

  /** Where `localhost` is this site: the edge's own port for the first one, a free port for each further one. */
  async urlOf(site: Site): Promise<string> {
    const { distributionId } = site;
    const free = this.#ports.find((port) => (port.site?.distributionId ?? distributionId) === distributionId);
    const port = free ?? (await this.#openFurther());
    if (!free) this.#ports.push(port);
    port.serve(site);
    return port.url;
  }

  #openFurther(): Promise<ViewerPort> {
    const { httpPort, ...options } = this.#options;
    return ViewerPort.open({ ...options, port: 0 });
  }

  /** Looks again at what is deployed. */
  update(): void {
    for (const port of this.#ports) port.update();
  }

  async close(): Promise<void> {
    await Promise.all(this.#ports.map((port) => port.close()));
  }
}

class ViewerPort {
  readonly #cloud: ViewerPortsOptions["cloud"];
  #hosts: LocalHosts;
  #site: Site | undefined;
  readonly #listening: Partial<Record<Scheme, Listening>> = {};

  static async open(options: ViewerPortsOptions): Promise<ViewerPort> {
    const { cloud, port, httpPort } = options;
    const opened = new ViewerPort(cloud);
    await opened.#listen("https", port, options);
    try {
      if (httpPort !== undefined) await opened.#listen("http", httpPort, options);
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  private constructor(cloud: ViewerPortsOptions["cloud"]) {
    this.#cloud = cloud;
    this.#hosts = hostsOf(cloud, undefined);
  }

  async #listen(scheme: Scheme, port: number, { edge, visitors }: ViewerPortsOptions): Promise<void> {
    const portOf: PortOf = (other) => this.#listening[other]?.port;
    const served = { edge, hosts: this, portOf, facts: () => visitors?.facts ?? {} };
    // Functions are processes here, for which this one waits while they start: nobody's request has been slow meanwhile.
    const headersTimeout = 60_000;
    this.#listening[scheme] = await serveViewers({ ...served, scheme, port, headersTimeout });
  }

  /** What `localhost` is here, if that has been said. */
  get site(): Site | undefined {
    return this.#site;
  }

  get url(): string {
    return this.#listening.https?.url ?? "";
  }

  get httpUrl(): string | undefined {
    return this.#listening.http?.url;
  }

  serve(site: Site): void {
    this.#site = site;
    this.update();
  }

  update(): void {
    this.#hosts = hostsOf(this.#cloud, this.#site);
  }

  canonical(hostHeader: string): string {
    return this.#hosts.canonical(hostHeader);
  }

  localLocation(location: string, hostHeader: string, portOf: PortOf): string {
    return this.#hosts.localLocation(location, hostHeader, portOf);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#listening).map((listening) => listening.close()));
  }
}

/** The host names of what is deployed, with `localhost` for the site. */
function hostsOf(cloud: ViewerPortsOptions["cloud"], site: Site | undefined): LocalHosts {
  const isSite = ({ id }: { readonly id: string }) => id === site?.distributionId;
  const all = cloud.distributions().map((distribution) => {
    const { id, aliases, domainName } = distribution;
    // CloudFront keeps aliases in no order: which of them is the main one only the site knows.
    const host = site && isSite(distribution) ? site.host : (aliases[0] ?? domainName);
    return { id, name: id.toLowerCase(), host, hosts: [...aliases, domainName] };
  });
  return new LocalHosts([...all.filter(isSite), ...all.filter((one) => !isSite(one))]);
}
