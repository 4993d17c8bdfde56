import type { RehearsedSite } from "../content/rehearsed-site";
import { Systems } from "../drill/run/systems";
import { controlPlane } from "../drill/run/timeline";
import { type Clock, formatReadings } from "../edge";
import { serveControls } from "../server";
import { bound } from "./bound";
import { Controls } from "./controls";
import type { SessionOptions } from "./options";
import type { SessionPorts } from "./ports";
import { type ReadOptions, readOptions, setFirstFault } from "./read-options";
import { Serving } from "./serving";
import { GivenOrigins } from "./sites/origins";
import { ServedSites } from "./sites/served-sites";
import { chosen, SiteChanges } from "./sites/site-changes";
import type { SiteSource } from "./sites/site-source";
import { WatchedSession } from "./watching/watched-session";
import { Watcher } from "./watching/watcher";
import { watchSites } from "./watchman";

/** What a session is opened with. */
interface Opening {
  readonly source: SiteSource;
  readonly options: SessionOptions;
  readonly read: ReadOptions;
  readonly ports: SessionPorts;
  readonly clock?: Clock;
}

/** Sites that are being served. */
export class Session {
  readonly #options: SessionOptions;
  readonly #read: ReadOptions;
  readonly #ports: SessionPorts;
  readonly #sites: ServedSites;
  readonly #serving: Serving;
  readonly #changes: SiteChanges;
  readonly #watcher: Watcher;
  readonly #watched: WatchedSession;
  /** What can be done to the sites. */
  readonly controls: Controls;
  readonly #closing: (() => unknown)[] = [];
  /** Where the control API is, once it is served. */
  controlUrl = "";

  /** @param clock the machine's own by default */
  static async open(
    source: SiteSource,
    options: SessionOptions,
    ports: SessionPorts,
    clock?: Clock,
  ): Promise<Session> {
    const read = readOptions(options);
    const sites = chosen(await source.read(), options);
    const session = new Session(sites, { source, options, read, ports, ...(clock && { clock }) });
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

  private constructor(rehearsed: readonly RehearsedSite[], { source, options, read, ...opening }: Opening) {
    const { ports: given, ...clock } = opening;
    this.#options = options;
    this.#read = read;
    const systems = new Systems(Math.random);
    const watcher = new Watcher({
      clock: { now: () => this.#sites.rehearsal.clock.now() },
      picture: () => this.#watched.picture(),
      siteOf: (id) => this.#sites.nameOf(id),
      distribution: (id) => this.#sites.rehearsal.site.distributions.find((one) => one.id === id),
    });
    this.#watcher = watcher;
    const ports: SessionPorts = {
      answered: (...answer) => given.answered(...answer),
      tell(record, text) {
        given.tell(record, text);
        watcher.say(text, false);
      },
      warn(record, text) {
        given.warn(record, text);
        watcher.say(text, true);
      },
    };
    this.#ports = ports;
    const { readings } = read;
    const origins = new GivenOrigins(options.origin);
    const { functions, ...between } = systems.between;
    const sites = new ServedSites(rehearsed, {
      ...{ origins, readings, ...clock },
      onUnreachableOrigin({ id, domainName }) {
        const message = `the origin ${id} (${domainName}) is not on this machine: --origin ${id}=<url or folder>`;
        ports.warn({ event: "warning", message }, message);
      },
      onFunctionLog: ({ name }, line) =>
        ports.tell({ event: "function-log", function: name, line }, `${name}: ${line}`),
      onTrace: watcher.observe,
      between: {
        ...between,
        functions: (runtime) => watcher.functions.between(functions?.(runtime) ?? runtime),
      },
    });
    this.#sites = sites;
    const obstacle = () => (systems.controlPlaneDown ? controlPlane : undefined);
    this.controls = new Controls(sites, readings, read.visitors, obstacle);
    const { record } = this.controls;
    const { answered } = ports;
    this.#serving = new Serving({ sites, read, answered, edgeFault: () => systems.edge });
    this.#changes = new SiteChanges({
      ...{ source, options, sites, ports, obstacle },
      did: (deed) => {
        record.did(deed);
        if (deed.do === "release" || deed.do === "rollback") this.#watched.live.published(deed.do);
      },
    });
    this.#watched = new WatchedSession({
      ...{ sites, controls: this.controls, changes: this.#changes, watcher, systems },
      ...(read.profile && { profile: read.profile }),
      urlOf: (site, at) => this.#serving.urlOf(site, at),
    });
    this.#closing.push(
      () => origins.close(),
      () => sites.rehearsal.close(),
      () => this.#watched.close(),
      () => this.#serving.close(),
    );
  }

  /** What is served, and where on this machine. */
  get sites(): Serving["sites"] {
    return this.#serving.sites;
  }

  async #serve(): Promise<void> {
    const { controlPort, fault, watch } = this.#options;
    for (const text of fault) setFirstFault(this.controls, text);
    await this.#serving.open(this.#options);
    const watched = this.#watched;
    const control = await bound({ port: ["--control-port", controlPort] }, () =>
      serveControls(watched.actions, controlPort, {
        events: (send) => this.#watcher.listen(send),
        page: (path, query) => watched.page(path, query),
      }),
    );
    this.#closing.push(() => control.close());
    this.controlUrl = control.url;
    // Whoever has been told that it is ready may change a file at once.
    if (watch) this.#changes.watch();
    this.#closing.push(() => this.#changes.close());
    this.#announce();
    this.#closing.push(watchSites(this.#sites, this.#ports));
  }

  #announce(): void {
    this.#changes.warnOfNews();
    const { controlUrl: control, sites } = this;
    const http = this.#serving.plainUrl;
    const readings = formatReadings(this.#read.readings);
    const lines = [
      ...sites.map(({ site, url, host }) => `${site} at ${url} (as ${host})`),
      ...(http === undefined ? [] : [`by HTTP at ${http}`]),
      `console and control API at ${control}`,
      ...(readings.length > 0 ? [`readings: ${readings.join(" ")}`] : []),
    ];
    // `switches` is what readings were called; scripts may still ask for it.
    const ready = {
      ...{ event: "ready", ...sites[0], ...(http !== undefined && { http }), control, sites },
      ...{ switches: readings, readings },
    };
    this.#ports.tell(ready, lines.join("\n"));
  }

  /** Stops serving, and ends threads, watchers and timers. */
  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}
