import { HeaderMap } from "../../../facts/http/header-map";
import type { ViewerRequest } from "../../edge";
import { chance } from "../random";
import { type DrilledSite, drillLatency, staged } from "../site";
import { type Difference, Differences } from "./differences";
import type { LoggedRequest, LoggedRequests } from "./requests";

/** What would have been answered differently. */
export interface ReplayResult {
  readonly version: 1;
  readonly site: string;
  /** Requests that were played, and those of the logs that were not. */
  readonly played: number;
  readonly left: {
    /** Their visitors left before there was an answer. */
    readonly unanswered: number;
    readonly beyond: number;
  };
  readonly same: number;
  readonly different: number;
  /** Shares of the requests that a cache could answer; null where there is none. */
  readonly hitRatio: { readonly logged: number; readonly now: number } | null;
  readonly differences: readonly Difference[];
}

/** At most so many edge locations: each has a cache of its own. What is beyond is sent to one of these. */
const mostLocations = 24;

/** What no log has, and what is taken in its place. */
export const notInLogs = [
  "cookies, bodies, and headers other than Host, User-Agent and Range: requests are without them",
  "If-None-Match: a 304 counts as the 200 that it confirms",
  "what caches had before the first line, and what was released meanwhile: today's files answer",
  "addresses of visitors: no rule about them is tried",
] as const;

/**
 * Plays the requests of logs on the virtual clock, each at its time and its edge location's city, against a site with this
 * content.
 *
 * @param k how many people have to ask for a path before it is named
 */
export async function replay(
  site: DrilledSite,
  folder: string,
  { beyond, requests }: LoggedRequests,
  k: number,
): Promise<ReplayResult> {
  const places = [...new Set(requests.map(({ location }) => location))];
  const differences = new Differences(k);
  const hosts = new Set(site.loaded.distributions.flatMap(({ aliases }) => aliases));
  let key: string | undefined;
  const { clock, rehearsal } = await staged(
    { ...site, states: [{ name: "live", folder, pages: [] }] },
    (requests[0]?.at ?? 0) - 60_000,
    chance("replay", site.name),
    () => () => {},
    {
      locations: Math.min(places.length, mostLocations),
      latency: drillLatency,
      onTrace: (_trace, _request, notes) => {
        key = notes.key;
      },
    },
  );
  const locationOf = new Map(places.map((place, at) => [place, at % mostLocations]));
  const seen = new Set<string>();
  let unanswered = 0;
  try {
    await clock.run(
      (async () => {
        for (const request of requests) {
          // A visitor who left is no answer to compare.
          if (request.status === 0) {
            unanswered++;
            continue;
          }
          await clock.sleep(request.at - clock.now());
          const at = locationOf.get(request.location) ?? 0;
          key = undefined;
          const asked = viewerRequest(request, hosts.has(request.host) ? request.host : site.host);
          const { status, trace } = await (rehearsal.locations[at] ?? rehearsal.edge).handle(asked);
          const [ofKey, ofPath] = [`${at}\n${key}`, `${at}\n\n${request.path}`];
          const known = seen.has(ofKey) ? "answer" : seen.has(ofPath) ? "path" : "nothing";
          seen.add(ofKey).add(ofPath);
          differences.add(request, { status, trace, known });
        }
      })(),
    );
  } finally {
    await rehearsal.close();
  }
  const { different, hits, same } = differences;
  return {
    ...{
      version: 1,
      site: site.name,
      played: same + different,
      left: { unanswered, beyond },
      same,
      different,
    },
    hitRatio: hits.of === 0 ? null : { logged: hits.logged / hits.of, now: hits.now / hits.of },
    differences: differences.groups(),
  };
}

function viewerRequest(logged: LoggedRequest, host: string): ViewerRequest {
  const headers = HeaderMap.fromFlat(["host", host, "accept", "*/*", "accept-encoding", "gzip, br"]);
  if (logged.agent !== "") headers.set("user-agent", logged.agent.replaceAll("%20", " "));
  if (logged.range !== "") headers.set("range", `bytes=${logged.range}`);
  const { country, method, path, query, scheme } = logged;
  return {
    ...{ method, scheme, httpVersion: "2.0", path, query, headers, clientIp: "192.0.2.1" },
    ...(/^[A-Z]{2}$/.test(country) && { country }),
  };
}
