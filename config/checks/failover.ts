import { failoverCodes } from "../../facts/cloudfront/limits";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { SiteConfig } from "../schema";
import { type ConfigCheck, repeats } from "./check";
import { regionFindings } from "./regions";

// Not by Intl.ListFormat, which reads 20 ms of the language at every start.
const codesInWords = `${failoverCodes.slice(0, -1).join(", ")} and ${failoverCodes.at(-1)}`;

const rules = {
  FAILOVER_CODES_EMPTY: {
    severity: "error",
    rule: "CloudFront needs at least one status code to fail over on.",
    mend: "List the codes, or leave the key out for 403, 500, 502, 503 and 504.",
  },
  FAILOVER_CODE_UNKNOWN: {
    severity: "error",
    rule: `CloudFront fails over on ${codesInWords} only.`,
    mend: "Remove the code.",
  },
  FAILOVER_CODE_TWICE: {
    severity: "error",
    rule: "Each failover code is listed once.",
    mend: "Remove the second one.",
  },
  FAILOVER_CODES_WITHOUT_503: {
    severity: "error",
    rule: "CloudFront takes a failed connection to the primary for a 503: without 503 in the list it does not fail over then.",
    mend: "Add 503.",
  },
  FAILOVER_CODES_WITHOUT_504: {
    severity: "error",
    rule: "CloudFront takes a primary that does not answer in time for a 504: without 504 in the list it does not fail over then.",
    mend: "Add 504.",
  },
  FAILOVER_CODE_404: {
    severity: "warning",
    rule: "With 404 in the list every request for a page that does not exist is made twice, and a page deleted in the primary is answered by the replica until the deletion has been replicated.",
    mend: "Remove 404: both buckets let CloudFront list them, so a 404 means a missing page and never an outage.",
  },
  FAILOVER_CONNECTION_ATTEMPTS: {
    severity: "error",
    rule: "CloudFront makes 1 to 3 connection attempts at an origin.",
    mend: "Choose 1, 2 or 3; 1 fails over fastest.",
  },
  FAILOVER_CONNECTION_TIMEOUT: {
    severity: "error",
    rule: "CloudFront waits 1 s to 10 s for a connection to an origin.",
    mend: 'Choose a duration from "1s" to "10s".',
  },
  FAILOVER_READ_TIMEOUT: {
    severity: "error",
    rule: "CloudFront waits 1 s to 120 s for an origin's answer.",
    mend: 'Choose a duration from "1s" to "120s".',
  },
  FAILOVER_AUTOMATIC_LIMIT: {
    severity: "error",
    rule: "The sentinel looks every 1 to 60 whole minutes, takes 1 to 10 failures, waits 1 minute to 1 day, and throws 2 to 20 times an hour.",
    mend: "Choose a value within these limits, or leave the key out.",
  },
  FAILOVER_AUTOMATIC_REGION: {
    severity: "error",
    rule: "A sentinel is outside of the region that it watches, in the replica's and at most two others: each is a function, a schedule and three alarms.",
    mend: "Name other regions than the primary's, two at most.",
  },
} as const;

const report = reporter(rules);

/** When the primary is given up on, and how fast (CloudFront guide, High availability with origin failover). */
export const failoverCheck: ConfigCheck = {
  rules,
  find({ failover, regions }) {
    const { connectionAttempts, connectionTimeout, readTimeout, statusCodes } = failover;
    const found = statusCodeFindings(statusCodes);
    const outside = (value: number, most: number) => value < 1 || value > most;
    if (outside(connectionAttempts, 3)) {
      found.push(
        report("FAILOVER_CONNECTION_ATTEMPTS", ["failover", "connectionAttempts"], connectionAttempts),
      );
    }
    if (outside(connectionTimeout, 10)) {
      found.push(report("FAILOVER_CONNECTION_TIMEOUT", ["failover", "connectionTimeout"], connectionTimeout));
    }
    if (outside(readTimeout, 120)) {
      found.push(report("FAILOVER_READ_TIMEOUT", ["failover", "readTimeout"], readTimeout));
    }
    found.push(...automaticFindings(failover, regions.primary));
    return found;
  },
};

const mostFurther = 2;

function automaticFindings({ automatic }: SiteConfig["failover"], primary: string): ConfigFinding[] {
  if (typeof automatic === "boolean") return [];
  const at = (key: string): Path => ["failover", "automatic", key];
  const { period, failures, healthyFor, throwsPerHour } = automatic;
  const limits: readonly [key: string, value: number, fits: boolean][] = [
    ["period", period, period % 60 === 0 && period >= 60 && period <= 3_600],
    ["failures", failures, failures >= 1 && failures <= 10],
    ["healthyFor", healthyFor, healthyFor >= 60 && healthyFor <= 86_400],
    ["throwsPerHour", throwsPerHour, throwsPerHour >= 2 && throwsPerHour <= 20],
  ];
  const { formerRegions, regions } = automatic;
  return [
    ...limits
      .filter(([, , fits]) => !fits)
      .map(([key, value]) => report("FAILOVER_AUTOMATIC_LIMIT", at(key), value)),
    ...regions.flatMap((region, index) => [
      ...regionFindings(region, [...at("regions"), index]),
      ...(region === primary || index >= mostFurther
        ? [report("FAILOVER_AUTOMATIC_REGION", [...at("regions"), index], region)]
        : []),
    ]),
    ...formerRegions.flatMap((region, index) => regionFindings(region, [...at("formerRegions"), index])),
  ];
}

function statusCodeFindings(codes: readonly number[]): ConfigFinding[] {
  const path = ["failover", "statusCodes"];
  if (codes.length === 0) return [report("FAILOVER_CODES_EMPTY", path, codes)];

  const found = codes.flatMap((code, index) => {
    if (code === 404) return [report("FAILOVER_CODE_404", [...path, index], code)];
    return failoverCodes.includes(code) ? [] : [report("FAILOVER_CODE_UNKNOWN", [...path, index], code)];
  });
  for (const index of repeats(codes, String)) {
    found.push(report("FAILOVER_CODE_TWICE", [...path, index], codes[index]));
  }
  if (!codes.includes(503)) found.push(report("FAILOVER_CODES_WITHOUT_503", path, codes));
  if (!codes.includes(504)) found.push(report("FAILOVER_CODES_WITHOUT_504", path, codes));
  return found;
}
