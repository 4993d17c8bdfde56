import { carriesHash } from "../classes/content-hash";
import { isImmutable } from "../invalidation/edge-lifetime";
import type { ObjectHeaders } from "../ports";
import { type FormerFile, filesByKey } from "./manifest";
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
  const files = filesByKey(current);
  const former = new Map<string, FormerFile[]>();
  for (const file of current?.former ?? []) former.set(file.key, [...(former.get(file.key) ?? []), file]);
  const formerly = (key: string) => former.get(key) ?? [];
  return {
    hasCarriedOthers(key, md5) {
      const known = [files.get(key)?.md5, objects.get(key)?.etag, ...formerly(key).map(({ etag }) => etag)];
      return reused.has(key) || known.some((etag) => etag !== undefined && etag !== md5);
    },
    wasPromised(key, md5) {
      const file = files.get(key);
      const promised =
        formerly(key).findLast(({ cacheControl }) => isImmutable(cacheControl))?.etag ??
        (isImmutable(file?.headers.cacheControl) ? file?.md5 : undefined);
      return promised !== undefined && promised !== md5;
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
