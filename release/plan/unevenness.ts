import { recordKeys } from "../../facts/site/record-keys";
import { isReservedKey } from "../keys";
import { type BucketState, unevenKeys } from "../record/records";
import type { Removal } from "./removal";

/** How the two regions differ, apart from the files of the site. */
export interface Unevenness {
  /** Files that stay for their retention, and records: the other region has not got them as they are here. */
  readonly lagging: readonly { readonly key: string; readonly document: boolean }[];
  /** Records that the other region alone has. */
  readonly strayRecords: readonly string[];
  /** Whether the pointer or a health document differs: each release writes these. */
  readonly records: boolean;
}

/** @param keys of the site */
export function unevennessOf(
  keys: ReadonlySet<string>,
  state: BucketState,
  { leaving, staying, restarted, deletions }: Removal,
): Unevenness {
  const documents = new Map(
    [...leaving, ...staying, ...restarted].map(({ key, document }) => [key, document] as const),
  );
  const going = new Set(deletions.map(({ key }) => key));
  const uneven = unevenKeys(state).filter((key) => !keys.has(key) && !going.has(key));
  const isRecord = (key: string) => key.startsWith(recordKeys.releases);
  const here = uneven.filter((key) => state.listed.has(key));
  return {
    lagging: here
      .filter((key) => isRecord(key) || !isReservedKey(key))
      .map((key) => ({ key, document: documents.get(key) ?? false })),
    strayRecords: uneven.filter((key) => isRecord(key) && !state.listed.has(key)),
    records: uneven.some((key) => isReservedKey(key) && !isRecord(key)),
  };
}
