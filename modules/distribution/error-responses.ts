import type { CloudfrontDistributionCustomErrorResponse } from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import { errorPagePath } from "../../config/error-page-patterns";
import type { SiteConfig } from "../../config/schema";

const serverErrors = [500, 502, 503, 504];

/**
 * How long errors are held and which page comes with them. A page never changes the status: a 404 that says 200
 * hides outages from monitors and fills search engines. The pages come through behaviours of their own.
 */
export function errorResponses({ errorPages }: SiteConfig): CloudfrontDistributionCustomErrorResponse[] {
  const { notFound, notFoundTtl, maintenance, serverErrorTtl } = errorPages;
  return [
    errorResponse(404, notFoundTtl, notFound),
    ...serverErrors.map((code) => errorResponse(code, serverErrorTtl, maintenance)),
  ];
}

function errorResponse(
  errorCode: number,
  errorCachingMinTtl: number,
  page: string | false,
): CloudfrontDistributionCustomErrorResponse {
  if (page === false) return { errorCode, errorCachingMinTtl };
  return {
    errorCode,
    errorCachingMinTtl,
    responseCode: errorCode,
    responsePagePath: errorPagePath(page),
  };
}
