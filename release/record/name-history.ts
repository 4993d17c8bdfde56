import { couldBeHashed } from "../classes/content-hash";
import type { BucketState } from "./records";

/** Which bytes names have stood for, as far as the last manifest and the bucket know. */
export interface NameHistory {
  hasCarriedOthers(key: string, md5: string): boolean;
}

export function nameHistory({ current, objects }: BucketState): NameHistory {
  const reused = new Set(current?.reused);
  const carried = new Map<string, Set<string>>();
  const note = (key: string, etag: string) => {
    const etags = carried.get(key);
    if (etags) etags.add(etag);
    else carried.set(key, new Set([etag]));
  };
  for (const { key, md5 } of current?.files ?? []) note(key, md5);
  for (const { key, etag } of current?.former ?? []) note(key, etag);
  for (const { key, etag } of objects.values()) note(key, etag);
  return {
    hasCarriedOthers(key, md5) {
      return reused.has(key) || [...(carried.get(key) ?? [])].some((etag) => etag !== md5);
    },
  };
}

/** Names that could carry a hash and have stood for several things by now, this site's included. */
export function reusedNames(
  state: BucketState,
  files: readonly { readonly key: string; readonly md5: string }[],
): string[] {
  const history = nameHistory(state);
  const now = files.filter(({ key, md5 }) => couldBeHashed(key) && history.hasCarriedOthers(key, md5));
  return [...new Set([...(state.current?.reused ?? []), ...now.map(({ key }) => key)])].sort();
}
