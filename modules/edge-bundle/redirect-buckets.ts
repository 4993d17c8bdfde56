import { createHash } from "node:crypto";
import { depthsOf, placeOfRule } from "../../config/redirect-rules";
import { bucketEntry, bucketKey } from "../../edge-functions/viewer-request/buckets";
import type { RedirectSettings } from "../../edge-functions/viewer-request/settings";
import { keyValueStoreLimits } from "../../facts/cloudfront/limits";
import type { RedirectRules } from "../../facts/site/redirects";
import { type EdgeBundleCode, EdgeBundleError, edgeProblem } from "./errors";

const { store: STORE_BYTES, value: VALUE_BYTES } = keyValueStoreLimits;

/** Each is one more read of the store for each request. */
const MOST_DEPTHS = 8;

/** Beyond this, no number of buckets keeps the places of the table apart. */
const MOST_BUCKETS = 2 ** 20;

interface Entry {
  readonly place: string;
  readonly text: string;
}

/**
 * Settings and key values that put a table into the KeyValueStore.
 * @throws EdgeBundleError when the table is more than a store or a request can take.
 */
export function redirectsInStore(rules: RedirectRules): {
  settings: RedirectSettings;
  keyValues: Record<string, string>;
} {
  const depths = depthsOf(rules);
  const entries = Object.entries(rules).map(([key, rule]) => ({
    place: placeOfRule(key),
    text: bucketEntry(key, rule),
  }));
  checkLimits(entries, depths);
  const longest = entries.reduce((most, { place }) => Math.max(most, place.length), 0);
  const { keyValues, ...packed } = pack(entries, generationOf(rules));
  return { settings: { ...packed, depths, longest }, keyValues };
}

/**
 * Keys are written one after the other. What a path is redirected by may be in several, if there are patterns: half of an
 * old table and half of a new one could then lead where neither does. So the patterns are part of every key's name. Exact
 * redirects are one key's alone, and are changed in place.
 */
function generationOf(rules: RedirectRules): string {
  const patterns = Object.entries(rules).filter(([key]) => key.startsWith(">"));
  if (patterns.length === 0) return "";
  return `-${createHash("sha256").update(JSON.stringify(patterns.sort())).digest("hex").slice(0, 8)}`;
}

/** A power of two of buckets: few changes of a table move all of it. Entries are ASCII, a character a byte. */
function pack(
  entries: readonly Entry[],
  patterns: string,
): { buckets: number; generation: string; keyValues: Record<string, string> } {
  for (let buckets = 1; buckets <= MOST_BUCKETS; buckets *= 2) {
    if (buckets * VALUE_BYTES < sizeOf(entries)) continue;
    const generation = `${buckets}${patterns}`;
    const keyValues: Record<string, string> = {};
    for (const { place, text } of entries) {
      const key = bucketKey(place, buckets, generation);
      const value = keyValues[key];
      keyValues[key] = value === undefined ? text : `${value} ${text}`;
    }
    const fits = Object.values(keyValues).every((value) => value.length <= VALUE_BYTES);
    if (fits) return { buckets, generation, keyValues };
  }
  throw limit(
    "EDGE_REDIRECTS_CROWDED",
    `more than ${VALUE_BYTES} bytes of redirects for one path`,
    `A value of a CloudFront KeyValueStore has at most ${VALUE_BYTES} bytes.`,
  );
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { text }) => sum + text.length + 1, 0);
}

function checkLimits(entries: readonly Entry[], depths: readonly number[]): void {
  const tooLong = entries.find(({ text }) => text.length > VALUE_BYTES);
  if (tooLong)
    throw limit(
      "EDGE_REDIRECT_TOO_LONG",
      `${tooLong.text.length} bytes for ${tooLong.place.slice(0, 80)}`,
      `A redirect in the KeyValueStore has at most ${VALUE_BYTES} bytes, path and target together.`,
    );
  if (depths.length > MOST_DEPTHS)
    throw limit(
      "EDGE_REDIRECT_DEPTHS",
      `patterns of ${depths.length} different depths`,
      `Each depth is a read of the KeyValueStore for each request; ${MOST_DEPTHS} are allowed.`,
    );
  if (sizeOf(entries) > STORE_BYTES * 0.9)
    throw limit(
      "EDGE_REDIRECTS_TOO_MANY",
      `${sizeOf(entries)} bytes of redirects`,
      `A CloudFront KeyValueStore holds ${STORE_BYTES} bytes, a tenth of which is left to keys and the switch.`,
    );
}

function limit(code: EdgeBundleCode, value: string, rule: string): EdgeBundleError {
  return new EdgeBundleError("viewer-request", [edgeProblem(code, value, { rule })]);
}
