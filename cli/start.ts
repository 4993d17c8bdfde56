import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseDuration } from "../config/duration";
import type { ViewerRequest, ViewerResponse } from "../rehearsal/edge";
import type { OriginClient } from "../rehearsal/edge/ports";
import { Rehearsal } from "../rehearsal/rehearsal";
import {
  FolderOrigin,
  HttpOrigin,
  type Listening,
  LocalHosts,
  serveControls,
  serveViewers,
} from "../rehearsal/server";
import { ReleaseError } from "../release/errors";
import { CliError } from "./cli-error";
import { type ExitCode, exitCodes } from "./exit-codes";
import { type Content, folderContent, projectContent } from "./start/content";
import { Controls } from "./start/controls";
import { keyHelp, listenForKeys } from "./start/keys";
import { requestLine, requestRecord } from "./start/request-log";
import {
  FileSource,
  ProjectSource,
  type RehearsedSite,
  type SiteSource,
  SynthesisError,
} from "./start/site-source";
import { watchPaths } from "./start/watch";

export interface StartOptions {
  readonly port: number;
  /** Address that visitors come to; loopback by default. */
  readonly host: string;
  readonly controlPort: number;
  /** A Terraform file, in place of the project's own sites. */
  readonly from?: string;
  /** Which of several sites. */
  readonly site?: string;
  /** `<origin id>=<url or folder>`. */
  readonly origin: readonly string[];
  /** Faults to begin with. */
  readonly fault: readonly string[];
  /** Time that a copy takes from region to region, such as "1s". */
  readonly lag: string;
  readonly watch: boolean;
  /** A line a request from the beginning. */
  readonly log: boolean;
  /** Lines for a machine. */
  readonly json: boolean;
}

/** Rehearses a site on this machine until it is interrupted. */
export async function start(options: StartOptions): Promise<ExitCode> {
  const source = options.from === undefined ? new ProjectSource(options) : new FileSource(options.from);
  try {
    const session = await Session.open(source, options);
    await session.untilInterrupted();
    return exitCodes.done;
  } catch (error) {
    return report(error);
  } finally {
    source.close();
  }
}

function report(error: unknown): ExitCode {
  if (error instanceof CliError || error instanceof SynthesisError) {
    console.error(error.message);
    return error.exitCode;
  }
  if (error instanceof ReleaseError) {
    console.error(error.message);
    return exitCodes.wrongInput;
  }
  throw error;
}

/** A site that is being served. */
class Session {
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
      await session.#close();
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
    const { name, local, loaded } = site;
    for (const warning of loaded.warnings) this.#say(warning);
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

  async untilInterrupted(): Promise<void> {
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await this.#close();
  }

  async #close(): Promise<void> {
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
  if (!found) throw new CliError("START_SITE", `there is no site ${name}`, `Choose one of ${names}`);
  if (name === undefined && sites.length > 1) {
    throw new CliError("START_SITE", `there are ${sites.length} sites`, `Choose one with --site: ${names}`);
  }
  return found;
}

interface Origins {
  readonly clients: Map<string, OriginClient>;
  readonly http: { readonly client: HttpOrigin }[];
  readonly folders: { readonly folder: string; readonly bucket: string }[];
}

/** Reads `--origin <id>=<url or folder>`: a folder fills the bucket of an S3 origin, and is a server otherwise. */
function readOrigins(given: readonly string[], site: RehearsedSite): Origins {
  const known = site.loaded.distributions.flatMap(({ origins }) => origins);
  const out: Origins = { clients: new Map(), http: [], folders: [] };
  for (const text of given) {
    const at = text.indexOf("=");
    const [id, target] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
    const origin = known.find((one) => one.id === id);
    if (!origin) {
      const ids = known.map((one) => one.id).join(", ");
      throw new CliError(
        "START_ORIGIN",
        `--origin ${text}: no origin has this id`,
        `Give <id>=<url or folder>; ids: ${ids}`,
      );
    }
    if (/^https?:\/\//.test(target)) {
      const client = new HttpOrigin(new URL(target));
      out.clients.set(id, client);
      out.http.push({ client });
      continue;
    }
    if (!existsSync(target)) {
      throw new CliError(
        "START_ORIGIN",
        `--origin ${text}: there is no folder ${resolve(target)}`,
        "Give a URL or an existing folder",
      );
    }
    const bucket = site.loaded.buckets.find(({ name }) => origin.domainName.startsWith(`${name}.s3`));
    if (bucket) out.folders.push({ folder: target, bucket: bucket.name });
    else out.clients.set(id, new FolderOrigin(target));
  }
  return out;
}

/** Milliseconds. */
function readLag(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds * 1_000;
  throw new CliError("START_LAG", `--lag ${text} is no duration`, "Give one such as 0s, 30s or 10m");
}

function setFirstFault(controls: Controls, text: string): void {
  try {
    controls.setFault(text);
  } catch (error) {
    throw new CliError(
      "START_FAULT",
      `--fault ${text}: ${(error as Error).message}`,
      "Give a fault as shown",
    );
  }
}

async function bound(port: number, option: string, listen: () => Promise<Listening>): Promise<Listening> {
  try {
    return await listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new CliError(
        "START_PORT_IN_USE",
        `port ${port} is in use`,
        `Stop what listens there, or give ${option} another one (0 picks a free one)`,
      );
    }
    if (code === "EACCES" || code === "EADDRNOTAVAIL") {
      throw new CliError(
        "START_ADDRESS",
        `port ${port} cannot be listened on (${code})`,
        `Give another ${option} or --host`,
      );
    }
    throw error;
  }
}
