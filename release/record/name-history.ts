import { carriesHash } from "../classes/content-hash";
import { isImmutable } from "../invalidation/edge-lifetime";
import type { ObjectHeaders } from "../ports";
import type { BucketState } from "./records";

/** Which bytes names have stood for, as far as the last manifest and the bucket know. */
export interface NameHistory {
  /** True when the name has carried other bytes than these (MD5). */
  hasCarriedOthers(key: string, md5: string): boolean;
  /** True when browsers keep other bytes for a year under the name. */
  wasPromised(key: string, md5: string): boolean;
}

/** Of a site that has never been released. */
export const noHistory: NameHistory = { hasCarriedOthers: () => false, wasPromised: () => false };

export function nameHistory({ current, objects }: BucketState): NameHistory {
  const reused = new Set(current?.reused);
  // Nearly every name has stood for one thing: a set for each would be a sixth of what a release keeps of a file.
  const carried = new Map<string, string>();
  const several = new Set<string>();
  const promised = new Map<string, string>();
  const note = (key: string, etag: string, cacheControl?: string) => {
    const before = carried.get(key);
    if (before === undefined) carried.set(key, etag);
    else if (before !== etag) several.add(key);
    if (isImmutable(cacheControl)) promised.set(key, etag);
  };
  for (const { key, md5, headers } of current?.files ?? []) note(key, md5, headers.cacheControl);
  for (const { key, etag, cacheControl } of current?.former ?? []) note(key, etag, cacheControl);
  for (const { key, etag } of objects.values()) note(key, etag);
  return {
    hasCarriedOthers(key, md5) {
      return reused.has(key) || several.has(key) || (carried.get(key) ?? md5) !== md5;
    },
    wasPromised(key, md5) {
      return (promised.get(key) ?? md5) !== md5;
    },
  };
}

/** Names that have, or could have, been promised to stand for one thing, and have stood for several by now. */
export function reusedNames(
  state: BucketState,
  files: readonly { readonly key: string; readonly md5: string; readonly headers: ObjectHeaders }[],
): string[] {
  const history = nameHistory(state);
  const now = files.filter(
    ({ headers, key, md5 }) =>
      history.hasCarriedOthers(key, md5) &&
      (carriesHash(key) || isImmutable(headers.cacheControl) || history.wasPromised(key, md5)),
  );
  return [...new Set([...(state.current?.reused ?? []), ...now.map(({ key }) => key)])].sort();
}
