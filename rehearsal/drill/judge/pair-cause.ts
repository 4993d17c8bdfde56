import { readableMilliseconds } from "../../../facts/duration";
import type { Origin, OriginAttempt } from "../../edge";
import type { RequestRecord } from "../run/record";
import { type FoundCause, headersMissing, type Observed } from "./found-cause";

/** Why an answer was wrong for which both members of a group were asked. */
export function pairCause(
  record: RequestRecord,
  attempts: readonly OriginAttempt[],
  last: OriginAttempt,
  observed: Observed,
): FoundCause {
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
  if (wrong === "header-missing") return headersMissing(record.trace?.behavior);
  return {
    code: "second-origin-behind",
    sentence: `The origin ${last.originId} answered for ${first.originId} (${first.outcome}) with content that had been replaced ${readableMilliseconds(record.staleFor)} before.`,
    setting: `replication to the origin ${last.originId}, and the order of the release`,
  };
}

/** What keeps the second origin from having what the first one has, whatever is in its bucket. */
function notAnother(
  record: RequestRecord,
  first: OriginAttempt,
  last: OriginAttempt,
): FoundCause | undefined {
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
