/**
 * Whether a cached URI (path, then "?" and the query that is in its key) goes. Case counts; `*` is a wildcard as
 * the last character only; a path without it names exactly one URI, so query strings are listed or covered by
 * `path*`. Header and cookie variants have the same URI, so all go. CloudFront guide, "Specify the objects to
 * invalidate".
 */
export function compileInvalidation(paths: readonly string[]): (cachedUri: string) => boolean {
  const exact = new Set(paths.filter((path) => !path.endsWith("*")));
  const prefixes = paths.filter((path) => path.endsWith("*")).map((path) => path.slice(0, -1));
  return (uri) => exact.has(uri) || prefixes.some((prefix) => uri.startsWith(prefix));
}
