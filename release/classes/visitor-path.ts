import type { SiteConfig } from "../../config";

/** The path under which visitors ask for a file in the first place: `docs/index.html` is `/docs/`. Not encoded. */
export function visitorPath(key: string, site: Pick<SiteConfig, "urls" | "content">): string {
  if (key === site.content.indexDocument) return "/";
  const path = `/${key}`;
  if (site.urls === "directory") return path.replace(/\/index\.html$/, "/");
  if (site.urls === "html-extension") return path.replace(/\.html$/, "");
  return path;
}
