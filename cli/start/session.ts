import { existsSync } from "node:fs";
import { parseDuration } from "../../config/duration";
import type { ViewerRequest, ViewerResponse } from "../../rehearsal/edge";
import { Rehearsal } from "../../rehearsal/rehearsal";
import {
  ControlError,
  type Listening,
  LocalHosts,
  serveControls,
  serveViewers,
} from "../../rehearsal/server";
import { type Content, folderContent, projectContent } from "./content";
import { Controls } from "./controls";
import { keyHelp, listenForKeys } from "./keys";
import type { StartOptions } from "./options";
import { readOrigins } from "./origins";
import { requestLine, requestRecord } from "./request-log";
import type { RehearsedSite, SiteSource } from "./site-source";
import { startError } from "./start-error";
import { watchPaths } from "./watch";

/** A site that is being served. */
export class Session {
  readonly #source: SiteSource;
  readonly #options: StartOptions;
  readonly #rehearsal: Rehearsal;
  readonly #content: readonly Content[];
  readonly #closing: (() => unknown)[] = [];
  #log: boolean;

  static async open(source: SiteSource, options: StartOptions): Promise<Session> {
    const site = chooseSite(await source.read(), options.site);
    const session = new Session(source, site, options);
    try {
      // The rehearsal begins with both regions whole; from then on, copies take their time.
      session.#rehearsal.replicationLag = 0;
      for (const content of session.#content) await content.load();
      session.#rehearsal.replicationLag = readLag(options.lag);
      await session.#serve(site);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  private constructor(source: SiteSource, site: RehearsedSite, options: StartOptions) {
    this.#source = source;
    this.#options = options;
    this.#log = options.log;
    const origins = readOrigins(options.origin, site);
    this.#rehearsal = new Rehearsal(site.loaded, {
      origins: origins.clients,
      onUnreachableOrigin: ({ id, domainName }) =>
        this.#say(`the origin ${id} (${domainName}) is not on this machine: --origin ${id}=<url or folder>`),
    });
    this.#closing.push(() => this.#rehearsal.close());
    for (const { client } of origins.http) this.#closing.push(() => client.close());
    const folders = origins.folders.map(({ folder, bucket }) =>
      folderContent(folder, bucket, this.#rehearsal),
    );
    this.#content = site.config ? [projectContent(site.config, this.#rehearsal), ...folders] : folders;
  }

  async #serve(site: RehearsedSite): Promise<void> {
    const { port, host, controlPort, fault } = this.#options;
    const controls = new Controls(this.#rehearsal);
    for (const text of fault) setFirstFault(controls, text);
    const viewers = await bound(port, "--port", () =>
      serveViewers({
        edge: this.#rehearsal.edge,
        hosts: new LocalHosts([site.local]),
        port,
        host,
        onAnswer: (request, response) => this.#logRequest(request, response),
      }),
    );
    this.#closing.push(() => viewers.close());
    const control = await bound(controlPort, "--control-port", () =>
      serveControls(controls.actions(), controlPort),
    );
    this.#closing.push(() => control.close());
    this.#announce(site, viewers, control);
    if (this.#options.watch) this.#watch(site);
    this.#closing.push(this.#listenForKeys(controls));
  }

  #announce(site: RehearsedSite, viewers: Listening, control: Listening): void {
    const { name, local } = site;
    for (const warning of this.#rehearsal.warnings) this.#say(warning);
    if (this.#options.json) {
      this.#print({ event: "ready", site: name, url: viewers.url, control: control.url, host: local.host });
      return;
    }
    console.log(`${name} at ${viewers.url} (as ${local.host}); control API at ${control.url}`);
    if (process.stdin.isTTY) console.log(keyHelp);
  }

  #watch(site: RehearsedSite): void {
    const content = watchPaths(
      this.#content.map(({ folder }) => folder),
      () => this.#reload("content", () => this.#reloadContent()),
    );
    const source = watchPaths(this.#source.watched.filter(existsSync), () =>
      this.#reload("site", () => this.#reloadSite(site.name)),
    );
    this.#closing.push(
      () => content.close(),
      () => source.close(),
    );
  }

  async #reloadContent(): Promise<string> {
    let changed = 0;
    for (const content of this.#content) changed += await content.load();
    return `${changed} files changed`;
  }

  async #reloadSite(name: string): Promise<string> {
    const site = chooseSite(await this.#source.read(), name);
    this.#rehearsal.update(site.loaded);
    return "deployed";
  }

  /** A mistake in an edited file is shown; what was there before goes on being served. */
  async #reload(what: string, load: () => Promise<string>): Promise<void> {
    try {
      const result = await load();
      if (this.#options.json) this.#print({ event: "reload", what, result });
      else console.log(`${what} reloaded: ${result}`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.#options.json) this.#print({ event: "reload-failed", what, message });
      else console.error(`${what} not reloaded:\n${message}`);
    }
  }

  #listenForKeys(controls: Controls): () => void {
    const { p, r } = { p: "primary", r: "replica" };
    const targets = this.#rehearsal.regions.faultTargets;
    const keys = listenForKeys({
      controls,
      print: (line) => console.log(line),
      sides: { ...(targets.includes(p) && { p }), ...(targets.includes(r) && { r }) },
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
    if (this.#options.json) this.#print(requestRecord(request, response));
    else if (this.#log) console.log(requestLine(request, response));
  }

  #say(message: string): void {
    if (this.#options.json) this.#print({ event: "warning", message });
    else console.error(message);
  }

  #print(record: object): void {
    console.log(JSON.stringify(record));
  }
}

function chooseSite(sites: readonly RehearsedSite[], name: string | undefined): RehearsedSite {
  const names = sites.map((site) => site.name).join(", ");
  const found = name === undefined ? sites[0] : sites.find((site) => site.name === name);
  if (!found) throw startError("START_SITE", `there is no site ${name}; there is ${names}`);
  if (name === undefined && sites.length > 1)
    throw startError("START_SITE", `there are ${sites.length} sites: ${names}`);
  return found;
}

/** Milliseconds. */
function readLag(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw startError("START_LAG", `--lag ${text} is no duration`);
  return seconds * 1_000;
}

function setFirstFault(controls: Controls, text: string): void {
  try {
    controls.setFault(text);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw startError("START_FAULT", `--fault: ${error.message}`);
  }
}

async function bound(port: number, option: string, listen: () => Promise<Listening>): Promise<Listening> {
  try {
    return await listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw startError("START_PORT_IN_USE", `${option} ${port} is in use`);
    if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw startError("START_ADDRESS", `${option} ${port} cannot be listened on (${code})`);
    throw error;
  }
}
