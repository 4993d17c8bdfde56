import fc from "fast-check";
import { expect, it } from "vitest";
import { pageUrl } from "../../../facts/site/page-url";
import { canonicalPath, isPlain } from "../../../facts/site/path";
import { documentPath, type UrlStyle } from "../../../facts/site/url-style";
import { isReachable, keyAt, pathsOf, visitorPath } from "../../../facts/site/visitor-path";

const urls: fc.Arbitrary<UrlStyle> = fc.record({
  style: fc.constantFrom("directory", "html-extension", "both", "spa", "none"),
  index: fc.constantFrom("index.html", "home.html", "main.htm", "index", "v1.2"),
  slash: fc.constantFrom("redirect", "strip", "keep"),
  canonical: fc.boolean(),
});
const part = fc.oneof(
  fc.constantFrom("index.html", "home.html", "index", "a", "a.js", "x.html", ".html", "v1.2", "node.js.html"),
  fc.constantFrom(".well-known", "main.htm", "c++", "%41", "é"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }),
);
const path = fc
  .tuple(fc.array(part, { maxLength: 4 }), fc.boolean())
  .map(([parts, slash]) => canonicalPath(`/${parts.join("/")}${slash ? "/" : ""}`))
  .filter(isPlain);

it("a page's URL leads to the same document, in one hop, whatever the config is", () => {
  fc.assert(
    fc.property(urls, path, (style, asked) => {
      const url = pageUrl(style, asked);
      expect(pageUrl(style, url)).toBe(url);
      expect(documentPath(style, url)).toBe(documentPath(style, asked));
      expect(url).toMatch(/^\/(?![/\\])/);
    }),
    { numRuns: 5000 },
  );
});

it("all forms of a page's URL lead to one, but where the config keeps them", () => {
  fc.assert(
    fc.property(urls, path, (style, asked) => {
      const key = keyAt(asked, style);
      if (key === undefined || !isReachable(key, style)) return;
      const first = visitorPath(key, style);
      expect(pageUrl(style, first)).toBe(first);
      expect(pathsOf(key, style)[0]).toBe(first);
      if (!style.canonical || style.slash === "keep" || style.style === "spa" || style.style === "none")
        return;
      for (const other of pathsOf(key, style)) expect(pageUrl(style, other)).toBe(first);
    }),
    { numRuns: 5000 },
  );
});
