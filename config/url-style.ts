import { encodePath } from "../facts/site/path";
import type { UrlStyle } from "../facts/site/url-style";
import type { SiteConfig } from "./schema";

/** How a site's paths become documents. */
export function urlStyleOf({ content, urls }: Pick<SiteConfig, "urls" | "content">): UrlStyle {
  return { style: urls, index: encodePath(content.indexDocument) };
}
