import { readableMilliseconds } from "../../../facts/duration";
import type { CacheBehavior, Distribution, Origin, OriginAttempt, OriginSelection } from "../../edge";
import type { Cause } from "../result";
import type { RequestRecord } from "../run/record";
import { wrongUrls } from "./oracle";

/** What else was observed, besides the traces. */
export interface Observed {
  /** An origin as the edge asked it last: a function may have given it other timers. */
  readonly asked: (originId: string) => Origin | undefined;
  /** The order of origins that a viewer-request function chose last. */
  readonly selection: OriginSelection | undefined;
  /** Whether something was broken at an origin at a time, so that its answer was no answer of its own. */
  readonly brokenAt: (originId: string, at: number) => boolean;
  /** Whether the site is made with a function that leads its addresses to its objects. */
  readonly isLedByFunction: boolean;
}

type Found = Omit<Cause, "answers">;

/** What a visitor saw that another had brought about. */
const silent = new Set(["waited", "cached-copy"]);

/** The cause of most of these answers, which all missed the same objective; undefined for none. */
export function causeOf(records: readonly RequestRecord[], observed: Observed): Cause | undefined {
  const found = new Map<string, { cause: Found; answers: number }>();
  for (const record of records) {
    const cause = explain(record, observed);
    const key = `${cause.code} ${cause.setting}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { cause, answers: 1 });
    else known.answers++;
  }
  // An answer out of a cache, or of another visitor's request, says nothing; the one that brought it does.
  const telling = [...found.values()].filter(({ cause }) => !silent.has(cause.code));
  const [most] = (telling.length > 0 ? telling : [...found.values()]).sort((a, b) => b.answers - a.answers);
  return most && { ...most.cause, answers: most.answers };
}

function explain(record: RequestRecord, observed: Observed): Found {
  const { trace, wrong } = record;
  if (record.ledTo !== undefined)
    return {
      code: "past-the-edge",
      sentence: `The name led past CloudFront to ${record.ledTo}, which has no HTTPS: browsers that came by it got no answer.`,
      setting: "failover_routing_policy of the visitors' name",
    };
  if (trace === undefined)
    return {
      code: "edge-gone",
      sentence: "The edge itself gave no answer, and nothing behind it is asked then.",
      setting: "one CDN in front of both regions",
    };
  if (wrong === "bad-release")
    return {
      code: "bad-release",
      sentence:
        "A release had replaced the site with what is wrong, in both regions: no failover helps, only `outlast rollback`.",
      setting: "the release",
    };
  if (/^(Function|Lambda).*(Error|Exceeded)$/.test(trace.result))
    return {
      code: "function-failed",
      sentence: `The function at the behaviour ${trace.behavior} failed (${trace.result}${trace.reason ? `: ${trace.reason}` : ""}); its error is the visitor's answer, and no other origin is asked.`,
      setting: `function of the behaviour ${trace.behavior}`,
    };
  if (wrong !== undefined && trace.origins.at(-1)?.outcome === 404 && wrongUrls.includes(record.path))
    return {
      code: "error-page-missing",
      sentence: `Whoever asked for a page that there is not got ${record.status === 404 ? "the origin's own 404" : `a ${record.status}`}, and not the site's page for 404.`,
      setting: "custom_error_response for 404",
    };
  if (wrong !== undefined && trace.distributionId === "")
    return {
      code: "no-distribution",
      sentence:
        "CloudFront has no distribution that is enabled for the name that visitors use, and refuses them itself.",
      setting: "enabled and aliases of the distribution",
    };
  const distribution = record.site.distributions.find(({ id }) => id === trace.distributionId);
  if (distribution === undefined || trace.origins.length === 0) return withoutOrigin(record);
  if (observed.isLedByFunction && isUnled(record, distribution, trace.behavior))
    return {
      code: "function-missing",
      sentence: `The behaviour ${trace.behavior} has no function of viewer-request, so that ${record.path} leads to no object of the site.`,
      setting: `function_association of the behaviour ${trace.behavior}`,
    };
  const attempts = trace.origins;
  if (wrong === undefined) return slow(attempts, observed);
  if (wrong === "too-stale" && trace.stale) return expiredCopy(record);
  const last = attempts.at(-1) as OriginAttempt;
  if (attempts.length > 1) return afterBoth(record, attempts, last, observed);
  return afterOne(record, distribution, last, observed);
}

