import type { Side } from "../../facts/site/switch";
import type { RegionComparison, RegionDifference, RegionRelease } from "../../release";
import { counted } from "../../release/plan/format";

/** Both regions beside each other, for a machine. */
export function comparisonToJson(found: RegionComparison): object {
  return { level: found.differences.length === 0, ...found };
}

const shownKeys = 20;

/** Both regions beside each other. @param to the one that is to give way, where that has been said */
export function renderComparison(found: RegionComparison, to?: Side): string {
  const { differences, primary, replica, retained } = found;
  const count = (is: (difference: RegionDifference) => boolean) => differences.filter(is).length;
  const kinds = [
    [count((one) => one.replica === undefined), "in the primary alone"],
    [count((one) => one.primary === undefined), "in the replica alone"],
    [count((one) => one.primary !== undefined && one.replica !== undefined), "different"],
  ] as const;
  const shown = kinds.filter(([some]) => some > 0).map(([some, what]) => `${some} ${what}`);
  return [
    region("primary", primary),
    region("replica", replica),
    ...(differences.length === 0 ? ["the regions are level"] : [`they differ: ${shown.join(", ")}`]),
    ...differences.slice(0, shownKeys).map(difference),
    ...(differences.length > shownKeys ? [`  and ${differences.length - shownKeys} more`] : []),
    ...(retained.length > 0
      ? [`${counted(retained.length, "file")} that left the site stay in the replica for their retention`]
      : []),
    ...(differences.length > 0 && to === undefined
      ? [
          "outlast reconcile --to replica makes the replica what the primary is, --to primary the other way round; what is on its way comes by itself",
        ]
      : []),
  ].join("\n");
}

function region(side: Side, { begun, bucket, objects, release }: RegionRelease): string {
  const unfinished = begun === undefined ? "" : `, and ${begun} has begun`;
  return `${side}  ${bucket}: ${release ?? "no complete release"}${unfinished}, ${counted(objects, "object")}`;
}

function difference({ key, primary, replica }: RegionDifference): string {
  if (replica === undefined) return `  ${key}: in the primary alone`;
  return `  ${key}: ${primary === undefined ? "in the replica alone" : "different"}`;
}
