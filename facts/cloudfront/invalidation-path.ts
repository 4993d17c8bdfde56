const longest = 4000;

/** What CloudFront would refuse about an invalidation path, or never match (CloudFront guide, Specify the objects to invalidate). */
export function invalidationPathProblem(path: string): string | undefined {
  if (!path.startsWith("/")) return `it does not begin with a slash: write "/${path}"`;
  if (path.length > longest) return `it has ${path.length} characters, and CloudFront takes ${longest}`;
  if (path.includes("~")) return 'it has a "~", which no invalidation matches: end it before that with "*"';
  if (/\*./.test(path))
    return 'it has a "*" that is not its last character, where it stands for itself alone';
  const character = /[^!-~]|[<>"#{}|\\^[\]`]|%(?![0-9a-fA-F]{2})/u.exec(path)?.[0];
  if (character === undefined) return undefined;
  return `it has ${JSON.stringify(character)}, which has to be percent-encoded: ${encodeURIComponent(character)}`;
}
