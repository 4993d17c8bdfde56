import type { Distribution, KeptCopy, LifetimeRule, Trace } from "../../edge";
import type { SeenFunction } from "./shown";

/** What is known of a request by then. */
export interface ExplainedRequest {
  readonly at: number;
  readonly path: string;
  readonly status: number;
  readonly trace: Trace;
  readonly kept?: KeptCopy;
  readonly functions: readonly SeenFunction[];
  /** Of the request; undefined where it was refused before one was found. */
  readonly distribution?: Distribution;
}

const rules: Readonly<Record<LifetimeRule, string>> = {
  "s-maxage": "its Cache-Control says s-maxage",
  "max-age": "its Cache-Control says max-age",
  expires: "its Expires says so",
  "default-ttl": "the origin says nothing, and the cache policy's default TTL counts",
  "min-ttl": "the cache policy's minimum TTL is longer than what the origin says",
  "max-ttl": "the cache policy's maximum TTL is shorter than what the origin says",
  "no-cache": "its Cache-Control says no-cache: it is asked about each time",
  "error-caching": "errors are kept for their error caching minimum TTL",
};

/** How an answer came about, a sentence a step, in CloudFront's order. */
export function explanation(explained: ExplainedRequest): string[] {
  const { trace, distribution, functions } = explained;
  const { reason, result } = trace;
  return [
    ...routing(explained),
    ...functions.filter(({ event }) => event === "viewer-request").flatMap(told),
    ...looking(explained),
    ...functions.filter(({ event }) => event === "origin-request").flatMap(told),
    ...asking(trace, distribution),
    ...functions.filter(({ event }) => event === "origin-response").flatMap(told),
    ...keeping(explained),
    ...functions.filter(({ event }) => event === "viewer-response").flatMap(told),
    ...(reason ? [`${result}: ${reason}.`] : []),
  ];
}

function routing({ path, trace, distribution }: ExplainedRequest): string[] {
  if (distribution === undefined) return ["It was refused before a distribution was found for it."];
  const target = behaviorTarget(distribution, trace.behavior);
  const group = distribution.originGroups.find(({ id }) => id === target);
  const leads = group
    ? `the origin group ${group.id}: ${group.members.join(", then ")} on ${group.statusCodes.join(", ")}`
    : `the origin ${target}`;
  const which = trace.behavior === "*" ? "no behaviour but the default" : `the behaviour ${trace.behavior}`;
  return [`${path.split("?")[0]} fits ${which}, which leads to ${leads}.`];
}

function told({ did, event, name }: SeenFunction): string[] {
  return did.length === 0
    ? []
    : [`${name} (${event}): ${did.slice(0, 3).join("; ")}${did.length > 3 ? "; …" : ""}.`];
}

function looking({ at, kept, trace }: ExplainedRequest): string[] {
  const { result, stale } = trace;
  if (stale)
    return [
      "The cached copy has expired, and is served all the same: the origins failed, or are asked meanwhile.",
    ];
  if (result === "Hit" && kept && kept.storedAt <= at) {
    const [age, left] = [at - kept.storedAt, kept.expiresAt - at].map((ms) => shown(ms));
    return [`A copy of ${age} ago is in the cache, and good for another ${left}.`];
  }
  if (result === "Hit") return ["Somebody else's request for the same object brought it."];
  if (result === "Error" && trace.origins.length === 0 && kept)
    return ["The error is in the cache: the origins are left alone until it has expired."];
  if (result === "RefreshHit") return ["The cached copy had expired; the origin confirmed it by 304."];
  return trace.origins.length === 0
    ? []
    : ["The cache has no copy that may be used, so the origin is asked."];
}

function asking({ behavior, origins }: Trace, distribution: Distribution | undefined): string[] {
  const target = distribution && behaviorTarget(distribution, behavior);
  const codes = distribution?.originGroups.find(({ id }) => id === target)?.statusCodes ?? [];
  return origins.map(({ duration, originId, outcome }, at) => {
    const took = `${originId} ${said(outcome)} after ${shown(duration)}`;
    const next = origins[at + 1];
    if (next === undefined) return `${took}.`;
    const why =
      typeof outcome === "number" && codes.includes(outcome)
        ? `${outcome} is one of the group's failover codes`
        : "no answer fails over as well";
    return `${took}: ${why}, so ${next.originId} is asked.`;
  });
}

const silences: Readonly<Record<string, string>> = {
  "connect-refused": "refused the connection",
  "connect-timeout": "took no connection",
  "read-timeout": "said nothing",
  reset: "broke the connection off",
  dns: "had no address",
  tls: "had no certificate that fits",
};

function said(outcome: number | string): string {
  return typeof outcome === "number" ? `answered ${outcome}` : (silences[outcome] ?? outcome);
}

function keeping({ at, kept, trace: { result, origins } }: ExplainedRequest): string[] {
  if (kept === undefined)
    return origins.length > 0 ? ["It is not kept: the next visitor's request asks again."] : [];
  if (result === "Hit" && kept.storedAt <= at)
    return [`It is kept as long as that because ${rules[kept.keptBy]}.`];
  const lifetime = shown(Math.max(0, kept.expiresAt - kept.storedAt));
  return [`It is kept for ${lifetime}, because ${rules[kept.keptBy]}.`];
}

/** The origin or the group of a behaviour. */
export function behaviorTarget(
  { cacheBehaviors, defaultCacheBehavior }: Pick<Distribution, "cacheBehaviors" | "defaultCacheBehavior">,
  pattern: string,
): string {
  return (cacheBehaviors.find(({ pathPattern }) => pathPattern === pattern) ?? defaultCacheBehavior)
    .targetOriginId;
}

/** Milliseconds as people say them. */
function shown(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
  ] as const;
  const [unit, size] = units.find(([, size]) => ms >= 2 * size) ?? (["s", 1_000] as const);
  return `${Math.round((ms / size) * 10) / 10} ${unit}`;
}
