import { existsSync } from "node:fs";
import { OutlastError } from "../../../errors/outlast-error";
import { isCalled, siteNamed } from "../../../project/sites";
import { counted } from "../../../release/plan/format";
import type { RehearsedSite } from "../../content/rehearsed-site";
import { type ControlActions, ControlError } from "../../server";
import { optionalText, taking } from "../fault-controls";
import type { SessionOptions } from "../options";
import type { SessionPorts } from "../ports";
import { watchPaths } from "../watch";
import type { Deed } from "../watching/session-record";
import type { ServedSites } from "./served-sites";
import type { SiteSource } from "./site-source";

export interface SiteChangesParts {
  readonly source: SiteSource;
  readonly options: Pick<SessionOptions, "site">;
  readonly sites: ServedSites;
  readonly ports: Pick<SessionPorts, "tell" | "warn">;
  /** Hears of what was done. */
  readonly did: (deed: Omit<Deed, "at">) => void;
  /** What there is against a deployment now: a control plane may be out of reach. */
  readonly obstacle: () => string | undefined;
}

/** What becomes of sites that are edited while they are served: deployed, released, rolled back; by hand and by watching. */
export class SiteChanges {
  readonly #parts: SiteChangesParts;
  #watching: (() => void)[] = [];
  #watchingContent: { close(): void } | undefined;
  /** One reload after the other: both kinds publish content. */
  #reloads: Promise<void> = Promise.resolve();
  #warnings: ReadonlySet<string> = new Set();

  constructor(parts: SiteChangesParts) {
    this.#parts = parts;
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    const { did, obstacle, sites } = this.#parts;
    return {
      "POST /deploy": taking([], () => {
        const against = obstacle();
        if (against !== undefined) throw new ControlError(against);
        return this.#changed("site", async () => {
          const result = await this.#deploy();
          did({ do: "deploy" });
          return result;
        });
      }),
      "POST /release": taking([], () => this.#changed("content", () => this.#release())),
      "POST /rollback": taking(["id"], ({ id }) => {
        const wanted = optionalText(id, "id");
        return this.#changed("content", async () => {
          const ids = await sites.rollBack(wanted);
          if (ids.length === 0) throw new ControlError("nothing of this is released");
          did({ do: "rollback" });
          return `back at release ${ids.join(", ")}`;
        });
      }),
    };
  }

  /** Deploys and releases by itself what is edited from now on. */
  watch(): void {
    const { source } = this.#parts;
    this.#watchContent();
    const watched = watchPaths(source.watched.filter(existsSync), () =>
      this.#reload("site", () => this.#deploy()),
    );
    this.#watching = [() => this.#watchingContent?.close(), () => watched.close()];
  }

  close(): void {
    for (const close of this.#watching.splice(0)) close();
  }

  /** Tells what a person should know and has not been told yet, or not since it was so before. */
  warnOfNews(): void {
    const { ports, sites } = this.#parts;
    const { warnings } = sites;
    for (const message of warnings)
      if (!this.#warnings.has(message)) ports.warn({ event: "warning", message }, message);
    this.#warnings = new Set(warnings);
  }

  #watchContent(): void {
    this.#watchingContent?.close();
    this.#watchingContent = watchPaths(this.#parts.sites.folders, () =>
      this.#reload("content", () => this.#release()),
    );
  }

  async #release(): Promise<string> {
    const changed = await this.#parts.sites.load();
    if (changed > 0) this.#parts.did({ do: "release" });
    return `${counted(changed, "file")} changed`;
  }

  async #deploy(): Promise<string> {
    const { options, sites, source } = this.#parts;
    await sites.replace(chosen(await source.read(), options));
    if (this.#watchingContent !== undefined) this.#watchContent();
    this.warnOfNews();
    return `${sites.names.join(", ")} deployed`;
  }

  /** A change that somebody asked for, after those that are on their way. @throws {ControlError} with what is wrong */
  async #changed(what: string, load: () => Promise<string>): Promise<{ readonly result: string }> {
    const changing = this.#reloads.then(load);
    this.#reloads = changing.then(
      (result) => this.#reloaded(what, result),
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
        this.#reloaded(what, await load());
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#parts.ports.warn(
          { event: "reload-failed", what, message },
          `${what} not reloaded:\n${message}`,
        );
      }
    });
    return this.#reloads;
  }

  #reloaded(what: string, result: string): void {
    this.#parts.ports.tell({ event: "reload", what, result }, `${what} reloaded: ${result}`);
  }
}

/** All sites, or the one that is named. @throws {OutlastError} SITE_UNKNOWN */
export function chosen(
  sites: readonly RehearsedSite[],
  { site }: Pick<SessionOptions, "site">,
): readonly RehearsedSite[] {
  if (site === undefined) return sites;
  return [sites.find(({ config }) => config && isCalled(config, site)) ?? siteNamed(sites, site)];
}
