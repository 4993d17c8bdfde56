import { reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  URLS_SLASH_OF_NO_PAGE: {
    severity: "error",
    rule: 'The slash at the end of a URL is a page\'s to have: style "none" asks for files by their names, the routes of "spa" have no form that links in a file are written for, and in "both" the slash tells a folder\'s page from a file.',
    mend: 'Leave trailingSlash out; with "spa", "strip" takes slashes away.',
  },
} as const;

const report = reporter(rules);

/** Which forms of a page's URL are redirected. */
export const urlsCheck: ConfigCheck = {
  rules,
  find({ urls }) {
    if (typeof urls === "string") return [];
    const { style, trailingSlash } = urls;
    const isOfNoPage =
      (style === "spa" && trailingSlash === "redirect") ||
      ((style === "none" || style === "both") && trailingSlash !== undefined && trailingSlash !== "keep");
    return isOfNoPage ? [report("URLS_SLASH_OF_NO_PAGE", ["urls", "trailingSlash"], trailingSlash)] : [];
  },
};
