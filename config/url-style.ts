import { encodePath } from "../facts/site/path";
import type { UrlStyle } from "../facts/site/url-style";
import type { SiteConfig } from "./schema";

/**
 * What relative links of a page ask for. Where both are, the slash tells one page from another; a single-page application's
 * routes are its own, and `none` has no pages.
 */
const slashes = {
  directory: "redirect",
  "html-extension": "redirect",
  both: "keep",
  spa: "keep",
  none: "keep",
} as const;

/** How a site's paths become documents, and which of them are redirected. */
export function urlStyleOf({ content, urls }: Pick<SiteConfig, "urls" | "content">): UrlStyle {
  const { canonical, style, trailingSlash } =
    typeof urls === "string" ? { style: urls, canonical: true, trailingSlash: undefined } : urls;
  return {
    style,
    index: encodePath(content.indexDocument),
    slash: trailingSlash ?? slashes[style],
    canonical,
  };
}
