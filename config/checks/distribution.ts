import { awsRegions, regionsByDefault } from "../../facts/aws-regions";
import { countryCodes } from "../country-codes";
import { athenaAnswers } from "../names";
import { type ConfigFinding, reporter } from "../problem";
import type { SiteConfig } from "../schema";
import { type ConfigCheck, repeats } from "./check";

const answersFolder = athenaAnswers.replace("/", "");

const rules = {
  GEO_CODE_UNKNOWN: {
    severity: "error",
    rule: "Countries are given by their ISO 3166-1 alpha-2 codes, in capitals.",
    mend: 'Write "DE" for Germany, "GB" for the United Kingdom.',
  },
  GEO_CODE_TWICE: {
    severity: "error",
    rule: "Each country is listed once.",
    mend: "Remove the second one.",
  },
  WEB_ACL_ARN_INVALID: {
    severity: "error",
    rule: "CloudFront takes the ARN of a WAFv2 web ACL of scope CLOUDFRONT, which lives in us-east-1.",
    mend: 'Use an ARN such as "arn:aws:wafv2:us-east-1:111122223333:global/webacl/name/id".',
  },
  ACCESS_LOGS_REGION: {
    severity: "error",
    rule: "The log bucket is in the primary region, and CloudFront delivers legacy standard logs to no region that an account has to opt in to.",
    mend: 'Take another format, such as "parquet", leave accessLogs out, or take a primary region that every account has.',
  },
  ACCESS_LOGS_PREFIX_MISSING: {
    severity: "error",
    rule: "Without a prefix AWS puts one of its own in front of what is delivered, and Terraform takes that for a change.",
    mend: 'Write one, such as "cloudfront/", or take the format "legacy".',
  },
  ACCESS_LOGS_PREFIX: {
    severity: "error",
    rule: "CloudFront takes a log prefix of up to 256 characters that does not begin with a slash.",
    mend: 'Write it as "cloudfront/".',
  },
  ACCESS_LOGS_ATHENA: {
    severity: "error",
    rule: "A table for Athena is of delivered logs, below a prefix that is not that of its answers.",
    mend: `Take the format "parquet", and a prefix such as "cloudfront/" in place of "${athenaAnswers}"; or leave athena out.`,
  },
} as const;

const report = reporter(rules);

/** Options of the distribution (CloudFront API, GeoRestriction, WebACLId, LoggingConfig). */
export const distributionCheck: ConfigCheck = {
  rules,
  find({ distribution, regions }) {
    const { accessLogs, geoRestriction, webAclArn } = distribution;
    const found = geoFindings(geoRestriction);
    if (webAclArn !== undefined && !isWebAclArn(webAclArn)) {
      found.push(report("WEB_ACL_ARN_INVALID", ["distribution", "webAclArn"], webAclArn));
    }
    if (accessLogs && (accessLogs.prefix.startsWith("/") || accessLogs.prefix.length > 256)) {
      found.push(report("ACCESS_LOGS_PREFIX", ["distribution", "accessLogs", "prefix"], accessLogs.prefix));
    }
    if (accessLogs && accessLogs.format !== "legacy" && accessLogs.prefix.replace(/\/+$/, "") === "") {
      found.push(
        report("ACCESS_LOGS_PREFIX_MISSING", ["distribution", "accessLogs", "prefix"], accessLogs.prefix),
      );
    }
    if (
      accessLogs?.format === "legacy" &&
      awsRegions.includes(regions.primary) &&
      !regionsByDefault.has(regions.primary)
    ) {
      found.push(report("ACCESS_LOGS_REGION", ["distribution", "accessLogs"], regions.primary));
    }
    if (
      accessLogs?.athena &&
      (accessLogs.format === "legacy" || accessLogs.prefix.startsWith(answersFolder))
    ) {
      const { format, prefix } = accessLogs;
      found.push(
        report("ACCESS_LOGS_ATHENA", ["distribution", "accessLogs", "athena"], `${format}, ${prefix}`),
      );
    }
    return found;
  },
};

function isWebAclArn(arn: string): boolean {
  return /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]{1,128}\/[\w-]+$/.test(arn);
}

function geoFindings(restriction: SiteConfig["distribution"]["geoRestriction"]): ConfigFinding[] {
  if (!restriction) return [];
  const { locations } = restriction;
  const path = ["distribution", "geoRestriction", "locations"];
  return [
    ...locations.flatMap((code, index) =>
      countryCodes.has(code) ? [] : [report("GEO_CODE_UNKNOWN", [...path, index], code)],
    ),
    ...repeats(locations, String).map((index) =>
      report("GEO_CODE_TWICE", [...path, index], locations[index]),
    ),
  ];
}