function withoutOrigin({ trace, wrong, duration }: RequestRecord): Found {
  if (wrong === "header-missing") return headers(trace?.behavior);
  if (wrong === "html-for-asset" && trace) return html(trace.behavior);
  if (wrong === undefined || duration > 0)
    return { code: "waited", sentence: "Visitors waited for another's request for the same object." };
  if (trace?.result === "Error")
    return {
      code: "error-cached",
      sentence: "An edge location went on showing an error that it had kept.",
      setting: "error_caching_min_ttl",
    };
  return {
    code: "cached-copy",
    sentence: "An edge location showed a copy of what had been replaced; nothing had invalidated it.",
    setting: "invalidation, and the lifetime in Cache-Control",
  };
}

/** Whatever the origins said, it is the copy that was shown. */
function expiredCopy({ staleFor }: RequestRecord): Found {
  return {
    code: "cached-copy",
    sentence: `An edge location showed an expired copy, as it may, of what had been replaced ${readableMilliseconds(staleFor)} before.`,
    setting: "stale-if-error and stale-while-revalidate in Cache-Control, and max_ttl of the cache policy",
  };
}

/** Whichever origin took the longest. */
function slow(attempts: readonly OriginAttempt[], observed: Observed): Found {
  const longest = attempts.reduce((most, one) => (one.duration > most.duration ? one : most));
  const { originId, outcome, duration } = longest;
  const origin = observed.asked(originId);
  const took = readableMilliseconds(duration);
  const timer = origin && timerOf(origin, outcome);
  if (timer !== undefined)
    return {
      code: "slow-timeouts",
      sentence: `Visitors waited ${took} for the origin ${originId}, which was asked ${timer.attempts === 1 ? "once" : `${timer.attempts} times`} with ${timer.seconds} s each (${outcome}) before it was given up.`,
      setting: `connection_attempts ${timer.attempts} x ${timer.name} ${timer.seconds} s of the origin ${originId}`,
      settings: { connection_attempts: `${timer.attempts}`, [timer.name]: `${timer.seconds} s` },
    };
  if (origin !== undefined && duration > origin.readTimeout * 1_000)
    return {
      code: "slow-timeouts",
      sentence: `Visitors waited ${took} for the origin ${originId}, which answered ${outcome} at last: before that it had been asked without an answer, with ${origin.readTimeout} s each.`,
      setting: `connection_attempts ${origin.connectionAttempts} and read timeout ${origin.readTimeout} s of the origin ${originId}`,
      settings: {
        connection_attempts: `${origin.connectionAttempts}`,
        "read timeout": `${origin.readTimeout} s`,
      },
    };
  return {
    code: "slow-origin",
    sentence: `The origin ${originId} answered ${outcome} after ${took}, which is within the ${origin?.readTimeout ?? 30} s that it is given.`,
    setting: `read timeout ${origin?.readTimeout ?? 30} s of the origin ${originId}`,
    settings: { "read timeout": `${origin?.readTimeout ?? 30} s` },
  };
}

function timerOf(origin: Origin, outcome: OriginAttempt["outcome"]) {
  const attempts = origin.connectionAttempts;
  if (outcome === "connect-timeout")
    return { attempts, name: "connection_timeout", seconds: origin.connectionTimeout };
  if (outcome === "read-timeout") return { attempts, name: "read timeout", seconds: origin.readTimeout };
  return undefined;
}

/** Whether a folder's address was asked for as it is, and nothing has made the name of an object of it. */
function isUnled({ path, wrong }: RequestRecord, distribution: Distribution, pattern: string): boolean {
  const hasFunction = behaviorOf(distribution, pattern)?.functions.some(
    ({ eventType }) => eventType === "viewer-request",
  );
  return (wrong === "client-error" || wrong === "wrong-content") && path.endsWith("/") && !hasFunction;
}

