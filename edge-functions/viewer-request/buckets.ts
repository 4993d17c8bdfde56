import type { RedirectRules } from "../../facts/site/redirects";

/**
 * A large table of redirects is packed into the KeyValueStore: `hash(path) % buckets` names the value that holds a path,
 * behind the table's generation: another one has other keys, which are there before the function that reads them and
 * go after it. A value is `<path> <rule> <path> <rule>`, none of which has a space. A key for each redirect would cost a
 * call of the API at each deployment, and several reads at each request.
 */
export function bucketKey(place: string, buckets: number, generation: string): string {
  return `redirects-${generation}-${hash(place) % buckets}`;
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
