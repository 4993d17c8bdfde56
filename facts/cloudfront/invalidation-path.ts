/** Characters (CloudFront guide, Quotas, invalidations). */
const longest = 4000;

/** What CloudFront would refuse about an invalidation path, if anything (CloudFront guide, Specify the objects to invalidate). */
export function invalidationPathProblem(path: string): string | undefined {
  const shown = path.length > 100 ? `${path.slice(0, 100)}...` : path;
  if (!path.startsWith("/")) return `"${shown}" does not start with "/": write "/${shown}"`;
  if (path.length > longest) {
    return `"${shown}" has ${path.length} characters: CloudFront takes at most ${longest}`;
  }
  if (path.includes("~")) {
    return `"${shown}" contains "~", which CloudFront does not support in invalidations: end it before that with "*"`;
  }
  const unsafe = /[^!-~]|[<>"#{}|\\^[\]`]|%(?![0-9a-fA-F]{2})/u.exec(path)?.[0];
  if (unsafe === undefined) return undefined;
  return `"${shown}" contains ${JSON.stringify(unsafe)}: percent-encode non-ASCII and unsafe characters`;
}

/** Whether a path has a `*` that CloudFront takes for itself alone, where whoever typed it may mean a wildcard. */
export function hasInnerStar(path: string): boolean {
  return /\*./.test(path);
}
