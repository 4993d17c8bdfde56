const references =
  /url\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|((?:[^\s"'()\\]|\\.)+))\s*\)|@import\s+(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/gi;

/** What a style sheet loads: every `url()` and `@import`, as written. */
export function cssReferences(css: string): string[] {
  return [...withoutComments(css).matchAll(references)].map(
    (match) =>
      match
        .slice(1)
        .find((part) => part !== undefined)
        ?.replace(/\\(.)/g, "$1") as string,
  );
}

/** A style sheet without its comments. What begins like one and does not end may stand in a text: it is kept. */
export function withoutComments(css: string): string {
  let kept = "";
  let at = 0;
  for (;;) {
    const start = css.indexOf("/*", at);
    const end = start < 0 ? -1 : css.indexOf("*/", start + 2);
    if (end < 0) return kept + css.slice(at);
    kept += css.slice(at, start);
    at = end + 2;
  }
}
