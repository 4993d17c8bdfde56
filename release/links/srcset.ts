const space = /[\t\n\f\r ]/;

/**
 * URLs of a srcset: each up to white space, its descriptors up to a comma that is in no parentheses
 * (HTML, Parsing a srcset attribute).
 */
export function srcsetUrls(srcset: string): string[] {
  const urls: string[] = [];
  const isSpace = (at: number) => space.test(srcset[at] ?? "");
  let at = 0;
  for (;;) {
    while (isSpace(at) || srcset[at] === ",") at += 1;
    if (at >= srcset.length) return urls;
    const start = at;
    while (at < srcset.length && !isSpace(at)) at += 1;
    let end = at;
    while (srcset[end - 1] === ",") end -= 1;
    urls.push(srcset.slice(start, end));
    if (end === at) at = endOfDescriptors(srcset, at);
  }
}

function endOfDescriptors(srcset: string, from: number): number {
  let inParentheses = false;
  let at = from;
  for (; at < srcset.length && (inParentheses || srcset[at] !== ","); at++)
    if (srcset[at] === "(") inParentheses = true;
    else if (srcset[at] === ")") inParentheses = false;
  return at;
}
