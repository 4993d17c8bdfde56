import { join } from "node:path";
import type { SiteConfig } from "../../config";
import { logPlace } from "../../operations/logs/log-place";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";

export interface ReplayedOptions {
  readonly site?: string;
  /** Terraform in the place of the project's own. */
  readonly from?: string;
  readonly distribution?: string;
  readonly k: number;
  readonly json: boolean;
}

/** Plays the requests of logs against a site, and says what came of it, as text or for a machine. @throws {OutlastError} */
export async function replayed(place: string, options: ReplayedOptions): Promise<string> {
  useEdgeTimeZone();
  const [own, { siteNamed }, sources, { loggedRequests, mostReplayed }, { notInLogs, replay }] =
    await Promise.all([
      import("../../project/own-project"),
      import("../../project/sites"),
      import("../../rehearsal/session/sites/site-source"),
      import("../../rehearsal/drill/replay/requests"),
      import("../../rehearsal/drill/replay/replay"),
    ]);
  const { distribution, from, json, k, site } = options;
  const sites = own.ownSites();
  const config: SiteConfig =
    site === undefined && from !== undefined ? (sites[0] as SiteConfig) : siteNamed(sites, site);
  const logged = await loggedRequests(await logPlace(place), distribution);
  const warn = (text: string) => void process.stderr.write(text);
  const source =
    from === undefined ? new sources.ProjectSource({ json, warn }) : new sources.TerraformFileSource(from);
  try {
    const read = await source.read();
    const one = from === undefined ? read.find(({ name }) => name === config.name) : read[0];
    if (one === undefined) throw new Error(`no stack of ${config.name} was synthesized`);
    const { loaded, local, name } = one;
    const drilled = { name, loaded, host: local.host, ...(one.config && { config: one.config }) };
    const result = await replay(drilled, join(own.projectRoot(), config.content.folder), logged, k);
    if (json) return `${JSON.stringify(result, null, 2)}\n`;
    const { summaryOf } = await import("../../traffic/read");
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    const { beyond, unanswered } = result.left;
    return [
      `${result.played} requests were played at ${name}: ${result.same} are answered as they were, ${result.different} are not`,
      ...(result.hitRatio
        ? [
            `of what a cache could answer, CloudFront had ${percent(result.hitRatio.logged)}, and would have ${percent(result.hitRatio.now)}`,
          ]
        : []),
      ...result.differences.flatMap(({ behavior, cause, logged, now, paths, requests }) => [
        `${String(requests).padStart(9)}  ${logged} -> ${now}, behaviour ${behavior}: ${cause}`,
        ...(paths.length > 0 ? [`           ${paths.join(", ")}`] : []),
      ]),
      ...(unanswered > 0 ? [`${unanswered} visitors left before there was an answer: not compared`] : []),
      ...(beyond > 0 ? [`${beyond} requests after the first ${mostReplayed} were not played`] : []),
      summaryOf({ ...logged.read, backwards: 0 }),
      "No log has:",
      ...notInLogs.map((line) => `  ${line}`),
      "",
    ].join("\n");
  } finally {
    source.close();
  }
}
