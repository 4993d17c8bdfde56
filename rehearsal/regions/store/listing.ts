import type { ObjectVersion, Version } from "./objects";
import { compareKeys } from "./order";

/** What of a bucket is listed. */
export interface ListOptions {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly startAfter?: string;
  readonly continuationToken?: string;
  /** At most 1,000. @default 1000 */
  readonly maxKeys?: number;
}

/** One page of current objects. */
export interface Listing {
  readonly contents: readonly ObjectVersion[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly nextContinuationToken?: string;
}

export interface VersionListing {
  /** Keys in order, each key's versions newest first. */
  readonly versions: readonly (Version & { readonly isLatest: boolean })[];
}

/** One page of current objects (ListObjectsV2). `keys` are in S3's order. */
export function listPage(
  keys: readonly string[],
  current: (key: string) => Version | undefined,
  options: ListOptions,
): Listing {
  const prefix = options.prefix ?? "";
  const limit = Math.min(Math.max(options.maxKeys ?? 1000, 0), 1000);
  const after = options.continuationToken ?? options.startAfter;
  const contents: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  for (
    let at = after === undefined ? firstFrom(keys, prefix) : firstFrom(keys, after);
    at < keys.length;
    at++
  ) {
    const key = keys[at] as string;
    if (!key.startsWith(prefix)) {
      if (compareKeys(key, prefix) > 0) break;
      continue;
    }
    if (after !== undefined && compareKeys(key, after) <= 0) continue;
    const version = current(key);
    if (version?.type !== "object") continue;
    const common = commonPrefix(key, prefix, options.delimiter);
    if (common !== undefined && (common === prefixes.at(-1) || common === after)) continue;
    if (contents.length + prefixes.length >= limit) {
      return { contents, commonPrefixes: prefixes, isTruncated: limit > 0, nextContinuationToken: last };
    }
    if (common === undefined) contents.push(version);
    else prefixes.push(common);
    last = common ?? key;
  }
  return { contents, commonPrefixes: prefixes, isTruncated: false };
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** Index of the first key that is not before `bound`. */
function firstFrom(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle] as string, bound) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