/** Both members of a group were asked. */
function afterBoth(
  record: RequestRecord,
  attempts: readonly OriginAttempt[],
  last: OriginAttempt,
  observed: Observed,
): Found {
  const [first] = attempts as [OriginAttempt];
  const { wrong, at } = record;
  if (wrong === "server-error" || wrong === "client-error") {
    // S3 refuses preflights of who has no CORS configuration, which denies nothing else.
    if (first.outcome === 403 && record.method !== "OPTIONS" && !observed.brokenAt(first.originId, at))
      return {
        code: "first-origin-denied",
        sentence: `The origin ${first.originId} refuses CloudFront with 403 though nothing is broken there, so that every request depends on ${last.originId} (${last.outcome}).`,
        setting: deniedBy(record, first.originId),
      };
    const same = notAnother(record, first, last);
    if (same !== undefined) return same;
    if (last.outcome === 403 && !observed.brokenAt(last.originId, at))
      return {
        code: "second-origin-denied",
        sentence: `The origin ${first.originId} failed (${first.outcome}), and ${last.originId}, which was asked next, refused CloudFront with 403 though nothing was broken there: ${isSigned(record, last.originId) ? "its bucket policy does not let this distribution read" : "CloudFront does not sign what it asks there"}.`,
        setting: deniedBy(record, last.originId),
      };
    if (last.outcome === 404)
      return {
        code: "second-origin-behind",
        sentence: `The origin ${first.originId} failed (${first.outcome}), and ${last.originId} has not got the object: replication had not brought it.`,
        setting: `replication to the origin ${last.originId}, and the order of the release`,
      };
    return {
      code: "both-origins-failed",
      sentence: `Both origins failed (${first.originId}: ${first.outcome}, ${last.originId}: ${last.outcome}), and ${copyText(record)}.`,
      setting:
        record.rightBefore === undefined
          ? "nothing at the edge to fall back on"
          : "stale-if-error in Cache-Control, and max_ttl of the cache policy",
    };
  }
  if (wrong === "deleted-content" && first.outcome !== 404)
    return {
      code: "second-origin-behind",
      sentence: `The origin ${last.originId} answered for ${first.originId} (${first.outcome}) with what had been deleted ${readableMilliseconds(record.staleFor)} before: the deletion had not been replicated.`,
      setting: `delete_marker_replication to the origin ${last.originId}`,
    };
  if (first.outcome === 404)
    return {
      code: "failover-on-404",
      sentence: `The origin ${first.originId} said 404, which is among the failover codes, and ${last.originId} still had what had been deleted or replaced.`,
      setting: "404 in status_codes of the origin group, with delete markers that are not replicated",
    };
  if (wrong === "header-missing") return headers(record.trace?.behavior);
  return {
    code: "second-origin-behind",
    sentence: `The origin ${last.originId} answered for ${first.originId} (${first.outcome}) with content that had been replaced ${readableMilliseconds(record.staleFor)} before.`,
    setting: `replication to the origin ${last.originId}, and the order of the release`,
  };
}

/** What keeps the second origin from having what the first one has, whatever is in its bucket. */
function notAnother(record: RequestRecord, first: OriginAttempt, last: OriginAttempt): Found | undefined {
  const [one] = originsCalled(record, first.originId);
  const [other] = originsCalled(record, last.originId);
  if (one === undefined || other === undefined) return undefined;
  const failed = `The origin ${first.originId} failed (${first.outcome})`;
  if (one.domainName === other.domainName && one.originPath === other.originPath)
    return {
      code: "second-origin-is-the-first",
      sentence: `${failed}, and what is asked next leads to ${other.domainName} as well: there is no second region to answer.`,
      setting:
        one.id === other.id ? "members of the origin group" : `domain_name of the origin ${last.originId}`,
    };
  if (one.originPath === other.originPath || (last.outcome !== 403 && last.outcome !== 404)) return undefined;
  return {
    code: "second-origin-path",
    sentence: `${failed}, and ${last.originId} is asked below ${other.originPath || "/"} for what ${first.originId} has below ${one.originPath || "/"}.`,
    setting: `origin_path of the origin ${last.originId}`,
  };
}

function originsCalled({ site }: RequestRecord, originId: string): readonly Origin[] {
  return site.distributions.flatMap(({ origins }) => origins).filter(({ id }) => id === originId);
}

/** Whether CloudFront says who it is to an origin. */
function isSigned(record: RequestRecord, originId: string): boolean {
  return originsCalled(record, originId).some(
    ({ kind }) =>
      kind.type === "s3" &&
      kind.access.type !== "none" &&
      !(kind.access.type === "oac" && kind.access.signingBehavior === "never"),
  );
}

function deniedBy(record: RequestRecord, originId: string): string {
  return isSigned(record, originId)
    ? `bucket policy of the origin ${originId}`
    : `origin_access_control_id of the origin ${originId}, and its signing_behavior`;
}

function copyText({ rightBefore }: RequestRecord): string {
  if (rightBefore === undefined) return "the edge location had no copy of the page";
  return `the edge location's copy, right ${readableMilliseconds(rightBefore)} before, was not one that may be shown instead`;
}

