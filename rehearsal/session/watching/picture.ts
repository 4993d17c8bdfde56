import type { Side } from "../../../facts/site/switch";
import { originOfSide } from "../../assembly/sides";
import type { Distribution } from "../../edge";
import { type ActiveFault, formatFault, type ReplicationMetrics } from "../../regions";
import type { PicturedBucket, PicturedFault, PicturedSite } from "./shown";

/**
 * A site of one or several distributions, as it is drawn.
 *
 * @param bucketOf the bucket that an origin reads, by the origin's id
 */
export function picturedSite(
  site: string,
  host: string,
  distributions: readonly Distribution[],
  servesFrom: Side | undefined,
  bucketOf: (originId: string) => string | undefined,
): PicturedSite {
  const behaviors = distributions.flatMap(({ cacheBehaviors, defaultCacheBehavior }) => [
    ...cacheBehaviors,
    { ...defaultCacheBehavior, pathPattern: "*" },
  ]);
  const functions = behaviors.flatMap((behavior) =>
    behavior.functions.map(({ name, type, eventType }) => ({ name, type, event: eventType })),
  );
  return {
    ...{ site, host, ...(servesFrom && { servesFrom }) },
    origins: distributions
      .flatMap(({ origins }) => origins)
      .map(({ domainName, id }) => {
        const bucket = bucketOf(id);
        return { id, domainName, ...(bucket !== undefined && { bucket }) };
      }),
    ...askedFirst(distributions[0], servesFrom ?? "primary"),
    behaviors: behaviors.map(({ cachePolicy, pathPattern, targetOriginId }) => ({
      ...{ pattern: pathPattern, target: targetOriginId, cachePolicy: cachePolicy.name },
    })),
    functions: [...new Map(functions.map((fn) => [`${fn.event} ${fn.name}`, fn])).values()],
  };
}

/** The origins that most requests are for, in the order in which they are asked now. */
function askedFirst(
  distribution: Distribution | undefined,
  side: Side,
): Pick<PicturedSite, "order" | "codes"> {
  const first = distribution && originOfSide(side, distribution);
  if (distribution === undefined || first === undefined) return { order: [], codes: [] };
  const { defaultCacheBehavior, originGroups } = distribution;
  const group = originGroups.find(({ id }) => id === defaultCacheBehavior.targetOriginId) ?? originGroups[0];
  const others = group?.members.filter((id) => id !== first.id) ?? [];
  return { order: [first.id, ...others], codes: group?.statusCodes ?? [] };
}

export function picturedReplication(metrics: ReplicationMetrics): PicturedBucket["replication"][number] {
  const { bytesPending, destination, operationsFailed, operationsPending, operationsReplicated } = metrics;
  return {
    ...{ destination, pending: operationsPending, bytesPending },
    behind: Math.round(metrics.replicationLatency * 1_000),
    ...{ failed: operationsFailed, replicated: operationsReplicated },
  };
}

export function picturedFault({ fault, since, until }: ActiveFault): PicturedFault {
  const { target } = fault;
  return { fault: formatFault(fault), target, since, ...(Number.isFinite(until) && { until }) };
}
