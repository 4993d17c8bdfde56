import type { Side } from "../../facts/site/switch";
import type { Distribution, Origin } from "../edge";

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
