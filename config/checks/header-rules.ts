import { isDisallowedToFunctions, readOnlyHeaders } from "../../facts/cloudfront/forbidden-headers";
import { headerMatcher } from "../../facts/http/header-matcher";
import { policyHeaders } from "../policy-headers";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { HeaderRule, SiteConfig } from "../schema";
import type { ConfigCheck } from "./check";
import { fieldFindings } from "./policy-headers";

type Runtime = SiteConfig["headers"]["runtime"];

const rules = {
  HEADER_NAME_FORBIDDEN: {
    severity: "error",
    rule: "CloudFront answers 502 when an edge function sets or removes this header.",
    mend: "Remove the header from the rule.",
  },
  HEADER_RULE_NEVER_RUNS: {
    severity: "error",
    rule: "CloudFront runs no viewer-response function for answers with status 400 and above.",
    mend: 'Use runtime "lambda-at-edge", or put the header into headers.custom, which applies to errors too.',
  },
  HEADER_RULE_WITHOUT_EFFECT: {
    severity: "error",
    rule: "A rule sets or removes at least one header.",
    mend: "Give set or remove, or take the rule out.",
  },
  HEADER_RULE_SET_COOKIE: {
    severity: "error",
    rule: "A CloudFront Function sees Set-Cookie apart from the other headers.",
    mend: 'Use runtime "lambda-at-edge" for it.',
  },
  HEADER_RULE_REMOVES_FLOOR: {
    severity: "error",
    rule: "The response headers policy runs after Lambda@Edge and puts its headers back on every answer.",
    mend: "Drop the header from the policy, and set it by rules where it belongs.",
  },
  HEADER_RULE_PREFLIGHT: {
    severity: "warning",
    rule: "This header counts in the answer to a preflight alone, and S3 refuses preflights (400 or 403) where its buckets have no CORS rules, which these have not: browsers go no further.",
    mend: "Set Access-Control-Allow-Origin alone, and let pages ask without headers of their own, which takes no preflight.",
  },
  HEADER_RULE_STATUS: {
    severity: "error",
    rule: "An HTTP status of a final answer is 200 to 599.",
    mend: 'Give such a status, or a class of them, such as "4xx".',
  },
  HEADER_RULE_CONTENT_TYPE: {
    severity: "error",
    rule: 'A media type is "type/subtype" or "type/*", in lower case and without parameters.',
    mend: 'Write it so, "text/html" for instance.',
  },
} as const;

const report = reporter(rules);

/** What a browser heeds in answers to preflights only (Fetch standard, HTTP responses). */
const isForPreflights = headerMatcher([
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-max-age",
]);

/** The conditional rules (CloudFront guide, Restrictions on edge functions). */
export const headerRulesCheck: ConfigCheck = {
  rules,
  find({ headers }) {
    const floor = new Set(policyHeaders(headers).map(([name]) => name));
    return headers.rules.flatMap((rule, index) => {
      const path = ["headers", "rules", index];
      const found = ruleFindings(rule, headers.runtime, path);
      return headers.runtime === "cloudfront-function"
        ? [...found, ...cookieFindings(rule, path)]
        : [...found, ...floorFindings(rule, floor, path)];
    });
  },
};

function cookieFindings({ set, remove }: HeaderRule, path: Path): ConfigFinding[] {
  const names = [...Object.keys(set), ...remove];
  const isUsed = names.some((name) => name.toLowerCase() === "set-cookie");
  return isUsed ? [report("HEADER_RULE_SET_COOKIE", path, "Set-Cookie")] : [];
}

function floorFindings({ remove }: HeaderRule, floor: ReadonlySet<string>, path: Path): ConfigFinding[] {
  return remove.flatMap((name, index) =>
    floor.has(name.toLowerCase())
      ? [report("HEADER_RULE_REMOVES_FLOOR", [...path, "remove", index], name)]
      : [],
  );
}

/** Rules run on viewer-response in a CloudFront Function, and on origin-response in Lambda@Edge. */
const readOnlyNames: Readonly<Record<Runtime, readonly string[]>> = {
  "cloudfront-function": readOnlyHeaders("viewer-response", "cloudfront-function"),
  "lambda-at-edge": readOnlyHeaders("origin-response", "lambda"),
};

function ruleFindings(rule: HeaderRule, runtime: Runtime, path: Path): ConfigFinding[] {
  const { contentType, remove, set, status } = rule;
  const found = fieldFindings(set, remove, [...path, "set"]);
  const forbidden = (name: string) =>
    isDisallowedToFunctions(name) || readOnlyNames[runtime].includes(name.toLowerCase());
  for (const name of Object.keys(set)) {
    if (forbidden(name)) found.push(report("HEADER_NAME_FORBIDDEN", [...path, "set", name], name));
    if (isForPreflights(name)) found.push(report("HEADER_RULE_PREFLIGHT", [...path, "set", name], name));
  }
  remove.forEach((name, index) => {
    if (forbidden(name)) found.push(report("HEADER_NAME_FORBIDDEN", [...path, "remove", index], name));
  });
  if (Object.keys(set).length + remove.length === 0) {
    found.push(report("HEADER_RULE_WITHOUT_EFFECT", path, rule));
  }
  if (contentType !== undefined && !/^[a-z0-9!#$&^_.+-]+\/([a-z0-9!#$&^_.+-]+|\*)$/.test(contentType)) {
    found.push(report("HEADER_RULE_CONTENT_TYPE", [...path, "contentType"], contentType));
  }
  if (typeof status === "number" && (status < 200 || status > 599)) {
    found.push(report("HEADER_RULE_STATUS", [...path, "status"], status));
  } else if (runtime === "cloudfront-function" && isErrorStatus(status)) {
    found.push(report("HEADER_RULE_NEVER_RUNS", [...path, "status"], status));
  }
  return found;
}

export function isErrorStatus(status: HeaderRule["status"]): boolean {
  if (typeof status === "number") return status >= 400;
  return status === "4xx" || status === "5xx";
}
