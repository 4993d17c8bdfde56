import type { RedirectRules } from "./settings";

/**
 * Redirects in the KeyValueStore: many a value, since a key each would be a request each at synthesis and at the
 * edge. The bucket of a place is a hash of it; a bucket has a line a redirect, "<key> <rule>".
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

/** The line of one redirect; a canonical path has no spaces. */
export function bucketLine(key: string, rule: string): string {
  return `${key} ${rule}\n`;
}

/** Adds a bucket's redirects to `rules`. */
export function readBucket(text: string, rules: RedirectRules): void {
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const space = line.indexOf(" ");
    if (space > 0) rules[line.slice(0, space)] = line.slice(space + 1);
  }
}
