import { join } from "node:path";
import type { SiteConfig } from "../../config";
import { logPlace } from "../../operations/logs/log-place";
import { ownSites, projectRoot } from "../../project/own-project";
import { siteNamed } from "../../project/sites";
import { type ReplayResult, replay } from "../drill/replay/replay";
import { type LoggedRequests, loggedRequests } from "../drill/replay/requests";
import { openSource, type SourceTelling } from "./sites/site-source";

export interface ReplayingOptions extends SourceTelling {
  /** One of the project's sites. @default - the only one */
  readonly site?: string | undefined;
  /** Terraform in the place of the project's own. */
  readonly from?: string | undefined;
  /** Requests of one distribution alone. */
  readonly distribution?: string | undefined;
  /** What fewer people have in common is told of nobody. */
  readonly k: number;
}

/** What came of a replay, of which requests, at which site. */
export interface ReplayedLogs {
  readonly name: string;
  readonly read: LoggedRequests["read"];
  readonly result: ReplayResult;
}

/** Plays the requests of logs against a site of the project, or that of other Terraform. @throws {OutlastError} */
export async function replayLogs(
  place: string,
  { distribution, from, json, k, site, warn }: ReplayingOptions,
): Promise<ReplayedLogs> {
  const sites = ownSites();
  const config: SiteConfig =
    site === undefined && from !== undefined ? (sites[0] as SiteConfig) : siteNamed(sites, site);
  const logged = await loggedRequests(await logPlace(place), distribution);
  const source = openSource(from, { json, warn });
  try {
    const read = await source.read();
    const one = from === undefined ? read.find(({ name }) => name === config.name) : read[0];
    if (one === undefined) throw new Error(`no stack of ${config.name} was synthesized`);
    const { loaded, local, name } = one;
    const drilled = { name, loaded, host: local.host, ...(one.config && { config: one.config }) };
    const result = await replay(drilled, join(projectRoot(), config.content.folder), logged, k);
    return { name, read: logged.read, result };
  } finally {
    source.close();
  }
}
