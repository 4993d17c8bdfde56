import { readableMilliseconds } from "../../../facts/duration";
import type { Distribution, OriginAttempt } from "../../edge";
import type { Cause } from "../result";
import type { RequestRecord } from "../run/record";
import { behaviorOf, type FoundCause, functionFallback, headersMissing, type Observed } from "./found-cause";
import { loneCause } from "./lone-cause";
import { wrongUrls } from "./oracle";
import { pairCause } from "./pair-cause";
import { slowCause } from "./slow-cause";

/** What a visitor saw that another had brought about. */
const silent = new Set(["waited", "cached-copy"]);

/** The cause of most of these answers, which all missed the same objective; undefined for none. */
export function causeOf(records: readonly RequestRecord[], observed: Observed): Cause | undefined {
  const found = new Map<string, { cause: FoundCause; answers: number }>();
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

function explain(record: RequestRecord, observed: Observed): FoundCause {
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
  if (wrong === undefined) return slowCause(attempts, observed);
  if (wrong === "too-stale" && trace.stale) return expiredCopy(record);
  const last = attempts.at(-1) as OriginAttempt;
  if (attempts.length > 1) return pairCause(record, attempts, last, observed);
  return loneCause(record, distribution, last, observed);
}

function withoutOrigin({ trace, wrong, duration }: RequestRecord): FoundCause {
  if (wrong === "header-missing") return headersMissing(trace?.behavior);
  if (wrong === "html-for-asset" && trace) return functionFallback(trace.behavior);
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
function expiredCopy({ staleFor }: RequestRecord): FoundCause {
  return {
    code: "cached-copy",
    sentence: `An edge location showed an expired copy, as it may, of what had been replaced ${readableMilliseconds(staleFor)} before.`,
    setting: "stale-if-error and stale-while-revalidate in Cache-Control, and max_ttl of the cache policy",
  };
}

/** Whether a folder's address was asked for as it is, and nothing has made the name of an object of it. */
function isUnled({ path, wrong }: RequestRecord, distribution: Distribution, pattern: string): boolean {
  const hasFunction = behaviorOf(distribution, pattern)?.functions.some(
    ({ eventType }) => eventType === "viewer-request",
  );
  return (wrong === "client-error" || wrong === "wrong-content") && path.endsWith("/") && !hasFunction;
}
