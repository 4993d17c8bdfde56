import { cssReferences, withoutComments } from "../links/css";
import type { Demand } from "./demand";

/** One that does not end takes all that follows, as it does in browsers. */
const fontFaces = /@font-face\s*\{[^}]*\}?/gi;
const imports = /@import\s+[^;]*;?/gi;

/** What CSS loads, each by the directive that governs it, with references relative to `base`. */
export function cssDemands(css: string, base: string): Demand[] {
  const text = withoutComments(css);
  const demandsOf = (part: string, directive: "font-src" | "img-src" | "style-src-elem") =>
    cssReferences(part).flatMap((reference): Demand[] => {
      // A fragment is of the page itself.
      if (reference.startsWith("#") || !URL.canParse(reference, base)) return [];
      return [{ kind: "url", directive, url: new URL(reference, base).href }];
    });
  return [
    ...demandsOf((text.match(imports) ?? []).join("\n"), "style-src-elem"),
    ...demandsOf((text.match(fontFaces) ?? []).join("\n"), "font-src"),
    ...demandsOf(text.replace(fontFaces, "").replace(imports, ""), "img-src"),
  ];
}
