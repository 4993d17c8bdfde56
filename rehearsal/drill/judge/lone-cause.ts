import { readableMilliseconds } from "../../../facts/duration";
import { type Distribution, defaultReadings, type OriginAttempt, type OriginSelection } from "../../edge";
import { failoverCriteria } from "../../edge/origin/failures";
import type { RequestRecord } from "../run/record";
import { behaviorOf, type FoundCause, functionFallback, headersMissing, type Observed } from "./found-cause";

/** Why an answer was wrong for which one origin was asked. */
export function loneCause(
  record: RequestRecord,
  distribution: Distribution,
  only: OriginAttempt,
  observed: Observed,
): FoundCause {
  const { trace, wrong } = record;
  const { originId, outcome } = only;
  if (wrong === "header-missing") return headersMissing(trace?.behavior);
  if (wrong === "html-for-asset") return functionFallback(trace?.behavior ?? "*");
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

function behind({ staleFor, wrong }: RequestRecord, originId: string): FoundCause {
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

/** What a group counts a failure as, in the reading that fits most of what is known. */
function codeOf(outcome: OriginAttempt["outcome"]): number | undefined {
  return typeof outcome === "number" ? outcome : failoverCriteria(outcome, defaultReadings)[0];
}

function groupOf(distribution: Distribution, pattern: string, selection: OriginSelection | undefined) {
  if (selection !== undefined && "members" in selection)
    return { by: "the origin group that the viewer-request function chooses", codes: selection.statusCodes };
  const behavior = behaviorOf(distribution, pattern);
  const group = distribution.originGroups.find(({ id }) => id === behavior?.targetOriginId);
  return group && { by: `the origin group ${group.id}`, codes: group.statusCodes };
}
