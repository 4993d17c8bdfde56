import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import { perBlock, distributionTypes as types } from "./distribution";
import { type AuditRule, cloudFrontGuide } from "./rule";

const errorPage: AuditRule = {
  id: "error-page-on-failing-origin",
  severity: "medium",
  title: "The page for an outage comes from what is out",
  types,
  visitors:
    "CloudFront asks the same origins for the page, gets the same error, and shows its own bare text.",
  source: cloudFrontGuide("HTTPStatusCodes"),
  fails: `    response_page_path    = "/sorry/503.html"`,
  mend: `    response_page_path    = "/errors/503.html"`,
  judge(distribution, site) {
    const behaviours = site.behaviours(distribution);
    const fallback = behaviours.find(({ pattern }) => pattern === "*");
    return distribution.blocks("custom_error_response").flatMap((response) => {
      const page = response.text("response_page_path");
      const code = response.number("error_code", 0);
      if (page === undefined || code < 500) return [];
      const behaviour = behaviours.find(({ pattern }) => compilePathPattern(pattern)(page)) ?? fallback;
      if (behaviour?.part.identity("target_origin_id") !== fallback?.part.identity("target_origin_id"))
        return [];
      const says = `${page} is asked of ${fallback?.part.identity("target_origin_id")}, which is what answers ${code}`;
      return [{ attribute: response.at("response_page_path"), says }];
    });
  },
};

const errorCaching: AuditRule = {
  id: "error-caching",
  severity: "medium",
  title: "Errors are kept for longer than they last",
  types,
  visitors: "The origin is back, and visitors go on seeing the error that an edge has kept.",
  source: cloudFrontGuide("HTTPStatusCodes"),
  fails: "    error_caching_min_ttl = 300",
  mend: "    error_caching_min_ttl = 1",
  judge(distribution) {
    return distribution.blocks("custom_error_response").flatMap((response) => {
      const [code, seconds] = [
        response.number("error_code", 0),
        response.number("error_caching_min_ttl", 10),
      ];
      if (seconds <= (code < 500 ? 60 : 10)) return [];
      return [{ attribute: response.at("error_caching_min_ttl"), says: `${code} is kept for ${seconds} s` }];
    });
  },
};

const errorsAsPages: AuditRule = {
  id: "errors-as-200",
  severity: "medium",
  title: "Errors are told as 200",
  types,
  visitors:
    "Wrong URLs, a bucket that refuses and a firewall that blocks all show the start page, and every monitor is green meanwhile.",
  source: cloudFrontGuide("GeneratingCustomErrorResponses"),
  fails: `    error_code            = 404
    response_code         = 200`,
  mend: `    error_code            = 404
    response_code         = 404`,
  judge(distribution) {
    return distribution.blocks("custom_error_response").flatMap((response) => {
      const [code, told] = [response.text("error_code"), response.text("response_code")];
      return told === "200" ? [{ attribute: response.at("response_code"), says: `${code} becomes 200` }] : [];
    });
  },
};

const errorsRenamed: AuditRule = {
  id: "errors-403-as-404",
  severity: "low",
  title: "Every 403 is told as 404",
  types,
  visitors:
    "A firewall that blocks, a country that is shut out and a bucket that refuses all look like a missing page: nobody looks for the cause.",
  source: cloudFrontGuide("GeneratingCustomErrorResponses"),
  fails: `    error_code            = 403
    response_code         = 404`,
  mend: `    error_code            = 404
    response_code         = 404`,
  judge(distribution, site) {
    return distribution.blocks("custom_error_response").flatMap((response) => {
      if (response.text("error_code") !== "403" || response.text("response_code") !== "404") return [];
      // Where S3 may not list, its 403 is what a missing page is: the rule for that has the mend.
      const origins = distribution.blocks("origin").flatMap((origin) => site.bucketOf(origin) ?? []);
      const says = `403 becomes 404${origins.length > 0 ? "; with s3:ListBucket, S3 itself says 404 for what is missing" : ""}`;
      return [{ attribute: response.at("response_code"), says }];
    });
  },
};

const errorsOfApi = perBlock(
  {
    id: "errors-of-api",
    severity: "low",
    title: "What an API says of an error becomes a page",
    visitors:
      "Error pages are the whole distribution's: a program that asks the API gets HTML where it expects the API's own words, and shows neither.",
    source: cloudFrontGuide("GeneratingCustomErrorResponses"),
    fails: `    allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]`,
    mend: `    allowed_methods          = ["GET", "HEAD", "OPTIONS"]`,
  },
  ["custom_error_response", "response_page_path"],
  (response, site, distribution) => {
    const code = response.number("error_code", 0);
    if (response.text("response_page_path") === undefined || code >= 500) return undefined;
    const writes = site
      .behaviours(distribution)
      .filter(
        ({ origins, part }) =>
          part.texts("allowed_methods").includes("POST") && !origins.some((one) => site.bucketOf(one)),
      );
    const patterns = writes.map(({ pattern }) => pattern);
    return patterns.length === 0 ? undefined : `${code} of ${patterns.join(", ")} is a page too`;
  },
);

/** What visitors are told of an error. */
export const errorPageRules: readonly AuditRule[] = [
  errorPage,
  errorCaching,
  errorsAsPages,
  errorsRenamed,
  errorsOfApi,
];
