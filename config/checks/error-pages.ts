import { healthKeys } from "../../facts/site/health";
import { type ConfigFinding, reporter } from "../problem";
import { urlStyleOf } from "../url-style";
import type { ConfigCheck } from "./check";
import { isReservedPath } from "./path-patterns";
import { isAbsolutePath } from "./redirect-chain";

const minute = 60;

const rules = {
  ERROR_PAGE_PATH: {
    severity: "error",
    rule: `An error page is given by its path: "/" first, without query string or wildcard, outside /${healthKeys.prefix}.`,
    mend: 'Write it as "/404.html".',
  },
  SPA_NOT_FOUND_IS_INDEX: {
    severity: "error",
    rule: 'With urls "spa" the viewer-request function brings routes to the index document: as the page for 404 it would answer missing assets with HTML.',
    mend: 'Give a page of its own, "/404.html" for instance, or false.',
  },
  ERROR_TTL_TOO_LONG: {
    severity: "warning",
    rule: "An error held at the edge stays after its cause has gone: more than 1 minute of a 5xx hides the recovery, more than 5 minutes of a 404 hides a page that was just published.",
    mend: "Shorten it; 1 s and 10 s are the defaults.",
  },
} as const;

const report = reporter(rules);

/** Error pages that exist as documents and errors that do not outstay (CloudFront guide, Custom error responses). */
export const errorPagesCheck: ConfigCheck = {
  rules,
  find({ content, errorPages, urls }) {
    const { style } = urlStyleOf({ content, urls });
    const { maintenance, notFound, notFoundTtl, serverErrorTtl } = errorPages;
    const found: ConfigFinding[] = [];
    for (const [key, page] of Object.entries({ notFound, maintenance })) {
      if (page !== false && !isPagePath(page)) {
        found.push(report("ERROR_PAGE_PATH", ["errorPages", key], page));
      }
    }
    if (style === "spa" && notFound === `/${content.indexDocument}`) {
      found.push(report("SPA_NOT_FOUND_IS_INDEX", ["errorPages", "notFound"], notFound));
    }
    if (notFoundTtl > 5 * minute) {
      found.push(report("ERROR_TTL_TOO_LONG", ["errorPages", "notFoundTtl"], notFoundTtl));
    }
    if (serverErrorTtl > minute) {
      found.push(report("ERROR_TTL_TOO_LONG", ["errorPages", "serverErrorTtl"], serverErrorTtl));
    }
    return found;
  },
};

function isPagePath(page: string): boolean {
  return isAbsolutePath(page) && !/[?#*]|\/$/.test(page) && !isReservedPath(page);
}
