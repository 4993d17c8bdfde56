/**
 * A matcher for a pattern in which `*` is any run of characters and `?` any one, as in CloudFront's path patterns and
 * IAM's policies. Edge functions bundle this file, so it keeps to syntax that the CloudFront Functions runtime has.
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const special = pattern.search(/[*?]/);
  if (special < 0) return (text) => text === pattern;
  if (special === pattern.length - 1 && pattern.charAt(special) === "*") {
    const prefix = pattern.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => matches(pattern, text);
}

const star = 42;
const anyOne = 63;

/** Backtracks to the last star only, so that nothing costs more than pattern length times text length. */
function matches(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let lastStar = -1;
  let resume = 0;
  while (inText < text.length) {
    const code = at < pattern.length ? pattern.charCodeAt(at) : -1;
    if (code === star) {
      lastStar = at;
      resume = inText;
      at += 1;
    } else if (code === anyOne || code === text.charCodeAt(inText)) {
      at += 1;
      inText += 1;
    } else if (lastStar >= 0) {
      // Only the last star has to give: an earlier one could not reach further than this one does.
      at = lastStar + 1;
      resume += 1;
      inText = resume;
    } else {
      return false;
    }
  }
  while (at < pattern.length && pattern.charCodeAt(at) === star) at += 1;
  return at === pattern.length;
}
