import type { Distribution, Origin } from "./edge";
import { parseEndpoint } from "./regions/http/endpoint";

/** Which of two origins: the one that is asked first, or the one that stands in for it. */
export type Side = "primary" | "replica";

/**
 * The origin of a distribution that is its primary or its replica: the one that is called so, else the first or the
 * second member of the origin group that the default behaviour, or any, leads to. Without a group, the default
 * behaviour's origin is a primary that has no replica.
 */
export function originOfSide(
  side: Side,
  { origins, originGroups, defaultCacheBehavior }: Distribution,
): Origin | undefined {
  const named = origins.find(({ id }) => id === side);
  if (named) return named;
  const { targetOriginId } = defaultCacheBehavior;
  const group = originGroups.find(({ id }) => id === targetOriginId) ?? originGroups[0];
  const members = group?.members ?? [targetOriginId];
  const wanted = members[side === "primary" ? 0 : 1];
  return origins.find(({ id }) => id === wanted);
}

/** The bucket that an origin reads; undefined where it is none of these. */
export function bucketOf<B extends { readonly name: string }>(
  { domainName }: Origin,
  buckets: readonly B[],
): B | undefined {
  const bucket = parseEndpoint(domainName)?.bucket;
  return buckets.find(({ name }) => name === bucket);
}
