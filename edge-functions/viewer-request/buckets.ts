import type { RedirectRules } from "./settings";

/**
 * Redirects in the KeyValueStore: many a value, since a key each would be a request each at synthesis and at the
 * edge. The bucket of a place is a hash of it; a bucket is "<key> <rule> <key> <rule>", none of which has a space.
 */
export function bucketKey(place: string, buckets: number): string {
  return `redirects-${hash(place) % buckets}`;
}

/** FNV-1a, 32 bits, over characters; a canonical path has no others than ASCII. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    value = Math.imul(value ^ (text.codePointAt(i) as number), 0x01000193);
  return value >>> 0;
}

/** One redirect in a bucket. */
export function bucketEntry(key: string, rule: string): string {
  return `${key} ${rule}`;
}

/** Adds a bucket's redirects to `rules`. */
export function readBucket(text: string, rules: RedirectRules): void {
  const words = text.split(" ");
  for (let i = 1; i < words.length; i += 2) rules[words[i - 1] as string] = words[i] as string;
}
