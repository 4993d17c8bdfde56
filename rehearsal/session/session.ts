import { existsSync } from "node:fs";
import { siteObjectivesSchema } from "../../config/schema/operation";
import { OutlastError } from "../../errors/outlast-error";
import { isCalled, siteNamed } from "../../project/sites";
import { counted } from "../../release";
import { objectivesOf } from "../drill/promised";
import { type Clock, formatReadings } from "../edge";
import {
  type ControlActions,
  ControlError,
  type Listening,
  type Scheme,
  serveControls,
  serveViewers,
  type ViewerServerOptions,
} from "../server";
import type { LoadedSite } from "../terraform";
import { bound } from "./bound";
import { Controls } from "./controls";
import { optionalText, taking } from "./fault-controls";
import type { SessionOptions } from "./options";
import type { SessionPorts } from "./ports";
import { type ReadOptions, readOptions, setFirstFault } from "./read-options";
import { GivenOrigins } from "./sites/origins";
import { ServedSites } from "./sites/served-sites";
import type { RehearsedSite, SiteSource } from "./sites/site-source";
import { watchPaths } from "./watch";
import { consolePage } from "./watching/console-pages";
import { DrillRuns } from "./watching/drill-runs";
import { LiveDrill } from "./watching/live-drill";
import { MadeUpVisits, visitedPaths } from "./watching/made-up-visits";
import type { Picture } from "./watching/shown";
import { ToldSession } from "./watching/told-session";
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
  readonly #source: SiteSource;
  readonly #options: SessionOptions;
  readonly #read: ReadOptions;
  readonly #ports: SessionPorts;
  readonly #sites: ServedSites;
  readonly #watcher: Watcher;
  readonly #visits: MadeUpVisits;
  readonly #drills = new DrillRuns(() => this.#sites.all[0]?.file);
  readonly #live: LiveDrill;
  readonly #told: ToldSession;
  /** What can be done to the sites. */
  readonly controls: Controls;
  readonly #closing: (() => unknown)[] = [];
  /** Where the control API is, once it is served. */
  controlUrl = "";
  #viewerUrl = "";
  #watchingContent: { close(): void } | undefined;
  /** One reload after the other: both kinds publish content. */
  #reloads: Promise<void> = Promise.resolve();
  #warnings: ReadonlySet<string> = new Set();

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

  private constructor(sites: readonly RehearsedSite[], { source, options, read, ports, ...clock }: Opening) {
    this.#source = source;
    this.#options = options;
    this.#read = read;
    this.#watcher = new Watcher({
      clock: { now: () => this.#sites.rehearsal.clock.now() },
      picture: () => this.#picture(),
      siteOf: (id) => this.#sites.nameOf(id),
      distribution: (id) => this.#sites.rehearsal.site.distributions.find((one) => one.id === id),
    });
    this.#ports = {
      answered: (...answer) => ports.answered(...answer),
      tell: (record, text) => {
        ports.tell(record, text);
        this.#watcher.say(text, false);
      },
      warn: (record, text) => {
        ports.warn(record, text);
        this.#watcher.say(text, true);
      },
    };
    const { readings } = read;
    const origins = new GivenOrigins(options.origin);
    this.#closing.push(() => origins.close());
    this.#sites = new ServedSites(sites, {
      ...{ origins, readings, ...clock },
      onUnreachableOrigin: ({ id, domainName }) =>
        this.#warn(`the origin ${id} (${domainName}) is not on this machine: --origin ${id}=<url or folder>`),
      onFunctionLog: ({ name }, line) =>
        this.#ports.tell({ event: "function-log", function: name, line }, `${name}: ${line}`),
      onTrace: this.#watcher.observe,
      between: { functions: (runtime) => this.#watcher.functions.between(runtime) },
    });
    this.controls = new Controls(this.#sites, readings, read.visitors);
    this.#told = new ToldSession({
      record: this.controls.record,
      clock: this.#sites.rehearsal.clock,
      seconds: () => this.#watcher.seconds(),
      picture: () => this.#picture(),
    });
    this.#visits = new MadeUpVisits({
      clock: this.#sites.rehearsal.clock,
      edge: (location) => {
        const { edge, locations } = this.#sites.rehearsal;
        return locations[location % locations.length] ?? edge;
      },
      shares: () => this.#sites.all[0]?.config?.visitors.edgeLocations ?? [1],
      sites: () => this.#sites.all.map(({ loaded, local: { host } }) => ({ host, ...this.#pathsOf(loaded) })),
    });
    this.#live = new LiveDrill({
      ...{ clock: this.#sites.rehearsal.clock, controls: this.controls, visitors: this.#visits },
      seconds: () => this.#watcher.seconds(),
      keep: (page) => this.#drills.keep(page),
      promised: (kind) => objectivesOf(this.#sites.all[0]?.config ?? usualPromises, kind),
    });
    this.#closing.push(
      () => this.#sites.rehearsal.close(),
      () => this.#visits.close(),
      () => this.#live.stop(),
    );
  }

  async #serve(): Promise<void> {
    const { port, httpPort, controlPort, fault } = this.#options;
    const { controls } = this;
    for (const text of fault) setFirstFault(controls, text);
    const served: Partial<Record<Scheme, Listening>> = {};
    const portOf = (scheme: Scheme) => served[scheme]?.port;
    const viewers = await this.#serveViewers({ scheme: "https", port, portOf }, "--port");
    served.https = viewers;
    this.#viewerUrl = viewers.url;
    if (httpPort !== undefined)
      served.http = await this.#serveViewers({ scheme: "http", port: httpPort, portOf }, "--http-port");
    const control = await bound({ port: ["--control-port", controlPort] }, () =>
      serveControls(this.#actions(), controlPort, {
        events: (send) => this.#watcher.listen(send),
        page: async (path, query) =>
          this.#drills.report(path, query) ?? this.#told.report(path) ?? (await consolePage(path)),
      }),
    );
    this.#closing.push(() => control.close());
    this.controlUrl = control.url;
    // Whoever has been told that it is ready may change a file at once.
    if (this.#options.watch) this.#watch();
    this.#announce(served.http, control);
    this.#closing.push(watchSites(this.#sites, this.#ports));
  }

  #actions(): ControlActions {
    return this.#watcher.seenAtOnce({
      ...this.controls.actions(),
      ...this.#told.actions(),
      "POST /deploy": taking([], () =>
        this.#changed("site", async () => {
          const result = await this.#reloadSites();
          this.controls.record.did({ do: "deploy" });
          return result;
        }),
      ),
      "POST /release": taking([], () => this.#changed("content", () => this.#releaseContent())),
      "POST /rollback": taking(["id"], ({ id }) => {
        const wanted = optionalText(id, "id");
        return this.#changed("content", async () => {
          const ids = await this.#sites.rollBack(wanted);
          if (ids.length === 0) throw new ControlError("nothing of this is released");
          this.controls.record.did({ do: "rollback" });
          return `back at release ${ids.join(", ")}`;
        });
      }),
      ...this.#visits.actions(),
      ...this.#drills.actions(),
      ...this.#live.actions(),
      ...this.#watcher.actions(),
    });
  }

  #picture(): Picture {
    const { sites, ...picture } = this.controls.picture();
    return {
      sites: sites.map((site, at) => ({ ...site, url: this.#urlOf(site.site, at) })),
      ...picture,
      actions: Object.keys(this.#actions()),
      visitors: this.#visits.perMinute,
      ...(this.#live.shown && { live: this.#live.shown }),
    };
  }

  /** What the bucket holds that is asked first. */
  #pathsOf(loaded: LoadedSite): ReturnType<typeof visitedPaths> {
    const { rehearsal } = this.#sites;
    const [bucket] = rehearsal.bucketsOfSide("primary", loaded);
    const keys = bucket
      ? rehearsal.regions
          .store(bucket)
          .list()
          .contents.map(({ key }) => key)
      : [];
    return visitedPaths(keys);
  }

  /** What is served, and where on this machine. */
  get sites(): readonly { readonly site: string; readonly url: string; readonly host: string }[] {
    return this.#sites.all.map(({ name, local: { host } }, at) => ({
      ...{ site: name, url: this.#urlOf(name, at), host },
    }));
  }

  /** Where a browser on this machine finds a site: the first one on localhost. */
  #urlOf(site: string, at: number): string {
    return at === 0 ? this.#viewerUrl : `http://${site}.localhost:${new URL(this.#viewerUrl).port}`;
  }

  async #serveViewers(
    options: Pick<ViewerServerOptions, "scheme" | "port" | "portOf">,
    option: string,
  ): Promise<Listening> {
    const { host, visitors } = this.#read;
    const listening = await bound({ port: [option, options.port], host: ["--host", host] }, () =>
      serveViewers({
        ...options,
        edge: this.#sites.rehearsal.edge,
        hosts: this.#sites.hosts,
        host,
        facts: () => visitors.facts,
        onAnswer: (request, response) => {
          const site = this.#sites.nameOf(response.trace.distributionId);
          this.#ports.answered(request, response, site, this.#sites.all.length > 1);
        },
      }),
    );
    this.#closing.push(() => listening.close());
    return listening;
  }

  #announce(plain: Listening | undefined, control: Listening): void {
    this.#warnOfNews();
    const { sites } = this;
    const readings = formatReadings(this.#read.readings);
    const lines = [
      ...sites.map(({ site, url, host }) => `${site} at ${url} (as ${host})`),
      ...(plain ? [`by HTTP at ${plain.url}`] : []),
      `console and control API at ${control.url}`,
      ...(readings.length > 0 ? [`readings: ${readings.join(" ")}`] : []),
    ];
    // `switches` is what readings were called; scripts may still ask for it.
    const ready = {
      ...{ event: "ready", ...sites[0], ...(plain && { http: plain.url }), control: control.url, sites },
      ...{ switches: readings, readings },
    };
    this.#ports.tell(ready, lines.join("\n"));
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
      this.#reload("content", () => this.#releaseContent()),
    );
  }

  async #releaseContent(): Promise<string> {
    const changed = await this.#sites.load();
    if (changed > 0) this.controls.record.did({ do: "release" });
    return `${counted(changed, "file")} changed`;
  }

  async #reloadSites(): Promise<string> {
    await this.#sites.replace(chosen(await this.#source.read(), this.#options));
    this.#watchContent();
    this.#warnOfNews();
    return `${this.#sites.names.join(", ")} deployed`;
  }

  /** A change that somebody asked for, after those that are on their way. @throws {ControlError} with what is wrong */
  async #changed(what: string, load: () => Promise<string>): Promise<{ readonly result: string }> {
    const changing = this.#reloads.then(load);
    this.#reloads = changing.then(
      (result) => this.#ports.tell({ event: "reload", what, result }, `${what} reloaded: ${result}`),
      () => {},
    );
    try {
      return { result: await changing };
    } catch (error) {
      throw error instanceof OutlastError ? new ControlError(error.message) : error;
    }
  }

  /** A mistake in an edited file is shown; what was there before goes on being served. */
  #reload(what: string, load: () => Promise<string>): Promise<void> {
    this.#reloads = this.#reloads.then(async () => {
      try {
        const result = await load();
        this.#ports.tell({ event: "reload", what, result }, `${what} reloaded: ${result}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#ports.warn({ event: "reload-failed", what, message }, `${what} not reloaded:\n${message}`);
      }
    });
    return this.#reloads;
  }

  /** Stops serving, and ends threads, watchers and timers. */
  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }

  /** Tells what a person should know and has not been told yet, or not since it was so before. */
  #warnOfNews(): void {
    const { warnings } = this.#sites;
    for (const warning of warnings) if (!this.#warnings.has(warning)) this.#warn(warning);
    this.#warnings = new Set(warnings);
  }

  #warn(message: string): void {
    this.#ports.warn({ event: "warning", message }, message);
  }
}

/** Of a site that has no config. */
const usualPromises = { objectives: siteObjectivesSchema.parse({}) };

/** All sites, or the one that is named. @throws {OutlastError} SITE_UNKNOWN */
function chosen(sites: readonly RehearsedSite[], { site }: SessionOptions): readonly RehearsedSite[] {
  if (site === undefined) return sites;
  return [sites.find(({ config }) => config && isCalled(config, site)) ?? siteNamed(sites, site)];
}
