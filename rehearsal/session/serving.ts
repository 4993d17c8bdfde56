import {
  type Listening,
  type RequestHandler,
  refusal,
  type Scheme,
  serveViewers,
  type ViewerServerOptions,
} from "../server";
import { bound } from "./bound";
import type { SessionOptions } from "./options";
import type { SessionPorts } from "./ports";
import type { ReadOptions } from "./read-options";
import type { ServedSites } from "./sites/served-sites";

export interface ServingParts {
  readonly sites: ServedSites;
  readonly read: Pick<ReadOptions, "host" | "visitors">;
  readonly answered: SessionPorts["answered"];
  /** What is broken of the edge itself, of which no visitor gets an answer. */
  readonly edgeFault: () => string | undefined;
}

/** The ports of this machine that visitors come to. */
export class Serving {
  readonly #parts: ServingParts;
  readonly #served: Partial<Record<Scheme, Listening>> = {};

  constructor(parts: ServingParts) {
    this.#parts = parts;
  }

  /** @throws {OutlastError} for a port that is taken */
  async open({ httpPort, port }: Pick<SessionOptions, "httpPort" | "port">): Promise<void> {
    const portOf = (scheme: Scheme) => this.#served[scheme]?.port;
    this.#served.https = await this.#listen({ scheme: "https", port, portOf }, "--port");
    if (httpPort !== undefined)
      this.#served.http = await this.#listen({ scheme: "http", port: httpPort, portOf }, "--http-port");
  }

  async close(): Promise<void> {
    await this.#served.http?.close();
    await this.#served.https?.close();
  }

  /** Where visitors come by HTTP alone, if they can. */
  get plainUrl(): string | undefined {
    return this.#served.http?.url;
  }

  /** What is served, and where on this machine. */
  get sites(): readonly { readonly site: string; readonly url: string; readonly host: string }[] {
    return this.#parts.sites.all.map(({ name, local: { host } }, at) => ({
      ...{ site: name, url: this.urlOf(name, at), host },
    }));
  }

  /** Where a browser on this machine finds a site: the first one on localhost. */
  urlOf(site: string, at: number): string {
    const { port, url } = this.#served.https ?? { port: 0, url: "" };
    return at === 0 ? url : `http://${site}.localhost:${port}`;
  }

  #listen(
    options: Pick<ViewerServerOptions, "scheme" | "port" | "portOf">,
    option: string,
  ): Promise<Listening> {
    const { answered, read, sites } = this.#parts;
    const { host, visitors } = read;
    return bound({ port: [option, options.port], host: ["--host", host] }, () =>
      serveViewers({
        ...options,
        edge: this.#edge(),
        hosts: sites.hosts,
        host,
        facts: () => visitors.facts,
        onAnswer: (request, response) => {
          const site = sites.nameOf(response.trace.distributionId);
          answered(request, response, site, sites.all.length > 1);
        },
      }),
    );
  }

  #edge(): RequestHandler {
    const { edgeFault, sites } = this.#parts;
    const { edge } = sites.rehearsal;
    return {
      wantsBody: (request) => edge.wantsBody(request),
      handle(request) {
        const fault = edgeFault();
        if (fault === undefined) return edge.handle(request);
        return Promise.resolve(refusal(503, `The edge itself is broken (${fault}): a drill runs.`));
      },
    };
  }
}
