import type { Version } from "./objects";

/** S3 lists keys by their UTF-8 bytes; JavaScript compares UTF-16 units, where surrogates sort too low. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Oldest first. The same in both regions, so that two-way replication converges on the same current version. */
export function compareObjectVersions(a: Version, b: Version): number {
  return a.lastModified - b.lastModified || a.sequence - b.sequence;
}
