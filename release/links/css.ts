const text = `"((?:[^"\\\\\\n]|\\\\.)*)"|'((?:[^'\\\\\\n]|\\\\.)*)'`;
const references = new RegExp(
  `\\b(?:url|src)\\(\\s*(?:${text}|((?:[^\\s"'()\\\\]|\\\\.)+))\\s*\\)|@import\\s+(?:${text})`,
  "gi",
);

/** Pictures of which a browser chooses one; an address may be a text alone (CSS Images 4, section 2.4). */
const imageSets = /\bimage-set\(((?:[^()]|\([^()]*\))*)\)/gi;
const argumentsOfFunctions = /\([^()]*\)/g;
const texts = new RegExp(text, "g");

/** What a style sheet loads: every `url()` and `@import`, and the texts in an `image-set()`. */
export function cssReferences(css: string): string[] {
  const plain = withoutComments(css);
  const sets = [...plain.matchAll(imageSets)].map(([, set = ""]) => set.replace(argumentsOfFunctions, ""));
  return [plain.matchAll(references), ...sets.map((set) => set.matchAll(texts))]
    .flatMap((found) => [...found])
    .map((match) => unescaped(match.slice(1).find((part) => part !== undefined) ?? ""));
}

/** CSS Syntax 3, section 4.3.7: a character by its number, or itself. */
function unescaped(written: string): string {
  return written.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gi, (_, number?: string, itself?: string) => {
    const point = Number.parseInt(number ?? "", 16);
    return itself ?? (point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd");
  });
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