function afterOne(
  record: RequestRecord,
  distribution: Distribution,
  only: OriginAttempt,
  observed: Observed,
): Found {
  const { trace, wrong } = record;
  const { originId, outcome } = only;
  if (wrong === "header-missing") return headers(trace?.behavior);
  if (wrong === "html-for-asset") return html(trace?.behavior ?? "*");
  if (wrong === "truncated")
    return {
      code: "body-cut",
      sentence: `The origin ${originId} broke off in the middle of a body that had begun; no other origin can take over then.`,
      setting: "nothing: the answer was on its way",
    };
  if (outcome === 200 || outcome === 304) return behind(record, originId);
  const group = groupOf(distribution, trace?.behavior ?? "*", observed.selection);
  const unwatched = group === undefined && unwatchedName(record);
  if (unwatched)
    return {
      code: "no-health-check",
      sentence: `The name ${unwatched} has failover records, and no health check that would see that ${originId} fails (${outcome}): it went on leading there.`,
      setting: `health_check_id of the primary record ${unwatched}`,
    };
  if (group === undefined)
    return {
      code: "no-origin-group",
      sentence: `The behaviour ${trace?.behavior} asks the origin ${originId} alone (${outcome}): it leads to no origin group.`,
      setting: `target_origin_id of the behaviour ${trace?.behavior}`,
    };
  const code = codeOf(outcome);
  return {
    code: "code-not-in-criteria",
    sentence: `The origin ${originId} failed (${outcome}${code === outcome ? "" : `, which counts as ${code}`}), and ${code} is not among the codes on which ${group.by} asks the other: ${group.codes.join(", ") || "none"}.`,
    setting: `${code} in status_codes of ${group.by}`,
    settings: { status_codes: group.codes.join(", ") || "none" },
  };
}

/** A name with failover records whose first one nothing watches. */
function unwatchedName({ site: { zones } }: RequestRecord): string | undefined {
  const isWatching = (id: string | undefined) =>
    zones.healthChecks.some((check) => check.id === id && !check.disabled);
  return zones.records.find(
    ({ alias, healthCheckId, routing }) =>
      routing.type === "failover" &&
      routing.role === "primary" &&
      !alias?.evaluateTargetHealth &&
      !isWatching(healthCheckId),
  )?.name;
}

function behind({ staleFor, wrong }: RequestRecord, originId: string): Found {
  if (wrong === "mixed-releases")
    return {
      code: "release-order",
      sentence: `The origin ${originId} had an asset and a page of releases that do not belong together.`,
      setting: "the order of the release, and replication",
    };
  return {
    code: "second-origin-behind",
    sentence: `The origin ${originId} answered with content that had been replaced ${readableMilliseconds(staleFor)} before.`,
    setting: `replication to the origin ${originId}`,
  };
}

function headers(behavior = "*"): Found {
  return {
    code: "headers-missing",
    sentence: `Answers of the behaviour ${behavior} came without the security headers that the site sends.`,
    setting: `response headers policy and functions of the behaviour ${behavior}`,
  };
}

function html(behavior: string): Found {
  return {
    code: "function-fallback",
    sentence: `A page was sent where an asset was asked for: what the behaviour ${behavior} does when its function cannot read its store.`,
    setting: `viewer-request function of the behaviour ${behavior}`,
  };
}

/** What a group counts a failure as (CloudFront guide, Optimize high availability with origin failover). */
function codeOf(outcome: OriginAttempt["outcome"]): number {
  if (typeof outcome === "number") return outcome;
  if (outcome === "connect-refused" || outcome === "connect-timeout") return 503;
  return outcome === "read-timeout" ? 504 : 502;
}

function groupOf(distribution: Distribution, pattern: string, selection: OriginSelection | undefined) {
  if (selection !== undefined && "members" in selection)
    return { by: "the origin group that the viewer-request function chooses", codes: selection.statusCodes };
  const behavior = behaviorOf(distribution, pattern);
  const group = distribution.originGroups.find(({ id }) => id === behavior?.targetOriginId);
  return group && { by: `the origin group ${group.id}`, codes: group.statusCodes };
}

function behaviorOf(distribution: Distribution, pattern: string): CacheBehavior | undefined {
  return pattern === "*"
    ? distribution.defaultCacheBehavior
    : distribution.cacheBehaviors.find(({ pathPattern }) => pathPattern === pattern);
}
