import { healthKeys, healthPaths } from "../../facts/site/health";
import type { Side } from "../../facts/site/switch";
import { Sentinel, type SentinelReport } from "../../switch/sentinel/sentinel";
import { directSight, edgeSight, type HealthAnswer } from "../../switch/sentinel/sights";
import { HeaderMap } from "../edge";
import type { LoadedSentinel, LoadedSite } from "../terraform";
import type { Rehearsal } from "./rehearsal";

/** Milliseconds that a region may take, as for the one that is deployed. */
const patience = 4_000;

export interface RehearsedSentinelOptions {
  readonly rehearsal: Rehearsal;
  /** One of several sites that were joined. @default - all of it */
  readonly part?: LoadedSite;
  /** The name that visitors use. */
  readonly host: string;
  /** One of those that the site's Terraform has. */
  readonly loaded: LoadedSentinel;
  readonly tell: (report: SentinelReport) => void;
  /** Ends its waiting. */
  readonly signal?: AbortSignal;
  /** What CloudFront answers for a region, where something stands before it. @default - what it answers */
  readonly atEdge?: (side: Side, answer: HealthAnswer) => HealthAnswer;
}

/**
 * The code that is deployed, over the rehearsal's regions, edge and switch and on its clock. Undefined where the site
 * has nothing that it could throw.
 */
export function rehearsedSentinel(options: RehearsedSentinelOptions): Sentinel | undefined {
  const { atEdge = (_, answer) => answer, host, rehearsal, signal, tell } = options;
  const { region, settings } = options.loaded;
  const part = options.part ?? rehearsal.site;
  const { clock } = rehearsal;
  if (rehearsal.switchState(part) === undefined) return undefined;
  const within = async (asking: Promise<HealthAnswer>) => {
    const over = new AbortController();
    const silence = clock
      .sleep(patience, over.signal)
      .then(() => ({ error: `does not answer within ${patience / 1_000} s` }));
    // Whoever has answered leaves no timer behind.
    silence.catch(() => {});
    const answer = await Promise.race([asking.catch(failureOf), silence]);
    over.abort();
    return answer;
  };
  const bucket = async (side: Side): Promise<HealthAnswer> => {
    const [name] = rehearsal.bucketsOfSide(side, part);
    if (name === undefined) return { error: "there is no bucket" };
    const { content } = await rehearsal.regions.bucket(name).get(healthKeys[side]);
    return { status: 200, text: new TextDecoder().decode(content.body) };
  };
  const edge = async (side: Side): Promise<HealthAnswer> => {
    const headers = HeaderMap.fromFlat(["host", host, "user-agent", "outlast-sentinel"]);
    const { status, body } = await rehearsal.watchingEdge.handle({
      ...{ method: "GET", scheme: "https", httpVersion: "2.0", path: healthPaths[side], query: "", headers },
      clientIp: "192.0.2.2",
    });
    return atEdge(side, { status, text: new TextDecoder().decode(body) });
  };
  return new Sentinel(settings, {
    region,
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms, signal),
    observe: async () => {
      const [first, second, third, fourth] = await Promise.all([
        within(bucket("primary")),
        within(bucket("replica")),
        within(edge("primary")),
        within(edge("replica")),
      ]);
      return {
        at: clock.now(),
        direct: { primary: directSight(first), replica: directSight(second) },
        edge: { primary: edgeSight(third), replica: edgeSight(fourth) },
      };
    },
    read: async () => rehearsal.switchState(part) ?? { side: "primary", audit: [] },
    write: async (line, seen) => {
      const now = rehearsal.switchState(part);
      if (now !== undefined && (now.side !== seen.side || now.audit[0]?.at !== seen.audit[0]?.at)) return now;
      rehearsal.throwSwitch(line, part);
      return undefined;
    },
    tell,
  });
}

function failureOf(error: Error & { readonly status?: number }): HealthAnswer {
  return error.status ? { status: error.status, text: "" } : { error: `does not answer (${error.message})` };
}
