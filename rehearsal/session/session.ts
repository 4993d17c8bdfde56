import { existsSync } from "node:fs";
import { Reporter } from "../../cli/output/reporter";
import { requestLine, requestRecord } from "../../cli/output/request-log";
import { keyHelp, listenForKeys } from "../../cli/terminal/keys";
import { askOnTerminal } from "../../cli/terminal/prompt";
import { counted } from "../../release";
import { formatReadings, type Readings, type ViewerRequest, type ViewerResponse } from "../edge";
import { type Listening, serveControls, serveViewers } from "../server";
import { bound } from "./bound";
import { Controls } from "./controls";
import type { StartOptions } from "./options";
import { chooseSites, type ReadOptions, readOptions, setFirstFault } from "./read-options";
import { GivenOrigins } from "./sites/origins";
import { ServedSites } from "./sites/served-sites";
import type { RehearsedSite, SiteSource } from "./sites/site-source";
import { watchPaths } from "./watch";

/** Sites that are being served. */
export class Session {
  readonly #source: SiteSource;
  readonly #options: StartOptions;
  readonly #readings: Partial<Readings>;
  readonly #host: string;
  readonly #sites: ServedSites;
  readonly #reporter: Reporter;
  readonly #closing: (() => unknown)[] = [];
  #watchingContent: { close(): void } | undefined;
  /** One reload after the other: both kinds publish content. */
  #reloads: Promise<void> = Promise.resolve();
  #warnings: ReadonlySet<string> = new Set();
  #log: boolean;

  static async open(source: SiteSource, options: StartOptions): Promise<Session> {
    const read = readOptions(options);
    const sites = chooseSites(await source.read(), options.site);
    const session = new Session(source, sites, read, options);
    const { rehearsal } = session.#sites;
    try {
      // The rehearsal begins with both regions whole; from then on, copies take their time.
      rehearsal.replicationLag = 0;
      await session.#sites.load();
      rehearsal.replicationLag = read.lag;
      await session.#serve();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  private constructor(
    source: SiteSource,
    sites: readonly RehearsedSite[],
    { host, readings }: ReadOptions,
    options: StartOptions,
  ) {
    this.#source = source;
    this.#options = options;
    this.#readings = readings;
    this.#host = host;
    this.#log = options.log;
    this.#reporter = new Reporter(options.json);
    const origins = new GivenOrigins(options.origin);
    this.#closing.push(() => origins.close());
    this.#sites = new ServedSites(sites, {
      ...{ origins, readings },
      onUnreachableOrigin: ({ id, domainName }) =>
        this.#warn(`the origin ${id} (${domainName}) is not on this machine: --origin ${id}=<url or folder>`),
      onFunctionLog: ({ name }, line) =>
        this.#reporter.tell({ event: "function-log", function: name, line }, `${name}: ${line}`),
    });
    this.#closing.push(() => this.#sites.rehearsal.close());
  }

  async #serve(): Promise<void> {
    const { port, controlPort, fault } = this.#options;
    const host = this.#host;
    const controls = new Controls(this.#sites, this.#readings);
    for (const text of fault) setFirstFault(controls, text);
    const viewers = await bound({ port: ["--port", port], host: ["--host", host] }, () =>
      serveViewers({
        edge: this.#sites.rehearsal.edge,
        hosts: this.#sites.hosts,
        port,
        host,
        onAnswer: (request, response) => this.#logRequest(request, response),
      }),
    );
    this.#closing.push(() => viewers.close());
    const control = await bound({ port: ["--control-port", controlPort] }, () =>
      serveControls(controls.actions(), controlPort),
    );
    this.#closing.push(() => control.close());
    this.#announce(viewers, control);
    if (this.#options.watch) this.#watch();
    this.#closing.push(this.#listenForKeys(controls));
  }

  #announce(viewers: Listening, control: Listening): void {
    this.#warnOfNews();
    const sites = this.#sites.all.map(({ name, local: { host } }, at) => ({
      site: name,
      url: at === 0 ? viewers.url : `http://${name}.localhost:${viewers.port}`,
      host,
    }));
    const readings = formatReadings(this.#readings);
    const lines = [
      ...sites.map(({ site, url, host }) => `${site} at ${url} (as ${host})`),
      `control API at ${control.url}`,
      ...(readings.length > 0 ? [`readings: ${readings.join(" ")}`] : []),
      ...(process.stdin.isTTY ? [keyHelp(sites.length > 1)] : []),
    ];
    // `switches` is what readings were called; scripts may still ask for it.
    const ready = {
      ...{ event: "ready", ...sites[0], control: control.url, sites },
      ...{ switches: readings, readings },
    };
    this.#reporter.tell(ready, lines.join("\n"));
  }

  #watch(): void {
    this.#watchContent();
    const source = watchPaths(this.#source.watched.filter(existsSync), () =>
      this.#reload("site", () => this.#reloadSites()),
    );
    this.#closing.push(
      () => this.#watchingContent?.close(),
      () => source.close(),
    );
  }

  #watchContent(): void {
    this.#watchingContent?.close();
    this.#watchingContent = watchPaths(this.#sites.folders, () =>
      this.#reload("content", async () => `${counted(await this.#sites.load(), "file")} changed`),
    );
  }

  async #reloadSites(): Promise<string> {
    await this.#sites.replace(chooseSites(await this.#source.read(), this.#options.site));
    this.#watchContent();
    this.#warnOfNews();
    return `${this.#sites.names.join(", ")} deployed`;
  }

  /** A mistake in an edited file is shown; what was there before goes on being served. */
  #reload(what: string, load: () => Promise<string>): Promise<void> {
    this.#reloads = this.#reloads.then(async () => {
      try {
        const result = await load();
        this.#reporter.tell({ event: "reload", what, result }, `${what} reloaded: ${result}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#reporter.warn({ event: "reload-failed", what, message }, `${what} not reloaded:\n${message}`);
      }
    });
    return this.#reloads;
  }

  #listenForKeys(controls: Controls): () => void {
    const keys = listenForKeys({
      controls,
      print: (line) => console.log(line),
      ask: askOnTerminal,
      toggleLog: () => {
        this.#log = !this.#log;
        return this.#log;
      },
      quit: () => process.emit("SIGINT"),
    });
    return () => keys.close();
  }

  /** Stops serving, and ends threads, watchers and timers. */
  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }

  #logRequest(request: ViewerRequest, response: ViewerResponse): void {
    if (!this.#log && !this.#options.json) return;
    const site = this.#sites.nameOf(response.trace.distributionId);
    const shown = this.#sites.all.length > 1 ? site : undefined;
    this.#reporter.tell(requestRecord(request, response, site), requestLine(request, response, shown));
  }

  /** Tells what a person should know and has not been told yet, or not since it was so before. */
  #warnOfNews(): void {
    const { warnings } = this.#sites;
    for (const warning of warnings) if (!this.#warnings.has(warning)) this.#warn(warning);
    this.#warnings = new Set(warnings);
  }

  #warn(message: string): void {
    this.#reporter.warn({ event: "warning", message }, message);
  }
}
