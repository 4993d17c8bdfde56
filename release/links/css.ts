const comments = /\/\*[\s\S]*?\*\//g;
const references =
  /url\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|((?:[^\s"'()\\]|\\.)+))\s*\)|@import\s+(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/gi;

/** What a style sheet loads: every `url()` and `@import`, as written. */
export function cssReferences(css: string): string[] {
  return [...css.replace(comments, "").matchAll(references)].map(
    (match) =>
      match
        .slice(1)
        .find((part) => part !== undefined)
        ?.replace(/\\(.)/g, "$1") as string,
  );
}
