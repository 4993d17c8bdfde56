const MAX_LENGTH = 4000;

/**
 * What is wrong with an invalidation path, or undefined. CloudFront guide, "Specify the objects to invalidate".
 */
export function invalidationPathProblem(path: string): string | undefined {
  const shown = path.length > 100 ? `${path.slice(0, 100)}...` : path;
  if (!path.startsWith("/")) return `"${shown}" does not start with "/": write "/${shown}"`;
  if (path.length > MAX_LENGTH) {
    return `"${shown}" has ${path.length} characters: CloudFront takes at most ${MAX_LENGTH}`;
  }
  if (path.includes("~"))
    return `"${shown}" contains "~", which CloudFront does not support in invalidations`;
  const unsafe = /[^\x21-\x7e]|[<>"#{}|\\^[\]`]|%(?![0-9a-fA-F]{2})/.exec(path)?.[0];
  if (unsafe === undefined) return undefined;
  return `"${shown}" contains ${JSON.stringify(unsafe)}: percent-encode non-ASCII and unsafe characters`;
}

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
