import type { Redirect } from "../../config/schema";
import { canonicalPath } from "../../edge-functions/shared/path";
import { bucketKey, bucketLine } from "../../edge-functions/viewer-request/buckets";
import { placeOf } from "../../edge-functions/viewer-request/redirects";
import type { RedirectRules, RedirectSettings } from "../../edge-functions/viewer-request/settings";
import { EdgeBundleError } from "./errors";

/** CloudFront guide, Quotas, "Quotas on key value stores". */
const VALUE_BYTES = 1024;
const STORE_BYTES = 5 * 1024 * 1024;

/** Each is one more read of the store for each request. */
const MOST_DEPTHS = 8;

/** Beyond this, no number of buckets keeps the places of the table apart. */
const MOST_BUCKETS = 2 ** 20;

/** The site's redirects as the function looks them up. The first of two with the same `from` wins. */
export function redirectRules(redirects: readonly Redirect[]): RedirectRules {
  const rules: RedirectRules = {};
  for (const redirect of redirects) {
    const path = canonicalPath(redirect.from);
    const key = redirect.match === "prefix" ? `>${path}` : path;
    rules[key] ??= redirect.status === 301 ? redirect.to : `${redirect.status}${redirect.to}`;
  }
  return rules;
}

/** Settings that carry the whole table in the code. */
export function redirectsInCode(rules: RedirectRules): RedirectSettings {
  return { table: rules, depths: depthsOf(rules), longest: 0 };
}

/**
 * Settings and key values that put the table into the KeyValueStore.
 * @throws EdgeBundleError when the table is more than a store or a request can take.
 */
export function redirectsInStore(rules: RedirectRules): {
  settings: RedirectSettings;
  keyValues: Record<string, string>;
} {
  const depths = depthsOf(rules);
  const lines = Object.entries(rules).map(([key, rule]) => ({
    place: placeOfRule(key),
    line: bucketLine(key, rule),
  }));
  check(lines, depths);
  const { buckets, keyValues } = pack(lines);
  return {
    settings: { buckets, depths, longest: Math.max(...lines.map(({ place }) => place.length)) },
    keyValues,
  };
}

interface Line {
  readonly place: string;
  readonly line: string;
}

/** A power of two of buckets: few changes of a table move all of it. */
function pack(lines: readonly Line[]): { buckets: number; keyValues: Record<string, string> } {
  const bytes = lines.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0);
  for (let buckets = 2 ** Math.ceil(Math.log2(bytes / VALUE_BYTES)); buckets <= MOST_BUCKETS; buckets *= 2) {
    const keyValues: Record<string, string> = {};
    for (const { place, line } of lines) {
      const key = bucketKey(place, buckets);
      keyValues[key] = (keyValues[key] ?? "") + line;
    }
    if (Object.values(keyValues).every((value) => Buffer.byteLength(value) <= VALUE_BYTES))
      return { buckets, keyValues };
  }
  throw tooMany(
    "EDGE_REDIRECTS_CROWDED",
    `more than ${VALUE_BYTES} bytes of redirects for one path`,
    `A value of a CloudFront KeyValueStore has at most ${VALUE_BYTES} bytes.`,
    "Shorten the targets of the redirects that begin with the same path.",
  );
}

function check(lines: readonly Line[], depths: readonly number[]): void {
  const longest = lines.reduce((most, { line }) => (line.length > most.length ? line : most), "");
  if (Buffer.byteLength(longest) > VALUE_BYTES)
    throw tooMany(
      "EDGE_REDIRECT_TOO_LONG",
      `${Buffer.byteLength(longest)} bytes for ${longest.slice(0, 80)}...`,
      `A redirect in the KeyValueStore has at most ${VALUE_BYTES} bytes, path and target together.`,
      "Shorten it.",
    );
  if (depths.length > MOST_DEPTHS)
    throw tooMany(
      "EDGE_REDIRECT_DEPTHS",
      `prefixes of ${depths.length} different depths`,
      `Each depth is a read of the KeyValueStore for each request; ${MOST_DEPTHS} are allowed.`,
      "Use prefixes with fewer different numbers of segments.",
    );
  const bytes = lines.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0);
  if (bytes > STORE_BYTES * 0.9)
    throw tooMany(
      "EDGE_REDIRECTS_TOO_MANY",
      `${bytes} bytes of redirects`,
      `A CloudFront KeyValueStore holds ${STORE_BYTES} bytes, a tenth of which is left to keys and the switch.`,
      "Use prefix redirects in place of many exact ones.",
    );
}

function tooMany(code: string, value: string, rule: string, mend: string): EdgeBundleError {
  return new EdgeBundleError("viewer-request", [{ code, value, rule, mend }]);
}

/** How many segments the prefixes have, most first. */
function depthsOf(rules: RedirectRules): number[] {
  const prefixes = Object.keys(rules).filter((key) => key.startsWith(">"));
  const depths = new Set(prefixes.map((key) => placeOfRule(key).split("/").length - 1));
  return [...depths].sort((a, b) => b - a);
}

function placeOfRule(key: string): string {
  return placeOf(key.replace(/^>/, ""));
}
