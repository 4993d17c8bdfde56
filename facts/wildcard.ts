/**
 * A matcher for a pattern in which `*` is any run of characters and `?` any one. It backtracks to the last star
 * only, so that no pattern costs more than pattern length times text length.
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const special = pattern.search(/[*?]/);
  if (special === -1) return (text) => text === pattern;
  if (special === pattern.length - 1 && pattern[special] === "*") {
    const prefix = pattern.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => matchesWildcard(pattern, text);
}

function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
